#pragma once
// What a case expects a client to say next: patterns of command lines.

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace heloport::conformance {

/// The names that a case uses, and what they stand for while it is played.
struct CaseWords {
  std::string from;  // a mailbox; empty for the null sender
  std::vector<std::string> recipients;
  std::string user;
  std::string password;
  std::string nonce;  // of the client's SCRAM message; empty until it came
};

/// `text` with its words in braces replaced.
///
/// Shape: {from}, {rcpt}, {rcpt2}, {user}, {password}, {nonce}; {x*500}: the text before the star
///        500 times; {base64:TEXT}: TEXT, with words and escapes of its own, in base64; {{ is {.
///        What is no word stays as it is.
std::string replace_words(std::string_view text, const CaseWords& words);

/// One thing that a client did.
struct Said {
  enum class Kind : std::uint8_t {
    command,
    response,  // within AUTH: a line, or the initial response of the command
    content,   // everything up to the dot, or with the last chunk
    closed,    // it closed the connection
  };
  Kind kind = Kind::command;
  /// As it came, line end included. Of content the octets without the dot line.
  std::string octets;
  bool has_response = false;  // an AUTH command with an initial response
  bool last_chunk = false;    // a BDAT command whose chunk ends the message

  /// Without its line end.
  std::string_view line() const;
};

/// True if the client said one of the alternatives of `pattern`.
///
/// Shape: alternatives stand between `|`. A verb alone (`RSET`) fits with any argument; a longer
///        alternative fits the whole line, where `*` is any text. Letter case counts between `<`
///        and `@` only. `{content}`, `{response}`, `{close}` are the other kinds; `{scram}` is a
///        response in an exchange that began with a nonce, `{cancel}` the line `*` within AUTH.
bool fits(std::string_view pattern, const Said& said, const CaseWords& words);

}  // namespace heloport::conformance
