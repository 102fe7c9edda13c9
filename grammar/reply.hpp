#pragma once
// What a server can say: one reply line, parsed into views. Used by the client.

#include <cstdint>
#include <string_view>

namespace heloport::grammar {

/// One line of a reply.
/// Lifetime: views into the parsed line.
struct ReplyLine {
  bool well_formed = false;
  std::uint16_t code = 0;     // 200 to 599: any second digit, unlike the ABNF (RFC 5321, 4.2.1)
  bool last = false;          // SP or nothing after the code; false for a hyphen
  std::string_view enhanced;  // "2.1.0": the text begins with one of the code's class (RFC 2034)
  std::string_view text;      // after the separator, enhanced code included
};

/// Parses one reply line, CRLF included. Octets over 127 in the text are let through: what to do
/// with them is the client's decision.
/// Source: RFC 5321, 4.2; RFC 2034, 4; RFC 6531, 3.7.4.
ReplyLine parse_reply_line(std::string_view line);

/// The keyword and the parameters of a line of the EHLO reply, the first line excepted.
/// keyword is empty when the line breaks the rule of RFC 5321, 4.1.1.1 (`AUTH=LOGIN`): ignore it.
struct EhloLine {
  std::string_view keyword;
  std::string_view parameters;
};
EhloLine parse_ehlo_line(std::string_view text);

}  // namespace heloport::grammar
