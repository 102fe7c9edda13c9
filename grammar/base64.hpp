#pragma once
// base64: how SASL travels over lines (RFC 4648, 4; RFC 4954, 4).

#include <cstddef>
#include <optional>
#include <span>
#include <string_view>

namespace heloport::grammar {

/// The octets that `text` stands for, written into `room`. The room may be the text itself: what
/// is written never overtakes what is read.
///
/// Shape:  strict, so that each octet string has one spelling: a length of 4n, padding only at the
///         end, unused bits zero (RFC 4648, 3.5), no white space or other octet. Empty is empty.
/// Limits: the room holds at least decoded_octets_max(text.size()).
/// Errors: nothing when it is no base64; then the room holds what was decoded before the fault.
std::optional<std::string_view> decode_base64(std::string_view text, std::span<char> room);

constexpr std::size_t decoded_octets_max(std::size_t text_octets) {
  return text_octets / 4 * 3;
}
constexpr std::size_t encoded_octets(std::size_t octets) {
  return (octets + 2) / 3 * 4;
}

/// Always possible; `room` holds encoded_octets(octets.size()) and is not the octets themselves.
std::string_view encode_base64(std::string_view octets, std::span<char> room);

}  // namespace heloport::grammar
