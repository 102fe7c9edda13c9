#pragma once
// The machine that a load runs on: what it is, and what it allows.

#include <ctime>
#include <string>

namespace heloport::apps {

/// A descriptor for each session and some more. Where the system allows fewer, it says so when the
/// last one is opened.
void raise_descriptor_limit();

/// System and processors: "Linux 6.1.0, 2 x Some Processor".
std::string machine_text();

/// "2026-01-15T16:02:43Z"
std::string utc_text(std::time_t moment);

}  // namespace heloport::apps
