// Encodings that carry any octets through a seven-bit channel (RFC 2045, RFC 2047).

#include "apps/mime.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cstdint>

namespace heloport::apps {
namespace {

constexpr std::size_t line_octets_max = 76;          // RFC 2045, 6.7 (5) and 6.8, CRLF excluded
constexpr std::size_t header_octets_max = 78;        // RFC 5322, 2.1.1, CRLF excluded
constexpr std::size_t word_content_octets_max = 39;  // encodes to 52, with its frame to 64 of 75

std::uint8_t octet(char c) {
  return static_cast<std::uint8_t>(c);
}

std::string base64(std::string_view octets) {
  constexpr std::string_view alphabet =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  std::string text;
  text.reserve((octets.size() + 2) / 3 * 4);
  for (std::size_t i = 0; i < octets.size(); i += 3) {
    std::array<std::uint8_t, 3> group{};
    const std::size_t n = std::min<std::size_t>(3, octets.size() - i);
    for (std::size_t k = 0; k < n; ++k) group[k] = octet(octets[i + k]);
    const unsigned bits = unsigned{group[0]} << 16 | unsigned{group[1]} << 8 | group[2];
    text += alphabet[bits >> 18];
    text += alphabet[bits >> 12 & 63];
    text += n > 1 ? alphabet[bits >> 6 & 63] : '=';
    text += n > 2 ? alphabet[bits & 63] : '=';
  }
  return text;
}

bool continues_character(char c) {
  return (octet(c) & 0xC0) == 0x80;
}

// As much of `text` as one encoded-word may hold, cut between characters (RFC 2047, 5 (3)).
std::string_view one_word_of(std::string_view text, bool utf8) {
  std::size_t size = std::min(text.size(), word_content_octets_max);
  while (utf8 && size < text.size() && continues_character(text[size])) --size;
  return text.substr(0, size);
}

std::string encoded_words(std::string_view text) {
  const bool utf8 = is_utf8(text);
  std::string words;
  while (!text.empty()) {
    const std::string_view part = one_word_of(text, utf8);
    text.remove_prefix(part.size());
    if (!words.empty()) words += "\r\n ";
    words += fmt::format("=?{}?B?{}?=", utf8 ? "utf-8" : "unknown-8bit", base64(part));
  }
  return words;
}

// A line that is too long is broken before the last space that fits. Nothing when a word alone is
// longer than a line may be at all.
std::string folded(std::string_view text, std::size_t column) {
  std::string lines;
  while (column + text.size() > header_octets_max) {
    const std::size_t room = header_octets_max - std::min(header_octets_max, column);
    std::size_t space = text.rfind(' ', room);
    if (space == 0 || space == std::string_view::npos) space = text.find(' ', 1);
    if (space == std::string_view::npos) break;
    lines += text.substr(0, space);
    lines += "\r\n";
    text.remove_prefix(space);
    column = 0;
  }
  return lines += text;
}

// What may stand in a header as it is and comes back the same after unfolding: printable ASCII
// that looks like no encoded-word, no space at an end or beside another (a fold there could leave
// a line of white space), no word beyond a line.
bool travels_plainly(std::string_view text) {
  const bool printable =
      std::all_of(text.begin(), text.end(), [](char c) { return c >= ' ' && c <= '~'; });
  if (!printable || text.find("=?") != std::string_view::npos) return false;
  if (text.starts_with(' ') || text.ends_with(' ')) return false;
  if (text.find("  ") != std::string_view::npos) return false;
  std::size_t word = 0;
  for (char c : text) {
    word = c == ' ' ? 0 : word + 1;
    if (word > line_octets_max) return false;
  }
  return true;
}

// Appends one octet or `=XX`, with a soft line break before it where the line would get too long.
void put_quoted(std::string& out, std::size_t& column, std::string_view piece) {
  if (column + piece.size() >= line_octets_max) {  // one column is kept for the `=`
    out += "=\r\n";
    column = 0;
  }
  out += piece;
  column += piece.size();
}

}  // namespace

std::size_t utf8_octets(std::string_view text) {
  const std::uint8_t first = octet(text[0]);
  if (first < 0x80) return 1;
  const std::size_t size = first >= 0xC2 && first <= 0xDF   ? 2
                           : first >= 0xE0 && first <= 0xEF ? 3
                           : first >= 0xF0 && first <= 0xF4 ? 4
                                                            : 0;
  if (size == 0 || text.size() < size) return 0;
  const std::uint8_t second = octet(text[1]);
  const std::uint8_t low = first == 0xE0 ? 0xA0 : first == 0xF0 ? 0x90 : 0x80;
  const std::uint8_t high = first == 0xED ? 0x9F : first == 0xF4 ? 0x8F : 0xBF;
  if (second < low || second > high) return 0;
  const std::string_view rest = text.substr(2, size - 2);
  return std::all_of(rest.begin(), rest.end(), continues_character) ? size : 0;
}

bool is_utf8(std::string_view text) {
  while (!text.empty()) {
    const std::size_t size = utf8_octets(text);
    if (size == 0) return false;
    text.remove_prefix(size);
  }
  return true;
}

bool has_eight_bit(std::string_view text) {
  return std::any_of(text.begin(), text.end(), [](char c) { return octet(c) > 127; });
}

std::string base64_lines(std::string_view octets) {
  const std::string text = base64(octets);
  std::string lines;
  for (std::size_t i = 0; i < text.size(); i += line_octets_max) {
    lines += text.substr(i, line_octets_max);
    lines += "\r\n";
  }
  return lines;
}

std::string quoted_printable(std::string_view text) {
  std::string out;
  std::size_t column = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (c == '\r' && text.substr(i, 2) == "\r\n") {
      out += "\r\n";
      column = 0;
      ++i;
      continue;
    }
    const bool before_line_end = i + 1 == text.size() || text.substr(i + 1, 2) == "\r\n";
    const bool blank = c == ' ' || c == '\t';  // at the end of a line it could be taken off
    const bool plain = (blank && !before_line_end) || (c > ' ' && c <= '~' && c != '=');
    put_quoted(out, column, plain ? std::string(1, c) : fmt::format("={:02X}", octet(c)));
  }
  return out;
}

std::string unstructured(std::string_view text, std::size_t name_octets) {
  return travels_plainly(text) ? folded(text, name_octets) : encoded_words(text);
}

}  // namespace heloport::apps
