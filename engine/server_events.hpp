#pragma once
// What a server session tells its application.

#include <cstdint>
#include <string_view>
#include <variant>

#include "engine/extensions/extension.hpp"
#include "grammar/command.hpp"

namespace heloport::engine {

// What next() says when there is nothing to see.

struct NeedInput {};     // everything received was used: read more
struct AwaitVerdict {};  // the last question is open: accept() or reject()
struct AwaitOutput {};   // replies fill the output: send them first

// Questions. Each waits for accept() or reject(reply).

struct Connected {};  // greet, or reject with 554 (stays until QUIT; RFC 5321, 3.1) or 421 (ends)
struct Hello {
  std::string_view name;
  bool extended = false;  // EHLO
};
struct Sender {
  grammar::Path path;
  MailParameters parameters;
};
struct Recipient {
  grammar::Path path;
};
struct MessageBegin {};  // DATA: accept() says 354
struct MessageEnd {      // accept() says 250: only when the message is safe on disk
  std::uint64_t octets = 0;
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

// Statements. Nothing to answer, but for AnswerWanted.

struct FileName {  // simple dialect: the first line of the data
  std::string_view name;
};
struct BodyChunk {  // content as it is to be stored: dots unstuffed, CRLF line ends
  std::string_view octets;
};
enum class DropReason : std::uint8_t {
  reset,            // RSET, EHLO, HELO
  too_big,          // the content went over the limit; the rest is read and thrown away
  bad_line_ending,  // bare CR, bare LF or NUL in the content; as above
  session_end,      // QUIT, timeout, peer gone
};
struct TransactionDropped {  // what was accepted since Sender is void: throw it away
  DropReason reason;
};
struct AnswerWanted {};  // LIST or READ was accepted: answer_text() has room

enum class CloseReason : std::uint8_t {
  quit,
  peer_gone,
  timeout,
  too_many_errors,
  bad_line_ending,
  refused,
  shutdown,
};
struct Closed {  // the session is over; said again by every later next()
  CloseReason reason;
};

using ServerEvent = std::variant<NeedInput, AwaitVerdict, AwaitOutput, Connected, Hello, Sender,
                                 Recipient, MessageBegin, MessageEnd, Verify, Expand, List, Read,
                                 FileName, BodyChunk, TransactionDropped, AnswerWanted, Closed>;

}  // namespace heloport::engine
