// Octets written as text and read back: xtext, and the escapes of transcripts. The machines have
// checked the form before anything is converted here.

#include <algorithm>

#include "grammar/transcript.hpp"
#include "grammar/xtext.hpp"

namespace heloport::grammar {
namespace {

constexpr std::string_view hex_digits = "0123456789ABCDEF";

int hex_value(char digit) {
  if (digit <= '9') return digit - '0';
  return (digit & ~0x20) - 'A' + 10;  // either case
}

// The octet that two hexadecimal digits stand for.
char octet_of(std::string_view digits) {
  return static_cast<char>(hex_value(digits[0]) * 16 + hex_value(digits[1]));
}

void append_hex(std::string& text, char octet) {
  const auto value = static_cast<unsigned char>(octet);
  text.push_back(hex_digits[value >> 4]);
  text.push_back(hex_digits[value & 0xF]);
}

bool is_control(char octet) {
  const auto value = static_cast<unsigned char>(octet);
  return value < 0x20 || value == 0x7F;
}

bool is_printable(char octet) {
  return octet >= 0x20 && octet < 0x7F;
}

}  // namespace

std::optional<std::string_view> decode_xtext(std::string_view text, std::span<char> room) {
  if (!is_xtext(text)) return std::nullopt;
  std::size_t size = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (size == room.size()) return std::nullopt;
    const bool escaped = text[i] == '+';
    room[size] = escaped ? octet_of(text.substr(i + 1, 2)) : text[i];
    if (is_control(room[size++])) return std::nullopt;
    if (escaped) i += 2;
  }
  return std::string_view(room.data(), size);
}

std::optional<std::string> decode_xtext(std::string_view text) {
  std::string octets(text.size(), '\0');
  const std::optional<std::string_view> decoded = decode_xtext(text, octets);
  if (!decoded) return std::nullopt;
  octets.resize(decoded->size());
  return octets;
}

std::string encode_xtext(std::string_view octets) {
  std::string text;
  text.reserve(octets.size());
  for (char octet : octets) {
    const bool plain = is_printable(octet) && octet != ' ' && octet != '+' && octet != '=';
    if (plain) {
      text.push_back(octet);
    } else {
      text.push_back('+');
      append_hex(text, octet);
    }
  }
  return text;
}

std::optional<std::string> unescape(std::string_view raw) {
  if (!is_raw_text(raw)) return std::nullopt;
  std::string octets;
  octets.reserve(raw.size());
  for (std::size_t i = 0; i < raw.size(); ++i) {
    if (raw[i] != '\\') {
      octets.push_back(raw[i]);
      continue;
    }
    ++i;
    switch (raw[i]) {
      case 'r':
        octets.push_back('\r');
        break;
      case 'n':
        octets.push_back('\n');
        break;
      case 't':
        octets.push_back('\t');
        break;
      case 'x':
        octets.push_back(octet_of(raw.substr(i + 1, 2)));
        i += 2;
        break;
      default:
        octets.push_back('\\');
        break;
    }
  }
  return octets;
}

std::string escape(std::string_view octets) {
  const auto plain = [](char octet) { return is_printable(octet) && octet != '\\'; };
  if (std::all_of(octets.begin(), octets.end(), plain)) return std::string(octets);
  std::string raw;
  raw.reserve(octets.size());
  for (char octet : octets) {
    switch (octet) {
      case '\r':
        raw += "\\r";
        break;
      case '\n':
        raw += "\\n";
        break;
      case '\t':
        raw += "\\t";
        break;
      case '\\':
        raw += "\\\\";
        break;
      default:
        if (is_printable(octet)) {
          raw.push_back(octet);
        } else {
          raw += "\\x";
          append_hex(raw, octet);
        }
    }
  }
  return raw;
}

}  // namespace heloport::grammar
