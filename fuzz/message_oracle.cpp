// O6 and O14: messages begin and end where the wire says, and hold what was sent. See oracles.hpp.

#include <algorithm>
#include <limits>
#include <utility>

#include "fuzz/oracles.hpp"
#include "fuzz/session_reading.hpp"

namespace heloport::fuzz {
namespace {

bool is_clean(std::string_view body) {
  for (std::size_t i = 0; i < body.size(); ++i) {
    const bool paired = body[i] == '\r' ? i + 1 < body.size() && body[i + 1] == '\n'
                                        : body[i] != '\n' || (i > 0 && body[i - 1] == '\r');
    if (body[i] == '\0' || !paired) return false;
  }
  return true;
}

// RFC 1870, 3: 0 is no limit.
std::uint64_t message_limit(const Scenario& scenario) {
  const std::uint64_t limit = scenario.options.limits.message_octets_max;
  return limit == 0 ? std::numeric_limits<std::uint64_t>::max() : limit;
}

// The content that the application should have seen: without the line that names the file.
std::optional<std::string> expected_body(const Scenario& scenario, const WireCommand& command,
                                         const SeenMessage& seen) {
  std::string_view data = *command.data;
  if (seen.file_name) data.remove_prefix(std::min(data.find("\r\n") + 2, data.size()));
  return content_of(data, scenario.options.line_endings);
}

// Of a message that is too big no more is handed on than may be stored: a message is refused while
// it comes, not when all of it is there.
Complaint is_within(std::uint64_t limit, const SeenMessage& seen) {
  if (seen.body.size() <= limit) return std::nullopt;
  return "a message that is too big was handed on";
}

Complaint is_refused(const WireCommand& command, const SeenMessage& seen) {
  if (seen.octets) return "a message ended that must be refused";
  if (!seen.dropped) return "a message that must be refused was not dropped";
  if (command.verdicts.empty() && command.code < 400) return "a chunk was not refused";
  for (const int code : command.verdicts) {
    if (code < 400) return "a message that must be refused was acknowledged";
  }
  return std::nullopt;
}

Complaint is_delivered(const WireCommand& command, const std::string& body,
                       const SeenMessage& seen) {
  if (!seen.octets) return "a message that is whole did not end";
  if (seen.body != body) return "the body is not what was sent: " + seen.body;
  if (*seen.octets != body.size()) return "the size of a message is not that of its body";
  if (seen.verdicts.size() != command.verdicts.size()) return "not one reply a verdict";
  for (std::size_t i = 0; i < seen.verdicts.size(); ++i) {
    if (seen.verdicts[i] != (command.verdicts[i] == 250)) return "the reply is not the verdict";
  }
  return std::nullopt;
}

Complaint message_is_right(const Scenario& scenario, const WireCommand& command,
                           const SeenMessage& seen) {
  if (!command.data) {
    return seen.octets ? Complaint("a message ended that the wire does not end") : std::nullopt;
  }
  const std::optional<std::string> body = expected_body(scenario, command, seen);
  const std::uint64_t limit = message_limit(scenario);
  if (!body || body->size() > limit) return is_refused(command, seen);
  return is_delivered(command, *body, seen);
}

/// Goes along the wire and compares each message on it with what the application saw.
class MessageWalk {
 public:
  MessageWalk(const Scenario& scenario, const Trace& trace) : scenario_(scenario), trace_(trace) {}

  /// `last`: behind it nothing was read.
  Complaint take(const WireCommand& command, bool last) {
    if (trace_.cut_off && last) return std::nullopt;  // the world ended it, not its octets
    if (command.chunk) return take_chunk(command, *command.chunk);
    note(command);
    if (command.code != 354) return std::nullopt;
    const SeenMessage* const seen = next_seen();
    if (seen == nullptr || seen->chunked) return "the wire has a message that nobody saw";
    recipients_ = 0;
    return message_is_right(scenario_, command, *seen);
  }

  Complaint end() const {
    const std::size_t left = trace_.messages.size() - seen_;
    if (left == 0 || (left == 1 && trace_.cut_off)) return std::nullopt;
    return "a message was seen that is not on the wire";
  }

 private:
  void note(const WireCommand& command) {
    if (command.code >= 300) return;
    if (command.verb == "RCPT") ++recipients_;
    if (command.verb == "MAIL") binary_ = is_binary(command.line);
    const bool resets = command.verb == "MAIL" || command.verb == "RSET" ||
                        command.verb == "EHLO" || command.verb == "HELO" ||
                        command.verb == "LHLO" || command.verb == "QUIT";
    if (resets) recipients_ = 0;
    if (recipients_ == 0) forget_chunks();
  }

