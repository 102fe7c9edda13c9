// O7 and the half of O8 that needs replies only: one reply each, well formed, in the order that
// RFC 5321 allows. See oracles.hpp.

#include <algorithm>

#include "fuzz/oracles.hpp"
#include "fuzz/session_reading.hpp"
#include "grammar/reply.hpp"

namespace heloport::fuzz {
namespace {

constexpr std::size_t reply_line_octets_max = 512;
constexpr std::size_t auth_line_octets_max = 12'288;  // RFC 4954, 4

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

// `whole` ends in CRLF.
Complaint reply_line_is_disciplined(std::string_view whole) {
  const std::string_view line = whole.substr(0, whole.size() - 2);
  if (line.starts_with("334")) {
    return is_challenge(line) ? std::nullopt : Complaint("no challenge: " + std::string(line));
  }
  if (line.size() + 2 > reply_line_octets_max) return "a reply line of over 512 octets";
  for (const char c : line) {
    if (c < ' ' || c > '~') return "a reply line with a control octet: " + std::string(line);
  }
  const grammar::ReplyLine parsed = grammar::parse_reply_line(whole);
  if (!parsed.well_formed) return "no reply line: " + std::string(line);
  if (parsed.enhanced.empty() && looks_enhanced(parsed.text)) {
    return "an enhanced code of another class: " + std::string(line);
  }
  return std::nullopt;
}

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

Complaint replies_are_disciplined(const Trace& trace) {
  if (!replies_on_wire(trace.replies, trace.cut_off)) {
    return "the replies are no sequence of replies";
  }
  std::string_view rest = trace.replies;  // each line of which ends, but for one that was cut off
  for (std::size_t end = rest.find("\r\n"); end != rest.npos; end = rest.find("\r\n")) {
    if (Complaint complaint = reply_line_is_disciplined(rest.substr(0, end + 2))) return complaint;
    rest.remove_prefix(end + 2);
  }
  return std::nullopt;
}

Complaint one_reply_each(const Scenario& scenario, const Trace& trace) {
  const auto reading = read_session(scenario, trace);
  if (!reading) return trace.cut_off ? std::nullopt : Complaint("no greeting");
  return one_reply_each(trace, *reading);
}

Complaint one_reply_each(const Trace& trace, const SessionReading& reading) {
  // A session that ended by itself reads no further; one that the peer left answered everything.
  for (const WireCommand& command : reading.wire.commands) {
    if (command.code == 0) continue;
    if (!may_draw(command.verb, command.code)) {
      return command.verb + " drew " + std::to_string(command.code);
    }
  }
  const bool left = trace.closed == engine::CloseReason::peer_gone;
  if (reading.wire.reply_missing && left) return "a command without a reply";
  const std::size_t over = reading.replies.size() - reading.wire.replies_used;
  const auto& commands = reading.wire.commands;
  const bool lost = !commands.empty() && commands.back().lost && over == 0;
  if (lost != (trace.closed == engine::CloseReason::bad_chunk_size)) {
    const bool flood = lost && commands.back().code == 421;
    if (!flood && !trace.cut_off) {
      return "the session does not end where the count of a chunk is unknown";
    }
  }
  const bool goodbye = over == 1 && reading.replies.back().code == 421;
  if (over > 0 && !goodbye) return "a reply without a command";
  return std::nullopt;
}

Complaint transactions_are_in_order(const Scenario& scenario, const Trace& trace) {
  const auto reading = read_session(scenario, trace);
  return reading ? transactions_are_in_order(*reading) : std::nullopt;
}

Complaint transactions_are_in_order(const SessionReading& reading) {
  Model model;
  for (const WireCommand& command : reading.wire.commands) {
    const bool due = command.code != 0 && !command.lost;
    const bool accepted = due && command.code < 400;
    const bool counts = accepted || (due && command.chunk);
    if (counts && !model.take(command) && accepted)
      return command.verb + " was accepted out of order";
  }
  return std::nullopt;
}

Complaint logins_are_accepted(const Scenario& scenario, const Trace& trace) {
  const auto reading = read_session(scenario, trace);
  return reading ? logins_are_accepted(trace, *reading) : std::nullopt;
}

Complaint logins_are_accepted(const Trace& trace, const SessionReading& reading) {
  std::size_t logins = 0;
  for (const WireReply& reply : reading.replies) logins += reply.code == 235 ? 1 : 0;
  // What the world cut off may not have been said any more.
  const bool fits = trace.cut_off ? logins <= trace.logins : logins == trace.logins;
  if (fits) return std::nullopt;
  return "a login that nobody accepted, or none for one that was";
}

}  // namespace heloport::fuzz
