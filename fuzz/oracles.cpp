// See oracles.hpp.

#include "fuzz/oracles.hpp"

#include <algorithm>
#include <array>

#include "fuzz/reference_reading.hpp"
#include "fuzz/requirement_oracle.hpp"
#include "grammar/reply.hpp"

namespace heloport::fuzz {
namespace {

constexpr std::size_t reply_line_octets_max = 512;
constexpr std::size_t auth_line_octets_max = 12'288;  // RFC 4954, 4

// What the peer's octets mean by the replies that they drew, the greeting excepted.
struct Reading {
  std::vector<WireReply> replies;
  WireReading wire;
};

std::optional<Reading> reading_of(const Scenario& scenario, const Trace& trace) {
  std::optional<std::vector<WireReply>> replies = replies_on_wire(trace.replies);
  if (!replies || replies->empty()) return std::nullopt;
  replies->erase(replies->begin());
  const engine::ExtensionSet on = scenario.options.extensions();
  const WireRules rules{
      .chunking = on.has(engine::ExtensionId::chunking),
      .lmtp = scenario.options.protocol == engine::Protocol::lmtp,
      .line_octets_max = engine::command_octets_max(on, scenario.options.limits),
  };
  WireReading wire = read_wire(scenario.octets, *replies, rules);
  return Reading{std::move(*replies), std::move(wire)};
}

// `5.1.1 ...`; parse_reply_line() takes it for an enhanced code only if the class is the reply's.
bool looks_enhanced(std::string_view text) {
  return text.size() > 5 && text[0] >= '2' && text[0] <= '5' && text[1] == '.' && text[3] == '.';
}

// RFC 4954, 4: 334, a space, and base64 or nothing.
bool is_challenge(std::string_view line) {
  if (!line.starts_with("334 ")) return false;
  line.remove_prefix(4);
  const std::size_t size = line.size();
  for (int padding = 0; padding < 2 && line.ends_with('='); ++padding) line.remove_suffix(1);
  const auto in_alphabet = [](char c) {
    return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '+' ||
           c == '/';
  };
  return size % 4 == 0 && size + 6 <= auth_line_octets_max &&
         std::all_of(line.begin(), line.end(), in_alphabet);
}

Complaint reply_line_is_disciplined(std::string_view line) {
  if (line.starts_with("334")) {
    return is_challenge(line) ? std::nullopt : Complaint("no challenge: " + std::string(line));
  }
  if (line.size() + 2 > reply_line_octets_max) return "a reply line of over 512 octets";
  for (const char c : line) {
    if (c < ' ' || c > '~') return "a reply line with a control octet: " + std::string(line);
  }
  const std::string whole = std::string(line) + "\r\n";
  const grammar::ReplyLine parsed = grammar::parse_reply_line(whole);
  if (!parsed.well_formed) return "no reply line: " + std::string(line);
  if (parsed.enhanced.empty() && looks_enhanced(parsed.text)) {
    return "an enhanced code of another class: " + std::string(line);
  }
  return std::nullopt;
}

bool is_clean(std::string_view body) {
  for (std::size_t i = 0; i < body.size(); ++i) {
    const bool paired = body[i] == '\r' ? i + 1 < body.size() && body[i + 1] == '\n'
                                        : body[i] != '\n' || (i > 0 && body[i - 1] == '\r');
    if (body[i] == '\0' || !paired) return false;
  }
  return true;
}

// The content that the application should have seen: without the line that names the file.
std::optional<std::string> expected_body(const Scenario& scenario, const WireCommand& command,
                                         const SeenMessage& seen) {
  std::string_view data = *command.data;
  if (seen.file_name) data.remove_prefix(std::min(data.find("\r\n") + 2, data.size()));
  return content_of(data, scenario.options.line_endings);
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
  const std::uint64_t limit = scenario.options.limits.message_octets_max;
  if (!body || body->size() > limit) return is_refused(command, seen);
  return is_delivered(command, *body, seen);
}

/// Goes along the wire and compares each message on it with what the application saw.
class MessageWalk {
 public:
  MessageWalk(const Scenario& scenario, const Trace& trace) : scenario_(scenario), trace_(trace) {}

  Complaint take(const WireCommand& command) {
    if (command.chunk) return take_chunk(command, *command.chunk);
    note(command);
    if (command.code != 354) return std::nullopt;
    const SeenMessage* const seen = next_seen();
    if (seen == nullptr || seen->chunked) return "the wire has a message that nobody saw";
    recipients_ = 0;
    return message_is_right(scenario_, command, *seen);
  }

