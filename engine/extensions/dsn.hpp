#pragma once
// DSN: what the sender wants to hear of its message (RFC 3461).

#include <array>
#include <cstddef>
#include <optional>
#include <span>
#include <string_view>

#include "engine/extensions/extension.hpp"

namespace heloport::engine {

// RFC 3461, 5.4: RET 8, ENVID 100, NOTIFY 28 and ORCPT 500 octets, keyword included, each with its
// space. The longer of the two commands counts: RCPT.
inline constexpr std::size_t dsn_line_octets = 530;
inline constexpr std::size_t envid_octets_max = 100;  // RFC 3461, 4.4
inline constexpr std::size_t orcpt_octets_max = 500;  // RFC 3461, 4.2, `ORCPT=` included

/// FULL or HDRS, any case.
std::optional<Say> take_ret(const grammar::Parameter& parameter, const ParameterContext& context,
                            Parameters& out);
/// xtext that decodes to printable ASCII.
std::optional<Say> take_envid(const grammar::Parameter& parameter, const ParameterContext& context,
                              Parameters& out);
/// NEVER alone, or a list of SUCCESS, FAILURE and DELAY.
std::optional<Say> take_notify(const grammar::Parameter& parameter, const ParameterContext& context,
                               Parameters& out);
/// `addr-type;xtext`, or a utf-8 address (RFC 6533, 3).
std::optional<Say> take_orcpt(const grammar::Parameter& parameter, const ParameterContext& context,
                              Parameters& out);

inline constexpr std::array dsn_parameters{
    ParameterRule{"RET", grammar::Verb::mail, take_ret},
    ParameterRule{"ENVID", grammar::Verb::mail, take_envid},
    ParameterRule{"NOTIFY", grammar::Verb::rcpt, take_notify},
    ParameterRule{"ORCPT", grammar::Verb::rcpt, take_orcpt},
};

}  // namespace heloport::engine
