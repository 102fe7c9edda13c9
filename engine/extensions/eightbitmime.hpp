#pragma once
// 8BITMIME and BINARYMIME: what kind of octets the content holds (RFC 6152; RFC 3030, 3).

#include <array>
#include <cstddef>
#include <optional>

#include "engine/extensions/extension.hpp"

namespace heloport::engine {

// RFC 6152 names no increment; RFC 3030, 3 names 16: " BODY=BINARYMIME".
inline constexpr std::size_t body_line_octets = 16;

/// 7BIT or 8BITMIME, any case; BINARYMIME where that is offered too.
std::optional<Say> take_body(const grammar::Parameter& parameter, const ParameterContext& context,
                             Parameters& out);

inline constexpr std::array body_parameters{
    ParameterRule{"BODY", grammar::Verb::mail, take_body},
};

}  // namespace heloport::engine
