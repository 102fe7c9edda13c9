#pragma once
// Encodings that carry any octets through a seven-bit channel (RFC 2045, RFC 2047).

#include <cstddef>
#include <string>
#include <string_view>

namespace heloport::apps {

/// How many octets the well-formed UTF-8 character at the front of `text` has; 0 when there is
/// none (RFC 3629, 4): no overlong form, no surrogate. `text` is not empty.
std::size_t utf8_octets(std::string_view text);
bool is_utf8(std::string_view text);  // all of it
bool has_eight_bit(std::string_view text);

/// Base64 in lines of 76, each ended by CRLF (RFC 2045, 6.8).
std::string base64_lines(std::string_view octets);

/// Quoted-printable (RFC 2045, 6.7). Line ends of `text` are CRLF and stay line ends; a CR or LF
/// alone is encoded like any other octet.
std::string quoted_printable(std::string_view text);

/// The value of an unstructured header field, folded under 78 columns: as it is when it is
/// printable ASCII, in encoded-words otherwise (RFC 2047). `name_octets` is what stands before
/// it on the first line.
std::string unstructured(std::string_view text, std::size_t name_octets);

}  // namespace heloport::apps