  Complaint end() const {
    if (seen_ == trace_.messages.size()) return std::nullopt;
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
    const std::uint64_t limit = scenario_.options.limits.message_octets_max;
    const bool too_big = chunk.announced > limit - text_.size();
    // An empty chunk too many ends the session before anybody is asked.
    const bool idle = chunk.announced == 0 && !chunk.last && command.code == 421;
    if (message_ == nullptr && !too_big && !(idle && seen_ == trace_.messages.size())) {
      message_ = next_seen();
      if (message_ == nullptr || !message_->chunked) return "chunks came that nobody saw";
    }
    if (command.code == 0 || idle) return std::nullopt;
    const bool begun = message_ != nullptr && message_->begun;
    text_ += chunk.octets;
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
    const std::optional<std::string> content =
        binary_ ? text_ : content_of_chunks(text_, scenario_.options.line_endings, chunk.last);
    if (!content || content->size() > scenario_.options.limits.message_octets_max) {
      return is_refused(command, *message_);
    }
    if (chunk.last) return is_delivered(command, *content, *message_);
    return command.code < 400 ? std::nullopt : Complaint("a good chunk was refused");
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
    text_.clear();
  }

  const Scenario& scenario_;
  const Trace& trace_;
  std::size_t seen_ = 0;
  std::size_t recipients_ = 0;
  bool binary_ = false;
  const SeenMessage* message_ = nullptr;  // the one whose chunks come
  std::string text_;                      // of them, until now
};

// RFC 5321, 4.3.2: which positive replies a verb may draw. A reply that went missing moves those
// behind it to the wrong commands.
bool may_draw(std::string_view verb, int code) {
  if (code >= 400) return true;
  if (verb == "QUIT") return code == 221;
  if (verb == "STARTTLS" || verb == "XCLIENT") return code == 220;
  if (verb == "AUTH" || verb == "(response)") return code == 235 || code == 334;
  if (verb == "ETRN") return code >= 250 && code <= 253;
  if (verb == "DATA") return code == 354;
  if (verb == "HELP") return code == 214 || code == 211;
  if (verb == "VRFY") return code >= 250 && code <= 252;
  if (verb == "EXPN") return code == 250 || code == 252;  // RFC 5321, 4.3.2
  return code == 250;
}

// The state of a session as its replies tell it.
struct Model {
  bool greeted = false;
  bool extended = false;
  bool authenticated = false;
  bool sender = false;
  bool chunks = false;
  int recipients = 0;

  void clear() {
    sender = chunks = false;
    recipients = 0;
  }

  // Takes an accepted command; false if it may not be accepted here.
  bool take(const WireCommand& command) {
    const bool hello = command.verb == "EHLO" || command.verb == "HELO" || command.verb == "LHLO";
    if (hello || command.verb == "RSET" || command.verb == "QUIT") clear();
    if (hello) {
      greeted = true;
      extended = command.verb != "HELO";
    }
    if (command.verb == "STARTTLS" || command.verb == "XCLIENT") {
      if (sender) return false;
      *this = {};
    }
    if (command.verb == "AUTH" && (!extended || authenticated || sender)) return false;
    if (command.code == 235) authenticated = true;
    if (command.verb == "BDAT") return command.chunk && take_chunk(*command.chunk, command.code);
    if (command.verb == "MAIL") {
      if (!greeted || sender) return false;
      sender = true;
    }
    if (command.verb == "RCPT") {
      if (!sender || chunks) return false;
      ++recipients;
    }
    if (command.code == 354) {
      if (command.verb != "DATA" || recipients == 0 || chunks) return false;
      clear();
    }
    return true;
  }

