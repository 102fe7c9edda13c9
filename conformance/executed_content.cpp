// See executed_content.hpp.

#include "conformance/executed_content.hpp"

#include <array>

namespace heloport::conformance {
namespace {

constexpr std::string_view command = "NOOP\r\n";
constexpr std::string_view resembles_an_end("\r\n. \t\0", 6);

struct SpelledOctets {
  std::string_view octets;
  std::string_view name;
};
// CRLF before its halves.
constexpr std::array spellings{
    SpelledOctets{"\r\n", "CRLF"},   SpelledOctets{"\r", "CR"}, SpelledOctets{"\n", "LF"},
    SpelledOctets{".", "."},         SpelledOctets{" ", "SP"},  SpelledOctets{"\t", "TAB"},
    SpelledOctets{{"\0", 1}, "NUL"},
};

std::string spelled(std::string_view octets) {
  std::string text;
  while (!octets.empty()) {
    for (const SpelledOctets& spelling : spellings) {
      if (!octets.starts_with(spelling.octets)) continue;
      text += (text.empty() ? "" : " ") + std::string(spelling.name);
      octets.remove_prefix(spelling.octets.size());
      break;
    }
  }
  return text;
}

}  // namespace

std::optional<std::string> executed_content(std::string_view content) {
  const std::size_t at = content.find(command);
  if (at == std::string_view::npos) return std::nullopt;
  const std::string_view before = content.substr(0, at);
  const std::size_t text_end = before.find_last_not_of(resembles_an_end);
  const std::string_view end = before.substr(text_end == std::string_view::npos ? 0 : text_end + 1);
  if (end.find('.') == std::string_view::npos) {
    return "the message ended before its end: NOOP in it was executed";
  }
  return "the message ended at " + spelled(end) + ": NOOP behind it was executed";
}

}  // namespace heloport::conformance
