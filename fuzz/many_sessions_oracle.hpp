#pragma once
// Sessions that share what a server has, against the same sessions alone.

#include <string_view>
#include <vector>

#include "fuzz/complaint.hpp"
#include "fuzz/session_trace.hpp"

namespace heloport::fuzz {

/// What some sessions came to, and what they left of the pool.
struct SharedRun {
  std::vector<Trace> traces;
  std::size_t blocks_left = 0;  // still leased when all sessions are gone
  std::size_t blocks_max = 0;   // leased at once
};

/// Serves the sessions in turns: each octet of `turns`, modulo their number, is whose turn it is.
/// What is left then is served in order.
SharedRun run_together(const std::vector<const Scenario*>& scenarios, std::string_view turns);

/// Each trace is the one of its scenario played alone, at most two blocks a session were leased,
/// and none is left.
Complaint sharing_is_not_seen(const std::vector<const Scenario*>& scenarios,
                              const SharedRun& together);

/// The input: how many octets are turns (one octet), the turns, and then scenarios of
/// session_script, each after its length (two octets, the lower first). At most eight.
Complaint sessions_are_alone(std::string_view input);

}  // namespace heloport::fuzz
