#pragma once
// What a trusted peer may say of somebody else (Postfix: XCLIENT_README, XFORWARD_README).

#include <algorithm>
#include <optional>
#include <span>
#include <string_view>

#include "engine/extensions/extension.hpp"

namespace heloport::engine {

// The names that are known, as EHLO announces them.
inline constexpr std::string_view xclient_attributes =
    "NAME ADDR PORT PROTO HELO LOGIN DESTADDR DESTPORT";
inline constexpr std::string_view xforward_attributes = "NAME ADDR PORT PROTO HELO IDENT SOURCE";

inline std::string_view announce_xclient(const Standing&, std::span<char> room) {
  return {room.data(), xclient_attributes.copy(room.data(), room.size())};
}
inline std::string_view announce_xforward(const Standing&, std::span<char> room) {
  return {room.data(), xforward_attributes.copy(room.data(), room.size())};
}

/// Which one of `names` it is, in any case; nothing when it is none of them.
constexpr std::optional<unsigned> number_of_attribute(std::string_view names,
                                                      std::string_view name) {
  for (unsigned number = 0; !names.empty(); ++number) {
    const std::string_view known = names.substr(0, names.find(' '));
    if (grammar::equal_ignoring_case(known, name)) return number;
    names.remove_prefix(std::min(names.size(), known.size() + 1));
  }
  return std::nullopt;
}

}  // namespace heloport::engine
