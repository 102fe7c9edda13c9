// Words as a shell takes them back.

#include "apps/shell_words.hpp"

namespace heloport::apps {

std::string shell_quoted(std::string_view text) {
  std::string quoted = "'";
  for (const char c : text) {
    if (c == '\'') {
      quoted += "'\\''";
    } else {
      quoted += c;
    }
  }
  return quoted + "'";
}

std::string shell_word(std::string_view text) {
  constexpr std::string_view plain =
      "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789@%+=:,./-_";
  const bool stands = !text.empty() && text.find_first_not_of(plain) == std::string_view::npos;
  return stands ? std::string(text) : shell_quoted(text);
}

}  // namespace heloport::apps
