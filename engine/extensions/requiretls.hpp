#pragma once
// REQUIRETLS: this message must never travel in clear (RFC 8689).

#include <array>
#include <cstddef>
#include <optional>
#include <span>
#include <string_view>

#include "engine/extensions/extension.hpp"

namespace heloport::engine {

inline constexpr std::size_t requiretls_line_octets = 11;  // RFC 8689, 2

/// Only inside TLS (RFC 8689, 2).
bool requiretls_is_there(const Standing& standing);
/// Takes no value.
std::optional<Say> take_requiretls(const grammar::Parameter& parameter,
                                   const ParameterContext& context, Parameters& out);

inline constexpr std::array requiretls_parameters{
    ParameterRule{"REQUIRETLS", grammar::Verb::mail, take_requiretls},
};

}  // namespace heloport::engine
