#pragma once
// SIZE: how big a message may be, and how big this one is (RFC 1870).

#include <array>
#include <cstddef>
#include <optional>
#include <span>
#include <string_view>

#include "engine/extensions/extension.hpp"

namespace heloport::engine {

inline constexpr std::size_t size_line_octets = 26;  // RFC 1870, 3: " SIZE=" and 20 digits

/// "26214400", or "0" for no fixed limit.
std::string_view announce_size(const Standing& standing, std::span<char> room);

/// 1 to 20 digits, saturated: 99999999999999999999 is over 2^64, too big and no syntax error.
std::optional<Say> take_size(const grammar::Parameter& parameter, const ParameterContext& context,
                             Parameters& out);

inline constexpr std::array size_parameters{
    ParameterRule{"SIZE", grammar::Verb::mail, take_size},
};

}  // namespace heloport::engine
