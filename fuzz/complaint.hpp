#pragma once
// How an oracle speaks: nothing, or what is wrong.

#include <optional>
#include <string>
#include <string_view>

namespace heloport::fuzz {

/// What is wrong; nothing when the oracle holds.
using Complaint = std::optional<std::string>;

/// Prints the complaint, if there is one, and the input that drew it, escaped; then ends the
/// program, which is how a fuzzer notices.
void stop_on(const Complaint& complaint, std::string_view target, std::string_view input);

}  // namespace heloport::fuzz
