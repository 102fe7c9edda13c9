#pragma once
// SMTPUTF8: addresses and headers may hold UTF-8 (RFC 6531).

#include <array>
#include <cstddef>
#include <optional>

#include "engine/extensions/extension.hpp"

namespace heloport::engine {

inline constexpr std::size_t smtputf8_line_octets = 10;  // RFC 6531, 3.1

/// Takes no value: `SMTPUTF8=` is malformed, `SMTPUTF8=1` refused.
std::optional<Say> take_smtputf8(const grammar::Parameter& parameter,
                                 const ParameterContext& context, Parameters& out);

inline constexpr std::array smtputf8_parameters{
    ParameterRule{"SMTPUTF8", grammar::Verb::mail, take_smtputf8},
};

}  // namespace heloport::engine
