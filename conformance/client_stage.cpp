// See client_stage.hpp.

#include "conformance/client_stage.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <thread>
#include <utility>

#include "conformance/client_reader.hpp"
#include "conformance/sound_server.hpp"
#include "conformance/words.hpp"
#include "grammar/base64.hpp"
#include "grammar/command.hpp"

namespace heloport::conformance {
namespace {

using std::chrono::milliseconds;
using Clock = std::chrono::steady_clock;
using LinkKind = PeerLink::Received::Kind;
using ActKind = ServerAct::Kind;

constexpr std::size_t turns_max = 5'000;
constexpr std::size_t content_octets_max = std::size_t{64} << 20;
// A client whose content ends as no content ends believes to have ended it: it is quiet.
constexpr milliseconds quiet{300};
// After our end the client has so long to go: a network's round trips and a slow program.
constexpr milliseconds farewell{2'000};
// What `! endless` says before the suite has seen enough.
constexpr std::size_t endless_octets_max = std::size_t{4} << 20;

std::optional<std::string> decoded(std::string_view text) {
  std::string room(grammar::decoded_octets_max(text.size()) + 3, '\0');
  const auto octets = grammar::decode_base64(text, room);
  if (!octets) return std::nullopt;
  return std::string(*octets);
}

/// One connection of one case.
class ClientStage {
 public:
  ClientStage(const ClientCase& subject, const CaseWords& words, ClientLink& link,
              const ClientPlayOptions& options)
      : subject_(subject),
        words_(words),
        link_(link),
        options_(options),
        server_(subject_, words_),
        never_(subject.never.begin(), subject.never.end()) {}

  PlayedConnection play();

 private:
  // Hearing.
  std::optional<Said> hear();
  std::optional<Said> heard_piece();
  std::optional<Said> heard_line();
  void take_chunk(Said& said);
  bool read(milliseconds patience);
  Said record(Said said, Turn::Kind kind);
  // Judging.
  void respond(const Said& said);
  const ClientScene* scene_of(const Said& said);
  void check_never(const Said& said);
  void conclude();
  void find(Finding finding);
  // Speaking.
  void open();
  void perform(const std::vector<ServerAct>& acts);
  void perform_one(const ServerAct& act);
  void say(std::string_view octets);
  void flush();
  bool write(std::string_view octets);
  void say_endlessly(const ServerAct& act);
  void listen(const ServerAct& act);
  void serve_tls();
  void leave();
  void drain(milliseconds patience);
  void learn_nonce(const Said& said);
  void note(Turn::Kind kind, std::string octets = {});

  const ClientCase& subject_;
  CaseWords words_;
  ClientLink& link_;
  const ClientPlayOptions& options_;
  SoundServer server_;
  ClientReader reader_;
  Conversation conversation_;
  std::vector<std::string> never_;
  std::optional<Finding> finding_;
  std::size_t scene_ = 0;         // the next one
  std::size_t early_octets_ = 0;  // at the front of the reader: they came before the last reply
  std::string said_;              // of the reply to what was heard last
  std::string waiting_reply_;     // Pace::together: not written yet
  bool client_closed_ = false;
  bool over_ = false;    // we have closed, or the client is not heard any more
  bool silent_ = false;  // the acts of this scene stand for a reply
};

PlayedConnection ClientStage::play() {
  open();
  while (!over_ && conversation_.turns.size() < turns_max) {
    const std::optional<Said> said = hear();
    if (!said) break;
    respond(*said);
    if (said->kind == Said::Kind::closed) break;
  }
  flush();
  conclude();
  if (!over_) leave();
  return {std::move(conversation_), std::move(finding_)};
}

// Hearing.

/// Nothing: the client said nothing for as long as it is waited for, or too much.
std::optional<Said> ClientStage::hear() {
  const auto until = Clock::now() + options_.patience;
  while (true) {
    if (auto piece = heard_piece()) return piece;
    flush();
    const auto left = std::chrono::duration_cast<milliseconds>(until - Clock::now());
    if (client_closed_) {
      if (!reader_.empty()) note(Turn::Kind::ignored, reader_.rest());
      return record({Said::Kind::closed, {}}, Turn::Kind::client_closed);
    }
    if (left.count() <= 0 || reader_.size() > content_octets_max) break;
    const bool ends = server_.reads_content() && reader_.looks_ended();
    if (!read(ends ? std::min(quiet, left) : left) && ends) {
      return record({Said::Kind::content, reader_.rest()}, Turn::Kind::content);
    }
  }
  if (!reader_.empty()) note(Turn::Kind::ignored, reader_.rest());
  note(Turn::Kind::nothing);
  return std::nullopt;
}

std::optional<Said> ClientStage::heard_piece() {
  if (server_.reads_content()) {
    auto content = reader_.next_content();
    if (!content) return std::nullopt;
    return record({Said::Kind::content, std::move(*content)}, Turn::Kind::content);
  }
  return heard_line();
}

std::optional<Said> ClientStage::heard_line() {
  auto line = reader_.next_line();
  if (!line) return std::nullopt;
  if (server_.reads_response()) {
    return record({Said::Kind::response, std::move(*line)}, Turn::Kind::response);
  }
  Said said{Said::Kind::command, std::move(*line)};
  const grammar::Command command = grammar::parse_command(said.octets);
  said.has_response = command.verb == grammar::Verb::auth &&
                      std::count(said.octets.begin(), said.octets.end(), ' ') >= 2;
  said.last_chunk = command.verb == grammar::Verb::bdat && !command.second_argument.empty();
  said = record(std::move(said), Turn::Kind::command);
  if (command.verb == grammar::Verb::bdat) take_chunk(said);
  return said;
}

void ClientStage::take_chunk(Said& said) {
  const auto octets = number(grammar::parse_command(said.octets).argument);
  if (!octets || *octets > content_octets_max) return;
  const auto until = Clock::now() + options_.patience;
  auto chunk = reader_.next_chunk(*octets);
  while (!chunk && !client_closed_ && Clock::now() < until) {
    read(options_.patience);
    chunk = reader_.next_chunk(*octets);
  }
  // Chunks follow their command at once: they are never early.
  early_octets_ = early_octets_ > *octets ? early_octets_ - static_cast<std::size_t>(*octets) : 0;
  if (chunk) note(Turn::Kind::chunk, std::move(*chunk));
}

/// True if something came.
bool ClientStage::read(milliseconds patience) {
  PeerLink::Received received = link_.read(patience);
  reader_.append(received.octets);
  if (received.kind == LinkKind::end) client_closed_ = true;
  return received.kind != LinkKind::nothing;
}

Said ClientStage::record(Said said, Turn::Kind kind) {
  const bool early = early_octets_ > 0;
  early_octets_ -= std::min(early_octets_, said.octets.size());
  conversation_.turns.push_back({kind, said.octets, early, server_.standing()});
  return said;
}

void ClientStage::note(Turn::Kind kind, std::string octets) {
  conversation_.turns.push_back({kind, std::move(octets), false, server_.standing()});
}

// Judging.

void ClientStage::respond(const Said& said) {
  learn_nonce(said);
  check_never(said);
  said_.clear();
  silent_ = false;
  const ClientScene* const scene = scene_of(said);
  if (said.kind == Said::Kind::closed) return;
  if (scene != nullptr) perform(scene->acts);
  if (over_ || client_closed_) return;
  if (said_.empty() && !silent_) {
    say(server_.reply_to(said));
    const grammar::Verb verb = said.kind == Said::Kind::command
                                   ? grammar::parse_command(said.octets).verb
                                   : grammar::Verb::unknown;
    if (verb == grammar::Verb::starttls && code_of(said_) == 220) serve_tls();
    if (verb == grammar::Verb::quit) {
      flush();
      conversation_.complete = true;
      leave();
    }
  }
  if (said_.empty()) return;
  const bool ends_message = said.kind == Said::Kind::content || said.last_chunk;
  if (ends_message && code_of(said_) / 100 == 2) ++conversation_.accepted;
  server_.learn(said, said_);
}

const ClientScene* ClientStage::scene_of(const Said& said) {
  if (scene_ >= subject_.scenes.size()) return nullptr;
  const ClientScene& scene = subject_.scenes[scene_];
  if (fits(scene.pattern, said, words_)) {
    ++scene_;
    return &scene;
  }
  if (scene.judged) {
    find({Finding::Kind::violated, scene.line, "the client does something else", scene.pattern,
          shown(conversation_.turns.back())});
    scene_ = subject_.scenes.size();
  }
  return nullptr;
}

void ClientStage::check_never(const Said& said) {
  for (const std::string& pattern : never_) {
    if (fits(pattern, said, words_)) {
      find({Finding::Kind::violated, 0, "the client says what it must not say here",
            "not " + pattern, shown(conversation_.turns.back())});
    }
  }
}

/// What was still to come did not.
void ClientStage::conclude() {
  if (scene_ >= subject_.scenes.size()) return;
  const ClientScene& scene = subject_.scenes[scene_];
  const std::string came = conversation_.turns.empty() ? "" : shown(conversation_.turns.back());
  if (scene.judged) {
    find({Finding::Kind::violated, scene.line, "the client does not do what must come here",
          scene.pattern, came});
  } else if (!subject_.may_refuse) {
    const bool begun = scene_ > 0 || !subject_.opening.empty();
    find({Finding::Kind::inconclusive, scene.line, "the client never said " + scene.pattern, "",
          came, begun});
  }
}

void ClientStage::find(Finding finding) {
  if (!finding_) finding_ = std::move(finding);
}

void ClientStage::learn_nonce(const Said& said) {
  if (said.kind == Said::Kind::command && !said.has_response) return;
  std::string_view text = said.line();
  text.remove_prefix(text.find_last_of(' ') + 1);
  const auto message = decoded(text);
  const std::size_t at = message ? message->find(",r=") : std::string::npos;
  if (at == std::string::npos) return;
  words_.nonce = message->substr(at + 3, message->find(',', at + 3) - at - 3);
}

// Speaking.

void ClientStage::open() {
  conversation_.misbehaved = subject_.misbehaves;
  perform(subject_.opening);
  if (said_.empty() && !silent_ && !over_) say(SoundServer::greeting());
  flush();
  server_.greeted(said_);
}

void ClientStage::perform(const std::vector<ServerAct>& acts) {
  // Lines that stand together are one write.
  for (std::size_t i = 0; i < acts.size() && !over_; ++i) {
    if (acts[i].kind != ActKind::say) {
      perform_one(acts[i]);
      continue;
    }
    std::string octets;
    for (; i < acts.size() && acts[i].kind == ActKind::say; ++i) {
      octets += replace_words(acts[i].text, words_);
    }
    --i;
    // What leaves in several writes is one reply: what came before its end is early.
    say(octets);
  }
}

void ClientStage::perform_one(const ServerAct& act) {
  flush();
  switch (act.kind) {
    case ActKind::say:
      return;
    case ActKind::pause:
      std::this_thread::sleep_for(act.pause);
      return;
    case ActKind::close:
      return leave();
    case ActKind::reset:
      link_.reset();
      over_ = true;
      return note(Turn::Kind::server_closed);
    case ActKind::tls:
      return serve_tls();
    case ActKind::deaf:
      return drain(options_.patience);
    case ActKind::endless:
      return say_endlessly(act);
    case ActKind::listen:
      return listen(act);
    case ActKind::silent:
      silent_ = true;
      return;
    case ActKind::never:
      never_.push_back(act.text);
  }
}

void ClientStage::say(std::string_view octets) {
  read(subject_.waits);
  early_octets_ = reader_.size();
  said_ += octets;
  conversation_.turns.push_back(
      {Turn::Kind::reply, std::string(octets), false, server_.standing()});
  waiting_reply_ += octets;
  if (subject_.pace != Pace::together) flush();
}

void ClientStage::flush() {
  if (waiting_reply_.empty()) return;
  const std::string octets = std::exchange(waiting_reply_, {});
  if (!write(octets)) client_closed_ = true;
}

bool ClientStage::write(std::string_view octets) {
  const std::size_t piece = subject_.pace == Pace::octets ? 1 : octets.size();
  while (!octets.empty()) {
    if (!link_.write(octets.substr(0, piece))) return false;
    octets.remove_prefix(std::min(piece, octets.size()));
    // So that the next octet is in a segment of its own.
    if (piece == 1) std::this_thread::sleep_for(milliseconds{1});
  }
  return true;
}

/// True to its name but for our patience.
void ClientStage::say_endlessly(const ServerAct& act) {
  const std::string line = replace_words(act.text, words_);
  note(Turn::Kind::reply, line);
  std::string block;
  while (block.size() < (std::size_t{16} << 10)) block += line;
  const auto until = Clock::now() + options_.patience;
  bool taken = true;
  for (std::size_t octets = 0; octets < endless_octets_max && taken; octets += block.size()) {
    taken = link_.write(block) && !client_closed_;
    if (Clock::now() > until) break;
  }
  // A client that takes its octets slowly takes them all the same.
  if (taken || (!client_closed_ && Clock::now() > until)) {
    find({Finding::Kind::violated, act.line, "the client reads on where one reply has 4 MiB", "",
          shown(conversation_.turns.back())});
  }
  leave();
}

/// The client has to wait, and is heard.
void ClientStage::listen(const ServerAct& act) {
  const auto until = Clock::now() + act.pause;
  while (!client_closed_ && reader_.empty()) {
    const auto left = std::chrono::duration_cast<milliseconds>(until - Clock::now());
    if (left.count() <= 0) return;
    read(left);
  }
  const std::string what = client_closed_ ? "closes the connection" : "says something";
  find({Finding::Kind::violated, act.line, "the client " + what + " before it was answered",
        "nothing", client_closed_ ? "! eof" : shown({Turn::Kind::command, reader_.front_line()})});
}

void ClientStage::serve_tls() {
  flush();
  const std::string failure = link_.serve_tls();
  if (!failure.empty()) {
    conversation_.misbehaved = true;
    note(Turn::Kind::tls_failed, failure);
    client_closed_ = true;
    return;
  }
  note(Turn::Kind::tls_started);
  server_.tls_started();
}

/// We have said all that we say.
void ClientStage::leave() {
  note(Turn::Kind::server_closed);
  over_ = true;
  link_.end_writing();
  drain(farewell);
}

/// What comes now is heard and not answered.
void ClientStage::drain(milliseconds patience) {
  const auto until = Clock::now() + patience;
  while (!client_closed_) {
    const auto left = std::chrono::duration_cast<milliseconds>(until - Clock::now());
    if (left.count() <= 0 || reader_.size() > content_octets_max) break;
    read(left);
  }
  over_ = true;
  if (reader_.empty()) return;
  note(Turn::Kind::ignored, reader_.rest());
  ClientReader late;
  late.append(conversation_.turns.back().octets);
  while (auto line = late.next_line()) check_never({Said::Kind::command, std::move(*line)});
}

}  // namespace

PlayedConnection play_client_case(const ClientCase& subject, const CaseWords& words,
                                  ClientLink& link, const ClientPlayOptions& options) {
  return ClientStage(subject, words, link, options).play();
}

}  // namespace heloport::conformance
