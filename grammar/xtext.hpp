#pragma once
// xtext: how a value with any octet travels as an ESMTP parameter (RFC 3461, 4).

#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace heloport::grammar {

/// True if `text` is xtext with upper-case hexadecimal digits.
bool is_xtext(std::string_view text);

/// The octets that `text` stands for; nothing when it is not xtext, or when it decodes to a
/// control character: those have no honest use and end up in headers (threat: line injection).
std::optional<std::string> decode_xtext(std::string_view text);

/// The same into `room`, without allocation; nothing also when it does not fit.
std::optional<std::string_view> decode_xtext(std::string_view text, std::span<char> room);

/// Always possible; decode_xtext() inverts it for text without control characters.
std::string encode_xtext(std::string_view octets);

}  // namespace heloport::grammar
