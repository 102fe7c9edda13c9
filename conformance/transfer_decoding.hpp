#pragma once
// Content-Transfer-Encodings undone, to see whether a client that encoded lost anything.

#include <string>
#include <string_view>

namespace heloport::conformance {

/// Source: RFC 2045, 6.7. What is no quoted-printable stays as it is.
std::string decoded_quoted_printable(std::string_view text);
/// Source: RFC 2045, 6.8. Line ends are skipped; what is no base64 gives an empty text.
std::string decoded_base64_lines(std::string_view text);

}  // namespace heloport::conformance
