#pragma once
// FUTURERELEASE: a message that must not leave before some time (RFC 4865).

#include <array>
#include <cstddef>
#include <optional>
#include <span>
#include <string_view>

#include "engine/extensions/extension.hpp"

namespace heloport::engine {

inline constexpr std::size_t futurerelease_line_octets = 34;  // RFC 4865, 3

/// The longest hold in seconds, and the last date-time, as in Limits.
std::string_view announce_futurerelease(const Standing& standing, std::span<char> room);
/// Seconds up to the announced ones.
std::optional<Say> take_holdfor(const grammar::Parameter& parameter,
                                const ParameterContext& context, Parameters& out);
/// A date-time up to the announced one. Both together are refused (RFC 4865, 4.2).
std::optional<Say> take_holduntil(const grammar::Parameter& parameter,
                                  const ParameterContext& context, Parameters& out);
/// RFC 4865, 5.2.2: a message that is released after its deadline makes no sense.
bool hold_passes_deadline(const MailParameters& mail);

inline constexpr std::array futurerelease_parameters{
    ParameterRule{"HOLDFOR", grammar::Verb::mail, take_holdfor},
    ParameterRule{"HOLDUNTIL", grammar::Verb::mail, take_holduntil},
};

}  // namespace heloport::engine
