#pragma once
// MT-PRIORITY: how urgent a message is (RFC 6710).

#include <array>
#include <cstddef>
#include <optional>
#include <span>
#include <string_view>

#include "engine/extensions/extension.hpp"

namespace heloport::engine {

inline constexpr std::size_t mt_priority_line_octets = 15;  // RFC 6710, 3

/// -9 to 9.
std::optional<Say> take_priority(const grammar::Parameter& parameter,
                                 const ParameterContext& context, Parameters& out);

inline constexpr std::array mt_priority_parameters{
    ParameterRule{"MT-PRIORITY", grammar::Verb::mail, take_priority},
};

}  // namespace heloport::engine
