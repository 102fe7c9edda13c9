#pragma once
// AUTH: who the client is, and on MAIL who the sender is (RFC 4954).

#include <array>
#include <cstddef>
#include <optional>
#include <span>
#include <string_view>

#include "engine/extensions/extension.hpp"

namespace heloport::engine {

inline constexpr std::size_t auth_line_octets = 500;  // RFC 4954, 3

/// There where a mechanism may be offered: the names follow from TLS.
bool auth_is_there(const Standing& standing);
/// The mechanisms that may be offered now, strongest first.
std::string_view announce_auth(const Standing& standing, std::span<char> room);
/// True if this mechanism is configured and may be offered now.
bool may_offer(const Mechanism& mechanism, const Standing& standing);
/// xtext that decodes to a mailbox or to <> (RFC 4954, 5). Taken from anybody; what it is worth
/// is the application's to say.
std::optional<Say> take_auth(const grammar::Parameter& parameter, const ParameterContext& context,
                             Parameters& out);

inline constexpr std::array auth_parameters{
    ParameterRule{"AUTH", grammar::Verb::mail, take_auth},
};

}  // namespace heloport::engine
