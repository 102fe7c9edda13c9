// See base64.hpp. Groups of four characters stand for three octets; the last may stand for fewer.

#include "grammar/base64.hpp"

#include <array>
#include <cassert>
#include <cstdint>

namespace heloport::grammar {
namespace {

constexpr std::string_view alphabet =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
constexpr unsigned no_value = 64;

constexpr std::array<std::uint8_t, 256> values_of_octets() {
  std::array<std::uint8_t, 256> values{};
  for (std::uint8_t& value : values) value = no_value;
  for (std::size_t i = 0; i < alphabet.size(); ++i) {
    values[static_cast<unsigned char>(alphabet[i])] = static_cast<std::uint8_t>(i);
  }
  return values;
}

unsigned value_of(char c) {
  static constexpr std::array<std::uint8_t, 256> values = values_of_octets();
  return values[static_cast<unsigned char>(c)];
}

// How many octets a group of four stands for: `QQ==` one, `QUI=` two, `QUJD` three.
std::size_t octets_of(std::string_view group) {
  if (!group.ends_with('=')) return 3;
  return group[2] == '=' ? 1 : 2;
}

// The first `characters` of a group as one number of 24 bits; nothing if one has no value, or if
// a bit is set that stands for no octet.
std::optional<std::uint32_t> bits_of(std::string_view group, std::size_t octets) {
  std::uint32_t bits = 0;
  for (std::size_t i = 0; i < 4; ++i) {
    const unsigned value = i <= octets ? value_of(group[i]) : 0;
    if (value == no_value) return std::nullopt;
    bits = bits << 6 | value;
  }
  const std::uint32_t unused = (std::uint32_t{1} << 8 * (3 - octets)) - 1;
  if ((bits & unused) != 0) return std::nullopt;
  return bits;
}

}  // namespace

std::optional<std::string_view> decode_base64(std::string_view text, std::span<char> room) {
  if (text.size() % 4 != 0) return std::nullopt;
  assert(room.size() >= decoded_octets_max(text.size()));
  std::size_t size = 0;
  for (std::size_t at = 0; at < text.size(); at += 4) {
    const std::string_view group = text.substr(at, 4);
    const bool last = at + 4 == text.size();
    const std::size_t octets = last ? octets_of(group) : 3;
    const std::optional<std::uint32_t> bits = bits_of(group, octets);
    if (!bits) return std::nullopt;
    for (std::size_t i = 0; i < octets; ++i) {
      room[size++] = static_cast<char>(*bits >> (16 - 8 * i) & 0xFFu);
    }
  }
  return std::string_view(room.data(), size);
}

std::string_view encode_base64(std::string_view octets, std::span<char> room) {
  assert(room.size() >= encoded_octets(octets.size()));
  std::size_t size = 0;
  for (std::size_t at = 0; at < octets.size(); at += 3) {
    const std::string_view group = octets.substr(at, 3);
    std::uint32_t bits = 0;
    for (std::size_t i = 0; i < 3; ++i) {
      bits = bits << 8 | (i < group.size() ? static_cast<unsigned char>(group[i]) : 0u);
    }
    for (std::size_t i = 0; i < 4; ++i) {
      room[size++] = i <= group.size() ? alphabet[bits >> (18 - 6 * i) & 0x3Fu] : '=';
    }
  }
  return {room.data(), size};
}

}  // namespace heloport::grammar
