#pragma once
// Which events met a server session in which of its phases: what of the table of its rules
// (engine/rules.cpp) the inputs of a campaign have reached.

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "fuzz/session_reading.hpp"

namespace heloport::fuzz {

/// The events: each verb that has a rule, another verb, what is no command, the lines of an
/// exchange, and what the world does.
const std::vector<std::string_view>& phase_event_names();
inline constexpr std::size_t phases = 14;

/// False for what cannot meet: a command where content is read, a handshake that nobody awaits.
bool can_meet(engine::Phase phase, std::size_t event);

/// Counts what happened; without a reading only what the world did. In a fuzzer each pair is a
/// counter of its own besides.
void count_phase_events(const Trace& trace, const std::optional<SessionReading>& reading);

/// How often each pair was counted since the program began.
std::uint64_t phase_event_count(engine::Phase phase, std::size_t event);

/// All pairs as a table for people, and as JSON: {"phases": [...], "events": [...],
/// "pairs": {phase: {event: count or null}}}.
std::string phase_events_table();
std::string phase_events_json();

}  // namespace heloport::fuzz
