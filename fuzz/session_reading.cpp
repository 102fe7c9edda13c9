// See session_reading.hpp.

#include "fuzz/session_reading.hpp"

#include <utility>

namespace heloport::fuzz {

std::optional<SessionReading> read_session(const Scenario& scenario, const Trace& trace) {
  std::optional<std::vector<WireReply>> replies = replies_on_wire(trace.replies, trace.cut_off);
  if (!replies || replies->empty()) return std::nullopt;
  const int greeting = replies->front().code;
  replies->erase(replies->begin());
  const engine::ExtensionSet on = scenario.options.extensions();
  const WireRules rules{
      .chunking = on.has(engine::ExtensionId::chunking),
      .lmtp = scenario.options.protocol == engine::Protocol::lmtp,
      .line_octets_max = engine::command_octets_max(on, scenario.options.limits),
  };
  WireReading wire = read_wire(scenario.octets.substr(0, trace.octets_given), *replies, rules);
  return SessionReading{std::move(*replies), greeting, std::move(wire)};
}

}  // namespace heloport::fuzz
