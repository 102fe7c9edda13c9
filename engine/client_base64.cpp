// See client_base64.hpp.

#include "engine/client_base64.hpp"

#include <array>
#include <cassert>
#include <cstdint>

namespace heloport::engine {
namespace {

constexpr std::string_view alphabet =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
constexpr std::uint8_t no_digit = 64;

constexpr std::array<std::uint8_t, 256> digits = [] {
  std::array<std::uint8_t, 256> table{};
  table.fill(no_digit);
  for (std::uint8_t i = 0; i < alphabet.size(); ++i) {
    table[static_cast<unsigned char>(alphabet[i])] = i;
  }
  return table;
}();

std::uint32_t octet_at(std::string_view octets, std::size_t i) {
  return i < octets.size() ? static_cast<unsigned char>(octets[i]) : 0;
}

}  // namespace

std::string_view encode_base64(std::string_view octets, std::span<char> room) {
  assert(room.size() >= base64_octets(octets.size()));
  std::size_t size = 0;
  for (std::size_t i = 0; i < octets.size(); i += 3) {
    const std::uint32_t group =
        octet_at(octets, i) << 16 | octet_at(octets, i + 1) << 8 | octet_at(octets, i + 2);
    room[size++] = alphabet[group >> 18];
    room[size++] = alphabet[group >> 12 & 63];
    room[size++] = i + 1 < octets.size() ? alphabet[group >> 6 & 63] : '=';
    room[size++] = i + 2 < octets.size() ? alphabet[group & 63] : '=';
  }
  return {room.data(), size};
}

std::optional<std::string_view> decode_base64(std::span<char> text) {
  if (text.size() % 4 != 0) return std::nullopt;
  std::size_t digits_left = text.size();
  while (digits_left + 2 > text.size() && digits_left > 0 && text[digits_left - 1] == '=') {
    --digits_left;
  }
  std::size_t size = 0;
  std::uint32_t bits = 0;
  unsigned bits_held = 0;  // under 8 of them
  for (char c : text.first(digits_left)) {
    const std::uint8_t digit = digits[static_cast<unsigned char>(c)];
    if (digit == no_digit) return std::nullopt;
    bits = (bits << 6 | digit) & 0x3fff;
    bits_held += 6;
    if (bits_held < 8) continue;
    bits_held -= 8;
    text[size++] = static_cast<char>(bits >> bits_held);
  }
  const bool spare_bits_set = (bits & ((1u << bits_held) - 1)) != 0;
  if (spare_bits_set) return std::nullopt;
  return std::string_view(text.data(), size);
}

}  // namespace heloport::engine
