#pragma once
// A run as JSON, and back: so that runs of several servers and days become one page.

#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "conformance/verdict.hpp"

namespace heloport::apps {

/// A run together with the cases that its results point to. Of those only the id, the title, the
/// level and the requirements are known.
/// Lifetime: moving it keeps the results valid; a copy would point into the original, so there is
///           none.
struct StoredRun {
  StoredRun() = default;
  StoredRun(StoredRun&&) = default;
  StoredRun& operator=(StoredRun&&) = default;
  StoredRun(const StoredRun&) = delete;
  StoredRun& operator=(const StoredRun&) = delete;

  std::vector<conformance::Case> cases;  // never changed once results point into it
  conformance::Run run;
};

/// The form is described in docs/check.md. `version`: of the program that writes it. Octets that
/// are no printable UTF-8 are written as \xHH.
std::string json_of(const conformance::Run& run, std::string_view version);

/// What json_of() wrote, results in the order of their ids. Unknown keys are passed over.
/// Errors: one sentence about the text that is none, without a name of its file.
std::variant<StoredRun, std::string> run_of_json(std::string_view text);

}  // namespace heloport::apps
