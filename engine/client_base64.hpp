#pragma once
// base64 as AUTH has it (RFC 4954, 4; RFC 4648, 4): one spelling for each value, nothing skipped.

#include <cstddef>
#include <optional>
#include <span>
#include <string_view>

namespace heloport::engine {

/// RFC 4954, 4: the longest line of an exchange, CRLF included.
inline constexpr std::size_t auth_line_octets_max = 12'288;

constexpr std::size_t base64_octets(std::size_t octets) {
  return (octets + 2) / 3 * 4;
}

/// Writes base64_octets(octets.size()) octets into `room`, which has them.
std::string_view encode_base64(std::string_view octets, std::span<char> room);

/// Decodes in place; the result stands at the beginning of `text`. Nothing when `text` is not what
/// encode_base64() would have written: octets outside the alphabet, padding in the middle, missing
/// or too long, bits set that stand for nothing.
std::optional<std::string_view> decode_base64(std::span<char> text);

}  // namespace heloport::engine