  // RFC 3030, 2: a refused chunk takes its transaction with it, the last one ends it.
  bool take_chunk(const WireChunk& chunk, int code) {
    const bool allowed = recipients > 0;
    chunks = true;
    if (code >= 400 || chunk.last) clear();
    return allowed;
  }
};

}  // namespace

Complaint interface_is_kept(const Trace& trace) {
  if (trace.broken.empty()) return std::nullopt;
  return trace.broken;
}

Complaint nothing_is_allocated(const Trace& trace) {
  if (trace.allocated == 0) return std::nullopt;
  return std::to_string(trace.allocated) + " allocations inside the session";
}

Complaint replies_are_disciplined(const Trace& trace) {
  const auto replies = replies_on_wire(trace.replies);
  if (!replies) return "the replies are no sequence of replies";
  for (const WireReply& reply : *replies) {
    for (const std::string_view line : reply.lines) {
      if (const Complaint complaint = reply_line_is_disciplined(line)) return complaint;
    }
  }
  return std::nullopt;
}

Complaint one_reply_each(const Scenario& scenario, const Trace& trace) {
  const std::optional<Reading> reading = reading_of(scenario, trace);
  if (!reading) return "no greeting";
  // A session that ended by itself reads no further; one that the peer left answered everything.
  for (const WireCommand& command : reading->wire.commands) {
    if (command.code == 0) continue;
    if (!may_draw(command.verb, command.code)) {
      return command.verb + " drew " + std::to_string(command.code);
    }
  }
  const bool left = trace.closed == engine::CloseReason::peer_gone;
  if (reading->wire.reply_missing && left) return "a command without a reply";
  const std::size_t over = reading->replies.size() - reading->wire.replies_used;
  const auto& commands = reading->wire.commands;
  const bool lost = !commands.empty() && commands.back().lost && over == 0;
  if (lost != (trace.closed == engine::CloseReason::bad_chunk_size)) {
    const bool flood = lost && commands.back().code == 421;
    if (!flood) return "the session does not end where the count of a chunk is unknown";
  }
  const bool goodbye = over == 1 && reading->replies.back().code == 421;
  if (over > 0 && !goodbye) return "a reply without a command";
  return std::nullopt;
}

Complaint transactions_are_in_order(const Scenario& scenario, const Trace& trace) {
  const std::optional<Reading> reading = reading_of(scenario, trace);
  if (!reading) return std::nullopt;
  Model model;
  for (const WireCommand& command : reading->wire.commands) {
    const bool due = command.code != 0 && !command.lost;
    const bool accepted = due && command.code < 400;
    const bool counts = accepted || (due && command.chunk);
    if (counts && !model.take(command) && accepted)
      return command.verb + " was accepted out of order";
  }
  return std::nullopt;
}

Complaint logins_are_accepted(const Scenario& scenario, const Trace& trace) {
  const std::optional<Reading> reading = reading_of(scenario, trace);
  if (!reading) return std::nullopt;
  std::size_t logins = 0;
  for (const WireReply& reply : reading->replies) logins += reply.code == 235 ? 1 : 0;
  if (logins == trace.logins) return std::nullopt;
  return "a login that nobody accepted, or none for one that was";
}

Complaint messages_are_where_the_wire_says(const Scenario& scenario, const Trace& trace) {
  const std::optional<Reading> reading = reading_of(scenario, trace);
  if (!reading) return std::nullopt;
  MessageWalk walk(scenario, trace);
  for (const WireCommand& command : reading->wire.commands) {
    if (const Complaint complaint = walk.take(command)) return complaint;
  }
  return walk.end();
}

Complaint nothing_passes_that_must_not(const Scenario& scenario, const Trace& trace) {
  const std::optional<Reading> reading = reading_of(scenario, trace);
  if (!reading) return std::nullopt;
  if (auto complaint = requirements_are_met(scenario, reading->wire)) return complaint;
  return refused_chunks_bring_nothing(scenario, trace, reading->wire);
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

Complaint traces_agree(const Trace& whole, const Trace& split) {
  if (whole.messages != split.messages) return "messages depend on how the octets were split";
  if (whole.conversation != split.conversation) {
    return "it depends on how the octets were split: \n" + whole.conversation + "\nand\n" +
           split.conversation;
  }
  return std::nullopt;
}

std::vector<std::vector<std::size_t>> splits_of(const Scenario& scenario) {
  std::vector<std::size_t> octet_by_octet;
  std::vector<std::size_t> after_each_cr;
  for (std::size_t at = 1; at < scenario.octets.size(); ++at) {
    octet_by_octet.push_back(at);
    if (scenario.octets[at - 1] == '\r') after_each_cr.push_back(at);
  }
  std::vector<std::size_t> own(scenario.cuts.begin(), scenario.cuts.end());
  std::sort(own.begin(), own.end());
  return {std::move(octet_by_octet), std::move(after_each_cr), std::move(own)};
}

Complaint check_session(const Scenario& scenario) {
  const Trace whole = play(scenario, {});
  if (auto complaint = interface_is_kept(whole)) return complaint;
  if (auto complaint = nothing_is_allocated(whole)) return complaint;
  if (auto complaint = replies_are_disciplined(whole)) return complaint;
  if (auto complaint = one_reply_each(scenario, whole)) return complaint;
  if (auto complaint = transactions_are_in_order(scenario, whole)) return complaint;
  if (auto complaint = logins_are_accepted(scenario, whole)) return complaint;
  if (auto complaint = messages_are_where_the_wire_says(scenario, whole)) return complaint;
  if (auto complaint = bodies_are_clean(whole)) return complaint;
  if (auto complaint = nothing_passes_that_must_not(scenario, whole)) return complaint;
  for (const std::vector<std::size_t>& split : splits_of(scenario)) {
    const Trace trace = play(scenario, split);
    if (auto complaint = interface_is_kept(trace)) return complaint;
    if (auto complaint = nothing_is_allocated(trace)) return complaint;
    if (auto complaint = traces_agree(whole, trace)) return complaint;
  }
  const Trace reluctant = play(scenario, {}, Draining::reluctant);
  if (auto complaint = interface_is_kept(reluctant)) return complaint;
  if (reluctant.replies != whole.replies || reluctant.events != whole.events) {
    return "it depends on when the replies leave";
  }
  return std::nullopt;
}

}  // namespace heloport::fuzz
