#pragma once
// What a played conversation means by the independent reading of reference_reading.hpp.

#include <optional>
#include <vector>

#include "fuzz/reference_reading.hpp"
#include "fuzz/scenario.hpp"
#include "fuzz/session_trace.hpp"

namespace heloport::fuzz {

/// The peer's octets, by the replies that they drew; the greeting excepted.
///
/// Lifetime: views of the scenario and of the trace.
struct SessionReading {
  std::vector<WireReply> replies;
  int greeting = 0;
  WireReading wire;
};

/// Nothing when the replies are no sequence of replies, or there is no greeting.
std::optional<SessionReading> read_session(const Scenario& scenario, const Trace& trace);

}  // namespace heloport::fuzz
