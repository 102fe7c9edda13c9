#pragma once
// Writes a transcript again with what really came.

#include <string>
#include <variant>

#include "conformance/failure.hpp"
#include "conformance/transcript.hpp"

namespace heloport::conformance {

/// The text of the file with the events and replies that came when it was played whole. Prose,
/// settings, acts and verdicts stay; lines that held stay as they were written, patterns too.
/// A failure when the file cannot be performed as it is written: then nothing can be said.
std::variant<std::string, Failure> updated(const Transcript& transcript);

/// Updates the file in place if anything changed.
Result update_file(const std::string& path);

}  // namespace heloport::conformance
