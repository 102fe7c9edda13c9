// See chunked_session.hpp.

#include "fuzz/chunked_session.hpp"

#include <algorithm>
#include <charconv>
#include <cstring>
#include <variant>

namespace heloport::fuzz {
namespace {

using namespace engine;

enum Mode : std::uint8_t {
  normalised = 1,
  unfinished = 2,
  no_transaction = 4,
  binary = 8,
  begin_refused = 16,
  end_refused = 32,
  small = 64,
  goodbye = 128,
};

ServerOptions options_of(bool normalise, bool small_messages) {
  ServerOptions options;
  options.line_endings = normalise ? LineEndings::normalise : LineEndings::refuse;
  if (small_messages) options.limits.message_octets_max = 64;
  return options;
}

// Sessions keep a reference to their options.
const ServerOptions& options_for(std::uint8_t mode) {
  static const std::array all{options_of(false, false), options_of(true, false),
                              options_of(false, true), options_of(true, true)};
  return all[((mode & small) != 0 ? 2u : 0u) + (mode & normalised)];
}

/// What an event is to whoever plays the script.
enum class Meaning : std::uint8_t { rest, asked, begin, end, told, command };

template <class Event>
constexpr Meaning meaning_of(const Event&) {
  return Meaning::command;
}
constexpr Meaning meaning_of(const NeedInput&) {
  return Meaning::rest;
}
constexpr Meaning meaning_of(const Closed&) {
  return Meaning::rest;
}
constexpr Meaning meaning_of(const Connected&) {
  return Meaning::asked;
}
constexpr Meaning meaning_of(const Hello&) {
  return Meaning::asked;
}
constexpr Meaning meaning_of(const Sender&) {
  return Meaning::asked;
}
constexpr Meaning meaning_of(const Recipient&) {
  return Meaning::asked;
}
constexpr Meaning meaning_of(const MessageBegin&) {
  return Meaning::begin;
}
constexpr Meaning meaning_of(const MessageEnd&) {
  return Meaning::end;
}
constexpr Meaning meaning_of(const BodyChunk&) {
  return Meaning::told;
}
constexpr Meaning meaning_of(const TransactionDropped&) {
  return Meaning::told;
}
constexpr Meaning meaning_of(const AwaitOutput&) {
  return Meaning::told;
}

// The code of the next reply, whatever the number of its lines; 0 when there is none.
int take_reply(std::string_view& replies) {
  while (!replies.empty()) {
    const std::size_t end = replies.find("\r\n");
    if (end == std::string_view::npos || end < 4) return 0;
    const std::string_view line = replies.substr(0, end);
    replies.remove_prefix(end + 2);
    int code = 0;
    std::from_chars(line.data(), line.data() + 3, code);
    if (line[3] == ' ') return code;
  }
  return 0;
}

}  // namespace

Complaint replies_fit(std::string_view replies, std::string_view commands) {
  if (take_reply(replies) != 220) return "no greeting";
  for (const char command : commands) {
    const int code = take_reply(replies);
    if (code == 0) return "a command or a chunk drew no reply";
    if (code == 421) break;
    if (command == 'n' && code != 250) return "the command behind a chunk was not seen as one";
    if ((command == 'q') != (code == 221)) return "a goodbye out of place";
  }
  if (!replies.empty()) return "a reply too many: octets of a chunk were commands";
  return std::nullopt;
}

Complaint ChunkedSession::each_chunk_is_read_to_its_end(const ChunkScript& script,
                                                        const Splitting& splitting) {
  write(script);
  play(script, splitting);
  if (broken_ != nullptr) return broken_;
  return replies_fit(replies_, commands_);
}

void ChunkedSession::say(std::string_view line, char kind) {
  wire_.append(line).append("\r\n");
  commands_ += kind;
}

void ChunkedSession::write(const ChunkScript& script) {
  wire_.clear();
  commands_.clear();
  say("EHLO c", '.');
  if ((script.mode & no_transaction) == 0) {
    say((script.mode & binary) != 0 ? "MAIL FROM:<> BODY=BINARYMIME" : "MAIL FROM:<>", '.');
    say("RCPT TO:<b@c>", '.');
  }
  preface_octets_ = wire_.size();
  std::size_t at = 0;
  for (std::size_t i = 0; i < 3; ++i) {
    const std::size_t border = i < 2 ? script.borders[i] : script.text.size();
    const std::size_t end = std::clamp(border, at, script.text.size());
    std::array<char, 32> line{'B', 'D', 'A', 'T', ' '};
    char* const digits = std::to_chars(line.data() + 5, line.data() + 16, end - at).ptr;
    wire_.append(line.data(), digits);
    const bool last = i == 2 && (script.mode & unfinished) == 0;
    say(last ? " LAST" : "", '.');
    wire_ += script.text.substr(at, end - at);
    say("NOOP", 'n');
    at = end;
  }
  say("QUIT", 'q');
}

void ChunkedSession::play(const ChunkScript& script, const Splitting& splitting) {
  replies_.clear();
  broken_ = nullptr;
  mode_ = script.mode;
  ServerSession session(options_for(mode_), buffers_);
  session.expire(Time{0});
  pump(session);
  const std::string_view wire = wire_;
  feed(session, wire.substr(0, preface_octets_));
  const std::string_view chunks = wire.substr(preface_octets_);
  for (std::size_t at = 0; at < chunks.size() && broken_ == nullptr && !session.finished();) {
    const std::size_t end = splitting.end_after(at, chunks);
    feed(session, chunks.substr(at, end - at));
    at = end;
  }
}

void ChunkedSession::feed(ServerSession& session, std::string_view octets) {
  while (!octets.empty() && !session.finished() && broken_ == nullptr) {
    const std::span<char> room = session.input();
    const std::size_t n = std::min(room.size(), octets.size());
    if (n == 0) broken_ = "no room for input, and nothing to wait for";
    if (n != 0) std::memcpy(room.data(), octets.data(), n);
    octets.remove_prefix(n);
    session.received(n);
    pump(session);
  }
}

// Until there is nothing to do; every event either needs octets or brings the script forward.
void ChunkedSession::pump(ServerSession& session) {
  std::size_t events_left = 64 + 2 * wire_.size();
  bool more = true;
  while (more && events_left-- > 0) {
    more = answer(session, session.next());
    const std::string_view output = session.output().runs[0];
    replies_ += output;
    if (!output.empty()) session.sent(output.size());
  }
  if (more) broken_ = "the session spins";
}

// False when it wants more octets, or is over.
bool ChunkedSession::answer(ServerSession& session, const ServerEvent& event) {
  const Meaning meaning = std::visit([](const auto& each) { return meaning_of(each); }, event);
  if (meaning == Meaning::rest) return false;
  if (meaning == Meaning::told) return true;
  if (meaning == Meaning::command) {
    broken_ = "octets of a chunk were a command that asks";
    return false;
  }
  const bool refused = (meaning == Meaning::begin && (mode_ & begin_refused) != 0) ||
                       (meaning == Meaning::end && (mode_ & end_refused) != 0);
  const Reply no{static_cast<std::uint16_t>((mode_ & goodbye) != 0 ? 421 : 550), "", "No"};
  refused ? session.reject(no) : session.accept();
  return true;
}

}  // namespace heloport::fuzz
