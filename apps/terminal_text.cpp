// Other people's text on our user's terminal.

#include "apps/terminal_text.hpp"

#include <fmt/format.h>

#include "apps/mime.hpp"

namespace heloport::apps {
namespace {

bool harmless(std::string_view character) {
  const auto first = static_cast<unsigned char>(character[0]);
  if (character.size() == 1) return (first >= ' ' && first < 0x7F) || first == '\t';
  if (first == 0xC2) return static_cast<unsigned char>(character[1]) >= 0xA0;  // below: C1
  // U+200E, U+200F, U+202A to U+202E, U+2066 to U+2069: text that runs the other way can make a
  // line look like another one.
  const bool marks = character == "\xE2\x80\x8E" || character == "\xE2\x80\x8F";
  const bool embeds = character >= "\xE2\x80\xAA" && character <= "\xE2\x80\xAE";
  const bool isolates = character >= "\xE2\x81\xA6" && character <= "\xE2\x81\xA9";
  return !marks && !embeds && !isolates;
}

}  // namespace

std::string terminal_text(std::string_view text) {
  std::string out;
  while (!text.empty()) {
    const std::size_t size = utf8_octets(text);
    const std::string_view character = text.substr(0, size == 0 ? 1 : size);
    text.remove_prefix(character.size());
    if (size != 0 && harmless(character)) {
      out += character;
      continue;
    }
    for (char c : character) out += fmt::format("\\x{:02X}", static_cast<unsigned char>(c));
  }
  return out;
}

}  // namespace heloport::apps
