// See wire_lines.hpp.

#include "conformance/wire_lines.hpp"

#include <algorithm>

#include "conformance/reply_pattern.hpp"
#include "grammar/transcript.hpp"

namespace heloport::conformance {
namespace {

constexpr std::size_t repeats_shown = 3;

bool is_plain(char side, std::string_view line) {
  const auto printable = [](char c) { return c >= ' ' && c <= '~'; };
  return std::all_of(line.begin(), line.end(), printable) && !line.ends_with(' ') &&
         (side == 'C' || pattern_form(line) == PatternForm::none);
}

std::string wire_line(char side, std::string_view octets) {
  const bool ended = octets.ends_with("\r\n");
  const std::string_view text = ended ? octets.substr(0, octets.size() - 2) : octets;
  if (ended && text.empty()) return std::string{side, ':'};
  if (ended && is_plain(side, text)) return std::string{side, ':', ' '}.append(text);
  return std::string{side, '|', ' '} + grammar::escape(octets);
}

}  // namespace

std::vector<std::string> wire_lines(char side, std::string_view octets) {
  std::vector<std::string> lines;
  while (!octets.empty()) {
    const std::size_t end = octets.find("\r\n");
    const std::size_t size = end == std::string_view::npos ? octets.size() : end + 2;
    lines.push_back(wire_line(side, octets.substr(0, size)));
    octets.remove_prefix(size);
  }
  return lines;
}

std::vector<std::string> folded(const std::vector<std::string>& lines) {
  std::vector<std::string> out;
  for (std::size_t i = 0; i < lines.size();) {
    std::size_t same = 1;
    while (i + same < lines.size() && lines[i + same] == lines[i]) ++same;
    if (same > repeats_shown) {
      out.push_back("! times " + std::to_string(same));
      out.push_back(lines[i]);
    } else {
      out.insert(out.end(), same, lines[i]);
    }
    i += same;
  }
  return out;
}

std::string joined(const std::vector<std::string>& lines) {
  std::string text;
  for (const std::string& line : lines) text += line + '\n';
  return text;
}

}  // namespace heloport::conformance
