// Addresses as a user types them.

#include "apps/addresses.hpp"

#include <unistd.h>

#include <array>

#include "grammar/path.hpp"

namespace heloport::apps {

std::optional<std::string> typed_mailbox(std::string_view text) {
  const grammar::Path path = grammar::parse_mailbox(text);
  if (path.is_null || path.mailbox.empty()) return std::nullopt;
  return std::string(path.mailbox);
}

std::vector<std::string> split_at_commas(std::string_view text) {
  std::vector<std::string> parts(1);
  bool quoted = false;
  bool escaped = false;
  for (char c : text) {
    if (c == ',' && !quoted) {
      parts.emplace_back();
      continue;
    }
    if (c == '"' && !escaped) quoted = !quoted;
    escaped = quoted && !escaped && c == '\\';
    if (c != ' ' || quoted) parts.back() += c;
  }
  return parts;
}

std::string own_hostname() {
  std::array<char, 256> name{};
  const bool known = gethostname(name.data(), name.size() - 1) == 0;
  return known && grammar::is_domain(name.data()) ? name.data() : "localhost";
}

}  // namespace heloport::apps
