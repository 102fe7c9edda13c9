#pragma once
// From what was played to what is said about a client.

#include <optional>
#include <string>
#include <vector>

#include "conformance/client_case.hpp"
#include "conformance/client_stage.hpp"
#include "conformance/verdict.hpp"

namespace heloport::conformance {

/// What became of one case: every connection that the client made, and how it ended.
struct ClientRun {
  std::vector<PlayedConnection> connections;
  /// True: it reported that all was sent. None: nobody was started, so nobody reports.
  std::optional<bool> reported_success;
  std::string trouble;  // why there is no report, or no connection; empty: nothing is strange
};

/// Judges a case by its own lines. A case with a rule is judged by that, too, in its own session.
CaseResult judge(const ClientCase& subject, const ClientRun& run, bool strict);

/// What a case with a rule says about the session of another case; nothing: the rule holds there.
std::optional<CaseResult> judge_elsewhere(const ClientCase& rule, const ClientCase& played,
                                          const ClientRun& run, bool strict);

}  // namespace heloport::conformance
