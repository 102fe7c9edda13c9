#pragma once
// What a client can say: one command line, parsed into views.

#include <cstdint>
#include <string_view>

#include "grammar/parameters.hpp"
#include "grammar/path.hpp"

namespace heloport::grammar {

/// Every verb that the parser knows. A verb that the engine does not implement is still known:
/// it is answered 502, an unknown one 500 (RFC 5321, 4.2.4).
enum class Verb : std::uint8_t {
  // clang-format off
  ehlo, helo, lhlo, mail, rcpt, data, bdat, rset, vrfy, expn, help, noop, quit,
  starttls, auth, etrn, xclient, xforward,
  send, soml, saml, turn,  // RFC 5321, appendix F: obsolete, known so that they draw 502
  list, read,  // `LIST EMAILS:` and `READ EMAIL:` of the simple dialect, XLIST and XREAD elsewhere
  // clang-format on
  unknown,
};

/// Which part of a command line was wrong: the first part from the left that is. The engine maps
/// each to one reply.
enum class SyntaxFault : std::uint8_t {
  none,
  unknown_verb,      // not a verb, an empty line, white space before the verb or a tab after it
  bad_character,     // NUL, a bare CR or LF, another control octet, or broken UTF-8, after a verb;
                     // also UTF-8 where ASCII must stand, and a line without its CRLF
  missing_argument,  // the verb stands alone and must not
  unexpected_argument,  // the verb must stand alone and does not
  bad_keyword,          // MAIL without FROM:, RCPT without TO:, LIST without EMAILS:
  bad_path,             // brackets or source route; `<>` where it must not stand
  bad_local_part,
  bad_domain,  // also none at all: `<alice>`
  bad_address_literal,
  bad_parameter,  // malformed (whether it is known is the engine's business), or anything
                  // but one space and parameters after a path: `<a@b>x`
  bad_base64,     // what follows the mechanism of AUTH
  bad_argument,   // the argument of any other verb
};

/// Departures from the RFC, each with a name. The parser recognises them all and records which
/// one a line needed; what is not allowed draws the fault of the part that needed it.
enum class Leniency : std::uint8_t {
  none = 0,
  space_after_colon = 1,   // MAIL FROM: <a@b>; one space
  bare_path = 2,           // MAIL FROM:a@b; a Mailbox, neither route nor <> nor Postmaster
  helo_literal = 4,        // HELO [192.0.2.1]; RFC 5321, 4.1.1.1 prints a Domain only
  ehlo_trailing_text = 8,  // EHLO [192.0.2.1] text; RFC 5321, 4.1.1.1 asks servers to cope
  simple_listing = 16,     // LIST EMAILS: u and READ EMAIL: u: n beside XLIST u and XREAD u n
};
constexpr Leniency operator|(Leniency a, Leniency b) {
  return static_cast<Leniency>(static_cast<unsigned>(a) | static_cast<unsigned>(b));
}
/// True if all of `needed` is in `allowed`.
constexpr bool contains(Leniency allowed, Leniency needed) {
  return (static_cast<unsigned>(needed) & ~static_cast<unsigned>(allowed)) == 0;
}

/// One command line.
///
/// Shape:    verb and fault are always set. With fault == none the fields that the verb uses
///           are set; with a fault only verb is (unknown when it was not one).
/// Lifetime: every view points into the line given to parse_command().
struct Command {
  // Written down, because g++ 12 clears what is constant with `rep stos`, which takes longer than
  // the rest of parsing NOOP.
  Command() {}

  Verb verb = Verb::unknown;
  SyntaxFault fault = SyntaxFault::none;
  /// EHLO, HELO, LHLO: the name, brackets of a literal included. VRFY, EXPN, HELP, NOOP: the rest
  /// of the line without trailing white space (and without a final SMTPUTF8 of VRFY and EXPN).
  /// AUTH: the mechanism. BDAT: the digits. ETRN: node name with its option character.
  /// LIST, READ: the user, a Mailbox as written, brackets removed.
  std::string_view argument;
  /// AUTH: the initial response. READ: the mail's name. BDAT: "LAST" in the client's case.
  std::string_view second_argument;
  Path path;                 // MAIL, RCPT, SEND, SOML, SAML; LIST and READ: the user
  ParameterList parameters;  // MAIL, RCPT; XCLIENT and XFORWARD: the attributes
  bool smtputf8 = false;     // VRFY, EXPN: ended in SMTPUTF8 (RFC 6531, 3.7.4)
};

/// Parses one command line, CRLF included.
///
/// Shape:  `line` ends in its CRLF; a line without it is bad_character. Trailing white space
///         before the CRLF is tolerated (RFC 5321, 4.1.1).
/// Limits: none of its own; lengths are the engine's business. Time is linear in the line.
/// Source: RFC 5321, 4.1; RFC 3030, 3207, 4954, 1985, 2033 for their verbs; RFC 6531, 3.3;
///         Postfix XCLIENT_README and XFORWARD_README.
Command parse_command(std::string_view line, Leniency allowed = Leniency::none);

/// The verb as it is spelled on the wire, in upper case; "" for unknown.
std::string_view name_of(Verb verb);

}  // namespace heloport::grammar
