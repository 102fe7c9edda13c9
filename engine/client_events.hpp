#pragma once
// What a client session tells its application.

#include <cstddef>
#include <cstdint>
#include <string_view>
#include <variant>

#include "grammar/command.hpp"

namespace heloport::engine {

/// What a reply answers.
enum class Step : std::uint8_t {
  greeting,
  hello,
  mail,
  rcpt,
  data,
  message,  // message: the reply to the end of the data
  reset,
  noop,
  verify,
  expand,
  help,
  list,
  read,
  starttls,
  auth,
  chunk,  // BDAT; with LAST it is message
  quit,
  unasked,  // nothing: a 421 out of the blue (RFC 5321, 3.8)
};

// What next() says when there is nothing to see. Each is said again until something changes, so
// whoever has nothing to give on YourTurn or BodyWanted stops asking until octets come.

struct NeedReply {};    // nothing to do until more octets come
struct DrainOutput {};  // the output is full: send it first
struct YourTurn {};     // a command may be given now; also the state in which to quit

/// One line of a reply, as it came. A line longer than the input block (32 KiB; only LIST and
/// READ have such) arrives in parts, which are the same however the octets came.
struct ReplyText {
  Step step;
  std::uint16_t code = 0;
  std::string_view text;    // after the separator, without CRLF
  bool begins_line = true;  // false: goes on where the part before stopped
  bool ends_line = true;
  bool last_line = false;
};

/// A reply is complete.
struct Answered {
  Step step;
  std::uint16_t code = 0;
  std::string_view enhanced;  // of the last line; empty when there was none
  std::string_view text;      // of the last line or its last part, enhanced code included
  /// LMTP, message: which of the accepted recipients this is for, from 0. Each gets an answer of
  /// its own; those that had none when the session ended are unknown (RFC 2033, 5).
  std::size_t recipient = 0;
  bool positive() const { return code >= 200 && code < 400; }
};

/// AUTH goes on: respond() or cancel_auth(). The 334 was seen as ReplyText; it has no Answered.
/// Until the response next() says NeedReply.
struct Challenge {
  std::string_view octets;  // decoded
};

/// As often as there is room: body(); after 354 also finish(). After chunk() until all of it was
/// taken.
struct BodyWanted {};

enum class ClientClose : std::uint8_t {
  quit,            // QUIT was answered, or the server closed after it
  refused,         // the greeting or HELO was refused
  server_gone,     // the connection ended or 421 came; what was unanswered has an unknown outcome
  protocol_error,  // the server sent what is no reply, or one that makes no sense there
  timeout,
  gave_up,  // we did: foul content, a hello_name that is none, or abandon()
};
struct ClientClosed {  // the session is over; said again by every later next()
  ClientClose reason;
};

using ClientEvent = std::variant<NeedReply, DrainOutput, YourTurn, ReplyText, Answered, Challenge,
                                 BodyWanted, ClientClosed>;

}  // namespace heloport::engine
