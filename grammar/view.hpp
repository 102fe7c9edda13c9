#pragma once
// What the actions of every parser file here are written with.

#include <cstddef>
#include <string_view>

namespace heloport::grammar {

/// The octets from `begin` up to, not including, `end`.
inline std::string_view view(const char* begin, const char* end) {
  return {begin, static_cast<std::size_t>(end - begin)};
}

}  // namespace heloport::grammar
