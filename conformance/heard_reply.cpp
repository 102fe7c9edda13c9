// See heard_reply.hpp. What may be demanded of a reply is in reply_properties.cpp.

#include "conformance/heard_reply.hpp"

#include <algorithm>
#include <utility>

namespace heloport::conformance {
namespace {

constexpr std::size_t reply_octets_max = std::size_t{64} << 10;
constexpr std::size_t code_digits = 3;

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

int code_of(std::string_view line) {
  if (line.size() < code_digits) return 0;
  int code = 0;
  for (char c : line.substr(0, code_digits)) {
    if (!is_digit(c)) return 0;
    code = code * 10 + (c - '0');
  }
  return code;
}

std::string_view without_line_end(std::string_view line) {
  if (line.ends_with('\n')) line.remove_suffix(1);
  if (line.ends_with('\r')) line.remove_suffix(1);
  return line;
}

bool continues(std::string_view line) {
  return code_of(line) != 0 && line.size() > code_digits && line[code_digits] == '-';
}

/// `5yz`: digits, and letters from `x` on for any digit.
bool is_code_pattern(std::string_view text) {
  return text.size() == code_digits && text[0] >= '1' && text[0] <= '9' &&
         (is_digit(text[1]) || text[1] == 'y') && (is_digit(text[2]) || text[2] == 'z');
}

std::string_view without_ellipsis(std::string_view patterns) {
  constexpr std::string_view ellipsis = " ...";
  if (patterns.ends_with(ellipsis)) patterns.remove_suffix(ellipsis.size());
  return patterns;
}

/// Calls `take` with each pattern until it says true.
template <class Take>
bool any_pattern(std::string_view patterns, Take take) {
  patterns = without_ellipsis(patterns);
  while (!patterns.empty()) {
    const std::size_t bar = std::min(patterns.find('|'), patterns.size());
    if (take(patterns.substr(0, bar))) return true;
    patterns.remove_prefix(std::min(bar + 1, patterns.size()));
  }
  return false;
}

}  // namespace

std::string_view HeardReply::text(std::size_t line) const {
  const std::string_view whole = lines[line];
  return whole.substr(std::min(whole.size(), code_digits + 1));
}

Completeness take_reply(std::string& octets, HeardReply& reply) {
  reply = {};
  std::size_t end = 0;
  for (std::size_t at = 0; at < octets.size(); at = end) {
    end = octets.find('\n', at);
    if (end == std::string::npos) break;
    ++end;
    const std::string_view line = without_line_end(std::string_view(octets).substr(at, end - at));
    reply.lines.emplace_back(line);
    if (continues(line)) continue;
    reply.octets = octets.substr(0, end);
    reply.code = code_of(reply.lines.front());
    octets.erase(0, end);
    return Completeness::whole;
  }
  reply = {};
  return octets.size() > reply_octets_max ? Completeness::endless : Completeness::begun;
}

bool is_code_pattern_list(std::string_view text) {
  const std::string_view patterns = without_ellipsis(text);
  if (patterns.empty() || patterns.ends_with('|')) return false;
  return !any_pattern(patterns, [](std::string_view one) { return !is_code_pattern(one); });
}

bool code_fits(std::string_view patterns, int code) {
  const std::string digits = std::to_string(code);
  return any_pattern(patterns, [&](std::string_view one) {
    return digits.size() == code_digits && digits[0] == one[0] &&
           (one[1] == 'y' || digits[1] == one[1]) && (one[2] == 'z' || digits[2] == one[2]);
  });
}

std::string spoken(std::string_view patterns) {
  std::string words;
  any_pattern(patterns, [&](std::string_view one) {
    if (!words.empty()) words += " or ";
    words += one;
    return false;
  });
  return words;
}

}  // namespace heloport::conformance
