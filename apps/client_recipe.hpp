#pragma once
// The command that sends: what a user wrote for --run, filled in for one case.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace heloport::apps {

/// What stands for the words in braces.
struct RecipeValues {
  std::string host;  // an IP address
  std::uint16_t port = 0;
  std::string from;  // "<>": the null sender
  std::vector<std::string> recipients;
  std::string message;       // a file, its lines end in LF
  std::string message_crlf;  // the same in CRLF
  std::string ca;            // a file
  std::string user;
  std::string password;
  std::string case_id;
};

/// `command` with its words replaced, each value in quotes that the shell takes off.
///
/// Shape: {host} {port} {from} {rcpt} {message} {message.crlf} {ca} {user} {password} {case};
///        {rcpts}: every recipient, a word each; {rcpts,}: one word with commas between;
///        {rcpts:WORD}: each behind WORD. Other braces stay.
std::string filled(std::string_view command, const RecipeValues& values);

/// The first word in braces that looks like one of ours and is none: letters and dots alone, with
/// no `$` before the brace. Nothing: there is no such word.
std::optional<std::string> unknown_word(std::string_view command);

/// The words that filled() knows.
std::vector<std::string> recipe_words();

/// True if the command can be told several recipients.
bool takes_recipients(std::string_view command);

}  // namespace heloport::apps
