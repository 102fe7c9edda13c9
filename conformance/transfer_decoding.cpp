// See transfer_decoding.hpp.

#include "conformance/transfer_decoding.hpp"

#include <charconv>

#include "grammar/base64.hpp"

namespace heloport::conformance {

std::string decoded_quoted_printable(std::string_view text) {
  std::string out;
  while (!text.empty()) {
    const std::size_t equals = text.find('=');
    out += text.substr(0, equals);
    if (equals == std::string_view::npos) break;
    text.remove_prefix(equals + 1);
    unsigned value = 0;
    const auto [end, error] =
        std::from_chars(text.data(), text.data() + (text.size() < 2 ? 0 : 2), value, 16);
    if (text.starts_with("\r\n")) {
      text.remove_prefix(2);
    } else if (error == std::errc{} && end == text.data() + 2) {
      out += static_cast<char>(value);
      text.remove_prefix(2);
    } else {
      out += '=';
    }
  }
  return out;
}

std::string decoded_base64_lines(std::string_view text) {
  std::string letters;
  for (const char c : text) {
    if (c != '\r' && c != '\n') letters += c;
  }
  std::string room(grammar::decoded_octets_max(letters.size()) + 3, '\0');
  const auto octets = grammar::decode_base64(letters, room);
  return octets ? std::string(*octets) : std::string();
}

}  // namespace heloport::conformance
