#pragma once
// What a server session tells its application.

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>
#include <variant>

#include "engine/extensions/extension.hpp"
#include "grammar/command.hpp"

namespace heloport::engine {

// What next() says when there is nothing to see.

struct NeedInput {};     // everything received was used: read more
struct AwaitVerdict {};  // the last question is open: accept() or reject()
struct AwaitOutput {};   // replies must leave first: those in output(), then one that is held back
                         // until deadline()

// Questions. Each waits for accept() or reject(reply).

struct Connected {};  // greet, or reject with 554 (stays until QUIT; RFC 5321, 3.1) or 421 (ends)
struct Hello {
  std::string_view name;
  bool extended = false;  // EHLO, LHLO
};
struct Sender {
  grammar::Path path;
  MailParameters parameters;
};
struct Recipient {
  grammar::Path path;
  RcptParameters parameters;
};
struct MessageBegin {  // DATA: accept() says 354. The first BDAT: accept() says nothing yet
  bool chunked = false;
};
/// accept() says 250: only when the message is safe on disk. In LMTP it is asked once for each
/// accepted recipient, in their order (RFC 2033, 4.2); in SMTP once.
struct MessageEnd {
  std::uint64_t octets = 0;
  std::size_t recipient = 0;  // LMTP: which one, from 0
};
struct Verify {
  std::string_view argument;
};
struct Expand {
  std::string_view argument;
};
struct List {
  grammar::Path user;
};
struct Read {
  grammar::Path user;
  std::string_view name;
};

/// accept() says 220: then octets in clear are over, and the TLS layer is to be started at once.
/// Reject with 454 when it cannot be.
struct StartTls {};
/// AUTH: accept() says 235, reject() 535 or another, challenge() 334. Octets are decoded.
struct Auth {
  std::string_view mechanism;  // as in the table of mechanisms, whatever case the client used
  std::optional<std::string_view> initial_response;  // nothing: none came; empty: `=` came
};
struct AuthResponse {  // what the client answers to a challenge; the same three verdicts
  std::string_view octets;
};
struct Etrn {             // accept() says 250; answer() 251 to 253; reject() 458, 459
  std::string_view node;  // with its `@` or `#`, if any
};
/// XCLIENT: who the client of the peer is. accept() begins the session anew, with a greeting.
struct Xclient {
  grammar::ParameterList attributes;  // NAME=value, values in xtext
};
struct Xforward {  // XFORWARD: whom the peer had the message from. accept() says 250
  grammar::ParameterList attributes;
};

// Statements. Nothing to answer, but for AnswerWanted.

struct FileName {  // simple dialect: the first line of the data
  std::string_view name;
};
struct BodyChunk {  // content as it is to be stored: dots unstuffed, CRLF line ends
  std::string_view octets;
};
enum class DropReason : std::uint8_t {
  reset,            // RSET, EHLO, HELO, a failed BDAT
  too_big,          // the content went over the limit; the rest is read and thrown away
  bad_line_ending,  // bare CR, bare LF or NUL in the content; as above
  session_end,      // QUIT, timeout, peer gone
};
/// What was accepted since Sender is void: throw it away. Not the recipients of an LMTP message
/// that have their verdict.
struct TransactionDropped {
  DropReason reason;
};
struct AuthDropped {};   // the exchange is over without a verdict: `*`, no base64, too long a line
struct AnswerWanted {};  // LIST or READ was accepted: answer_text() has room

enum class CloseReason : std::uint8_t {
  quit,
  peer_gone,
  timeout,
  too_many_errors,
  bad_line_ending,
  refused,
  shutdown,
  bad_chunk_size,  // after a BDAT whose count cannot be understood nothing can be followed
};
struct Closed {  // the session is over; said again by every later next()
  CloseReason reason;
};

using ServerEvent = std::variant<NeedInput, AwaitVerdict, AwaitOutput, Connected, Hello, Sender,
                                 Recipient, MessageBegin, MessageEnd, Verify, Expand, List, Read,
                                 StartTls, Auth, AuthResponse, Etrn, Xclient, Xforward, AuthDropped,
                                 FileName, BodyChunk, TransactionDropped, AnswerWanted, Closed>;

}  // namespace heloport::engine
