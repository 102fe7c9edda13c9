#pragma once
// For a target that does nothing with an empty input.

#include <cstdint>

namespace heloport::fuzz {

// libFuzzer takes a change of it for a feature.
__attribute__((section("__libfuzzer_extra_counters"), used)) inline std::uint8_t begun_counter = 0;

/// To be called with each input. libFuzzer begins with an empty one and one octet, and stops at
/// once where neither covers anything: the oracles are not instrumented, and nothing else was
/// called.
inline void begun() {
  begun_counter = 1;
}

}  // namespace heloport::fuzz
