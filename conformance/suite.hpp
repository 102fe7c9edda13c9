#pragma once
// All cases, or some, against one server: several at a time, in the order of their ids.

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "conformance/case_player.hpp"
#include "conformance/circumstances.hpp"
#include "conformance/verdict.hpp"

namespace heloport::conformance {

struct SuiteOptions {
  Patience patience;
  std::size_t jobs = 8;
  bool strict = false;  // a SHOULD is judged as a MUST
  /// Those of vector_cases() that are tried beside the cases: 225 vectors each, behind a line of
  /// the body.
  std::vector<const Case*> vectors;
  bool exhaustive = false;  // ... and at the three other positions
  /// A breach is looked at a second time, alone, before it is told: a server that was slow once
  /// accuses nobody. Off in memory, where nothing is slow.
  bool look_twice = true;
};

struct Progress {
  std::size_t done = 0;
  std::size_t total = 0;
  std::size_t violated = 0;
  std::string_view at;  // an id that was just finished
};

/// Called one at a time, from any thread.
struct Observer {
  std::function<void(const CaseResult&)> result;  // in the order of the cases
  std::function<void(const Progress&)> progress;  // in the order of time
};

/// Shape:    a case that is not applicable is not played. `connect` is called from several threads.
/// Lifetime: the cases must outlive the run: its results point to them.
Run run_suite(const std::vector<const Case*>& cases, const LinkFactory& connect,
              const Circumstances& here, const SuiteOptions& options, const Observer& observer);

}  // namespace heloport::conformance
