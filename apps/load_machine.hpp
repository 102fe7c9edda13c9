#pragma once
// The machine that a load runs on: what it is, and what it allows.

#include <cstddef>
#include <ctime>
#include <optional>
#include <string>

#include "apps/exit_codes.hpp"

namespace heloport::apps {

/// A descriptor for each session and some more. Errors: 71, told: the system allows fewer.
std::optional<Exit> allow_sessions(std::size_t sessions);

/// System and processors: "Linux 6.1.0, 2 x Some Processor".
std::string machine_text();

/// "2026-01-15T16:02:43Z"
std::string utc_text(std::time_t moment);

}  // namespace heloport::apps