  Complaint take_chunk(const WireCommand& command, const WireChunk& chunk) {
    if (recipients_ == 0) return std::nullopt;  // must be refused, says another oracle
    const std::uint64_t limit = message_limit(scenario_);
    const bool too_big = chunk.announced > limit - text_octets_;
    // An empty chunk too many ends the session before anybody is asked.
    const bool idle = chunk.announced == 0 && !chunk.last && command.code == 421;
    if (message_ == nullptr && !too_big && !(idle && seen_ == trace_.messages.size())) {
      message_ = next_seen();
      if (message_ == nullptr || !message_->chunked) return "chunks came that nobody saw";
    }
    if (command.code == 0 || idle) return std::nullopt;
    const bool begun = message_ != nullptr && message_->begun;
    take_content(chunk);
    const Complaint complaint =
        too_big || !begun ? is_refused_at_once(command, begun) : chunk_is_right(command, chunk);
    if (chunk.last || command.code >= 400) {
      recipients_ = 0;
      forget_chunks();
    }
    return complaint;
  }

  Complaint is_refused_at_once(const WireCommand& command, bool begun) const {
    if (command.code < 400) return "a chunk was not refused";
    return begun ? is_refused(command, *message_) : std::nullopt;
  }

  Complaint chunk_is_right(const WireCommand& command, const WireChunk& chunk) const {
    if (!content_ || content_->size() > message_limit(scenario_)) {
      return is_refused(command, *message_);
    }
    if (chunk.last) return is_delivered(command, *content_, *message_);
    return command.code < 400 ? std::nullopt : Complaint("a good chunk was refused");
  }

  // Each octet is read once: a script may send thousands of chunks.
  void take_content(const WireChunk& chunk) {
    text_octets_ += chunk.octets.size();
    if (!content_) return;
    std::string text(std::exchange(cr_waits_, false) ? "\r" : "");
    text += chunk.octets;
    if (!binary_) cr_waits_ = !chunk.last && text.ends_with('\r');
    const std::optional<std::string> more =
        binary_ ? text : content_of_chunks(text, scenario_.options.line_endings, chunk.last);
    if (more) *content_ += *more;
    if (!more) content_.reset();
  }

  static bool is_binary(std::string_view line) {
    std::string upper(line);
    for (char& c : upper) c = c >= 'a' && c <= 'z' ? static_cast<char>(c - 32) : c;
    return upper.find("> BODY=BINARYMIME") != std::string::npos ||
           upper.find(" BODY=BINARYMIME ") != std::string::npos ||
           upper.ends_with(" BODY=BINARYMIME");
  }

  const SeenMessage* next_seen() {
    return seen_ == trace_.messages.size() ? nullptr : &trace_.messages[seen_++];
  }
  void forget_chunks() {
    message_ = nullptr;
    text_octets_ = 0;
    content_ = "";
    cr_waits_ = false;
  }

  const Scenario& scenario_;
  const Trace& trace_;
  std::size_t seen_ = 0;
  std::size_t recipients_ = 0;
  bool binary_ = false;
  const SeenMessage* message_ = nullptr;    // the one whose chunks come
  std::size_t text_octets_ = 0;             // of them, until now
  std::optional<std::string> content_{""};  // likewise; nothing once it must be refused
  bool cr_waits_ = false;  // for its LF, which may begin the next chunk; not in content_
};

}  // namespace

Complaint messages_are_where_the_wire_says(const Scenario& scenario, const Trace& trace,
                                           const SessionReading& reading) {
  MessageWalk walk(scenario, trace);
  for (const SeenMessage& message : trace.messages) {
    if (Complaint complaint = is_within(message_limit(scenario), message)) return complaint;
  }
  for (const WireCommand& command : reading.wire.commands) {
    const bool last = &command == &reading.wire.commands.back();
    if (const Complaint complaint = walk.take(command, last)) return complaint;
  }
  return walk.end();
}

Complaint messages_are_where_the_wire_says(const Scenario& scenario, const Trace& trace) {
  const auto reading = read_session(scenario, trace);
  if (!reading) return std::nullopt;
  return messages_are_where_the_wire_says(scenario, trace, *reading);
}

Complaint nothing_is_read_behind_foul_data(const Trace& trace, const SessionReading& reading) {
  auto seen = trace.messages.begin();
  bool foul = false;
  for (const WireCommand& command : reading.wire.commands) {
    if (foul && command.code != 0) return command.verb + " was read behind foul data";
    if (command.code != 354) continue;
    seen = std::find_if(seen, trace.messages.end(),
                        [](const SeenMessage& message) { return !message.chunked; });
    if (seen == trace.messages.end()) break;  // another oracle asks for it
    foul = command.data && seen->dropped == engine::DropReason::bad_line_ending;
    ++seen;
  }
  return std::nullopt;
}

Complaint bodies_are_clean(const Trace& trace) {
  for (const SeenMessage& message : trace.messages) {
    std::string_view body = message.body;
    // The size limit may fall between the two octets of a line end; such a message is dropped.
    if (message.binary && message.chunked) continue;
    if (!message.octets && body.ends_with('\r')) body.remove_suffix(1);
    if (!is_clean(body)) return "a bare CR, bare LF or NUL was delivered";
  }
  return std::nullopt;
}

}  // namespace heloport::fuzz
