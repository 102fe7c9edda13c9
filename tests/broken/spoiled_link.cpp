// See spoiled_link.hpp.

#include "spoiled_link.hpp"

#include <array>
#include <charconv>
#include <utility>

#include "grammar/parameters.hpp"
#include "stand_in.hpp"

namespace heloport::broken {
namespace {

constexpr std::string_view crlf = "\r\n";
// Longer than any command: the server may want to do something about it.
constexpr std::size_t unfinished_octets_max = 4000;

bool begins(std::string_view line, std::string_view verb) {
  return line.size() >= verb.size() &&
         grammar::equal_ignoring_case(line.substr(0, verb.size()), verb);
}

}  // namespace

// Without a fault.

std::string Spoiler::input(SpoiledLink&, std::string octets) {
  return octets;
}
void Spoiler::greeting(SpoiledLink& link, const std::string& reply) {
  link.say(reply);
}
void Spoiler::command(SpoiledLink& link, const std::string& line) {
  link.say(link.hear(line));
}
void Spoiler::content(SpoiledLink& link, const std::string& lines) {
  link.say(link.hear(lines));
}
void Spoiler::end_of_data(SpoiledLink& link) {
  link.say(link.hear_end_of_data());
}
void Spoiler::chunk(SpoiledLink& link, const std::string& line, const std::string& octets) {
  link.say(link.hear(line + octets));
}
std::string Spoiler::saying(SpoiledLink&, std::string replies) {
  return replies;
}
void Spoiler::behind_starttls(SpoiledLink& link, const std::string& octets) {
  link.hear(octets);
}
std::optional<std::string> Spoiler::handshake(SpoiledLink& link) {
  return link.handshake_behind();
}
void Spoiler::unfinished(SpoiledLink&, std::string&) {}
void Spoiler::input_ends(SpoiledLink&) {}

// As a link.

SpoiledLink::SpoiledLink(std::unique_ptr<conformance::PeerLink> behind,
                         std::unique_ptr<Spoiler> spoiler)
    : behind_(std::move(behind)), spoiler_(std::move(spoiler)) {}

bool SpoiledLink::write(std::string_view octets) {
  if (closed_ || server_ended_) return false;
  greet();
  waiting_ += spoiler_->input(*this, std::string(octets));
  look();
  return true;
}

SpoiledLink::Received SpoiledLink::read(std::chrono::milliseconds patience) {
  greet();
  if (to_client_.empty() && !closed_ && !waiting_.empty()) {
    spoiler_->unfinished(*this, waiting_);
    look();
    pass_unfinished(false);
  }
  if (to_client_.empty() && !closed_ && !server_ended_) {
    Received received = behind_->read(patience);
    server_ended_ = received.kind == Received::Kind::end;
    std::string replies = std::move(received.octets) + listen();
    if (!replies.empty()) say(replies);
  }
  if (!to_client_.empty()) return {Received::Kind::octets, std::exchange(to_client_, {})};
  const bool ended = closed_ || server_ended_;
  return {ended ? Received::Kind::end : Received::Kind::nothing, {}};
}

void SpoiledLink::end_writing() {
  greet();
  if (!closed_) spoiler_->input_ends(*this);
  if (closed_) return;
  look();
  pass_unfinished(true);
  behind_->end_writing();
  const std::string replies = listen();
  if (!replies.empty()) say(replies);
}

std::optional<std::string> SpoiledLink::start_tls() {
  if (closed_) return "the connection is closed";
  return spoiler_->handshake(*this);
}

// For spoilers.

std::string SpoiledLink::hear(std::string_view octets) {
  if (server_ended_) return "";
  std::string all = phase_ == Phase::data ? std::string(octets) : StandIn::heard(octets);
  // What came in one read with STARTTLS is read with it, so that the server can throw it away.
  if (begins(octets, "STARTTLS") && !spoiler_->keeps_clear_octets()) all += take_waiting();
  if (!behind_->write(all)) server_ended_ = true;
  const std::string reply = listen();
  if (phase_ == Phase::data) return reply;
  follow(octets, reply);
  return StandIn::told(octets, reply);
}

std::string SpoiledLink::hear_end_of_data() {
  if (std::exchange(pretended_data_, false)) return "250 2.0.0 Ok\r\n";
  phase_ = Phase::hello;
  if (!behind_->write(".\r\n")) server_ended_ = true;
  return listen();
}

std::string SpoiledLink::hear_content(std::string_view octets) {
  const bool over = octets.starts_with(".\r\n") || octets.find("\r\n.\r\n") != octets.npos;
  if (over) phase_ = Phase::hello;
  if (!behind_->write(octets)) server_ended_ = true;
  return listen();
}

void SpoiledLink::say(const std::string& replies) {
  if (!closed_) to_client_ += spoiler_->saying(*this, replies);
}

std::optional<std::string> SpoiledLink::handshake_behind() {
  awaits_handshake_ = false;
  auto failure = behind_->start_tls();
  if (failure) {
    server_ended_ = true;
    return failure;
  }
  tls_ = true;
  phase_ = Phase::greeting;
  return std::nullopt;
}

void SpoiledLink::pretend_data() {
  pretended_data_ = true;
  mid_line_ = false;
}

// Inside.

void SpoiledLink::greet() {
  if (greeted_) return;
  const std::string reply = listen();
  if (reply.empty()) return;
  greeted_ = true;
  spoiler_->greeting(*this, reply);
}

/// Whatever the server says without time going by.
std::string SpoiledLink::listen() {
  std::string replies;
  while (!server_ended_) {
    Received received = behind_->read(std::chrono::milliseconds(0));
    replies += received.octets;
    server_ended_ = received.kind == Received::Kind::end;
    if (received.kind != Received::Kind::octets) break;
  }
  return replies;
}

void SpoiledLink::look() {
  while (!closed_ && !waiting_.empty()) {
    if (awaits_handshake_) {
      spoiler_->behind_starttls(*this, take_waiting());
      return;
    }
    const bool content = phase_ == Phase::data || pretended_data_;
    if (!(content ? look_at_content() : look_at_line())) return;
  }
}

/// True: something was taken.
bool SpoiledLink::look_at_line() {
  const std::size_t end = waiting_.find(crlf);
  if (end == std::string::npos) return false;
  const std::string line = waiting_.substr(0, end + crlf.size());
  const bool whole = !std::exchange(mid_line_, false);
  if (whole && phase() != Phase::auth && chunk_octets(line)) return look_at_chunk(line);
  waiting_.erase(0, line.size());
  if (!whole) {
    say(hear(line));
    return true;
  }
  spoiler_->command(*this, line);
  if (pretended_lines_ > 0) --pretended_lines_;
  return true;
}

bool SpoiledLink::look_at_chunk(const std::string& line) {
  const std::size_t octets = *chunk_octets(line);
  if (waiting_.size() - line.size() < octets) return false;
  const std::string content = waiting_.substr(line.size(), octets);
  waiting_.erase(0, line.size() + octets);
  spoiler_->chunk(*this, line, content);
  return true;
}

/// All whole lines that wait, or the dot that stands before them.
bool SpoiledLink::look_at_content() {
  std::size_t end = 0;
  bool over = false;
  while (!over) {
    const std::size_t line_end = waiting_.find(crlf, end);
    if (line_end == std::string::npos) break;
    over = !mid_line_ && waiting_.compare(end, line_end - end, ".") == 0;
    if (over) break;
    mid_line_ = false;
    end = line_end + crlf.size();
  }
  if (end == 0 && !over) return false;
  const std::string lines = waiting_.substr(0, end);
  waiting_.erase(0, end + (over ? 3 : 0));
  if (!lines.empty() && !pretended_data_) spoiler_->content(*this, lines);
  if (over && !closed_) spoiler_->end_of_data(*this);
  return true;
}

/// Lets the server have the beginning of a line: always when there will be no more of it, else
/// where it may have an opinion about it already.
void SpoiledLink::pass_unfinished(bool all) {
  if (waiting_.empty() || pretended_data_ || pretends_exchange()) return;
  // A chunk says how long it is: nobody has an opinion about half of one.
  if (!all && phase_ != Phase::data && chunk_octets(waiting_.substr(0, waiting_.find(crlf))))
    return;
  const bool remarkable = waiting_.size() > unfinished_octets_max ||
                          waiting_.find('\n') != std::string::npos ||
                          waiting_.substr(0, waiting_.size() - 1).find('\r') != std::string::npos;
  if (!all && !remarkable) return;
  mid_line_ = true;
  const std::string octets = take_waiting();
  if (!behind_->write(octets)) server_ended_ = true;
  const std::string replies = listen();
  if (!replies.empty()) say(replies);
}

namespace {

/// Where a command leads when the server answers it with such a code.
struct Step {
  std::string_view verb;
  int code;  // or its hundreds alone
  Phase then;
};
constexpr std::array steps{
    Step{"EHLO", 2, Phase::hello}, Step{"HELO", 2, Phase::hello}, Step{"LHLO", 2, Phase::hello},
    Step{"MAIL", 2, Phase::mail},  Step{"RCPT", 2, Phase::rcpt},  Step{"DATA", 354, Phase::data},
};

}  // namespace

void SpoiledLink::follow(std::string_view said, std::string_view reply) {
  const int code = last_code(reply);
  if (code == 0) return;
  if (phase_ == Phase::auth) {
    if (code != 334) phase_ = before_auth_;
    return;
  }
  for (const Step& step : steps) {
    if (begins(said, step.verb) && (code == step.code || code / 100 == step.code)) {
      phase_ = step.then;
    }
  }
  if (begins(said, "RSET") && phase_ != Phase::greeting) phase_ = Phase::hello;
  if (begins(said, "AUTH") && code == 334) {
    before_auth_ = phase_;
    phase_ = Phase::auth;
  }
  if (begins(said, "STARTTLS") && code == 220) awaits_handshake_ = true;
  if (begins(said, "BDAT")) {
    const std::string_view line = said.substr(0, said.find(crlf));
    if (code / 100 == 2) phase_ = Phase::chunks;
    if (line.size() > 5 && begins(line.substr(line.size() - 5), " LAST")) phase_ = Phase::hello;
  }
}

int last_code(std::string_view replies) {
  if (replies.ends_with(crlf)) replies.remove_suffix(crlf.size());
  const std::size_t before = replies.rfind('\n');
  if (before != std::string_view::npos) replies.remove_prefix(before + 1);
  int code = 0;
  const std::string_view digits = replies.substr(0, 3);
  const auto read = std::from_chars(digits.begin(), digits.end(), code);
  return read.ptr == digits.end() && digits.size() == 3 ? code : 0;
}

std::optional<std::size_t> chunk_octets(std::string_view line) {
  constexpr std::string_view verb = "BDAT ";
  if (!begins(line, verb)) return std::nullopt;
  line.remove_prefix(verb.size());
  if (line.ends_with(crlf)) line.remove_suffix(crlf.size());
  std::size_t octets = 0;
  const auto read = std::from_chars(line.begin(), line.end(), octets);
  if (read.ec != std::errc() || read.ptr == line.begin()) return std::nullopt;
  const std::string_view rest(read.ptr, static_cast<std::size_t>(line.end() - read.ptr));
  const bool sound = rest.empty() || grammar::equal_ignoring_case(rest, " LAST");
  return sound ? std::optional(octets) : std::nullopt;
}

}  // namespace heloport::broken
