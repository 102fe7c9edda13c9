#pragma once
// LIMITS: what one session and one message may hold here (RFC 9422).

#include <array>
#include <cstddef>
#include <optional>
#include <span>
#include <string_view>

#include "engine/extensions/extension.hpp"

namespace heloport::engine {

/// RCPTMAX, and MAILMAX where there is one. No RCPTDOMAINMAX: domains are not counted.
std::string_view announce_limits(const Standing& standing, std::span<char> room);

}  // namespace heloport::engine
