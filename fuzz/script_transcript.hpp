#pragma once
// A conversation of a fuzzer as a transcript that plays again, and back.

#include <optional>
#include <string>
#include <string_view>

#include "conformance/transcript.hpp"
#include "fuzz/script.hpp"
#include "fuzz/session_trace.hpp"

namespace heloport::fuzz {

/// Plays the scenario and writes down what was said, seen and answered (docs/transcripts.md).
///
/// Shape:  the transcript plays again with the same result, at every chunk size, as long as the
///         session does what it did here. Of a finding it shows what was wrong.
/// Limits: `reset` is where the transcript ends.
std::string transcript_of(const Scenario& scenario, std::string_view claim);

/// The settings of a scenario as the `! ` lines of a transcript.
std::vector<std::string> settings_of(const Scenario& scenario);

/// What a transcript of a server says, as a script.
///
/// Shape:  what a script cannot say is left out, or said as near as it can be: details of answers
///         are the player's own, what is answered later is accepted, and `! hostname` is not there.
/// Errors: nothing for a transcript about a client.
std::optional<Script> script_of(const conformance::Transcript& transcript);

}  // namespace heloport::fuzz
