#pragma once
// 8BITMIME: content may hold octets over 127, and says so (RFC 6152).

#include <array>
#include <cstddef>
#include <optional>

#include "engine/extensions/extension.hpp"

namespace heloport::engine {

// RFC 6152 names no increment; " BODY=8BITMIME" is 14 octets, " BODY=BINARYMIME" 16.
inline constexpr std::size_t body_line_octets = 16;

/// 7BIT or 8BITMIME, any case.
std::optional<Say> take_body(const grammar::Parameter& parameter, const Limits& limits,
                             MailParameters& out);

inline constexpr std::array body_parameters{
    ParameterRule{"BODY", grammar::Verb::mail, take_body},
};

}  // namespace heloport::engine
