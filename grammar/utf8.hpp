#pragma once
// UTF-8 (RFC 3629), checked apart from the grammars that hold it. Internal to the parsers.

#include <cstddef>
#include <string_view>

namespace heloport::grammar {

/// How many octets of `text`, from its beginning, are whole characters of well-formed UTF-8.
std::size_t utf8_prefix(std::string_view text);

inline bool is_utf8(std::string_view text) {
  return utf8_prefix(text) == text.size();
}

}  // namespace heloport::grammar
