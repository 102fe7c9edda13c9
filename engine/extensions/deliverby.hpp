#pragma once
// DELIVERBY: a message that is worth nothing after some time (RFC 2852).

#include <array>
#include <cstddef>
#include <optional>
#include <span>
#include <string_view>

#include "engine/extensions/extension.hpp"

namespace heloport::engine {

inline constexpr std::size_t deliverby_line_octets = 17;  // RFC 2852, 2

/// The least time that a returning message must leave; nothing for none.
std::string_view announce_deliverby(const Standing& standing, std::span<char> room);
/// `seconds;N` or `seconds;R`, either with a T behind it. With R the time must lie ahead, and not
/// nearer than what was announced (RFC 2852, 3 and 4).
std::optional<Say> take_by(const grammar::Parameter& parameter, const ParameterContext& context,
                           Parameters& out);

inline constexpr std::array deliverby_parameters{
    ParameterRule{"BY", grammar::Verb::mail, take_by},
};

}  // namespace heloport::engine
