#pragma once
// Several runs beside each other: where servers differ.

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "conformance/verdict.hpp"

namespace heloport::apps {

/// Runs of one suite against several servers, in the order of their columns.
using Runs = std::span<const conformance::Run* const>;

/// One case and what each run said of it.
/// Lifetime: views into the runs.
struct CaseAcross {
  const conformance::Case* subject = nullptr;
  std::vector<const conformance::CaseResult*> results;  // a run each; null: it was not played
};
/// Every case of any run, in the order of ids.
std::vector<CaseAcross> cases_across(Runs runs);

/// Cases that are not the same everywhere, each in one list.
struct Differences {
  std::vector<CaseAcross> judged;   // among the servers that it applies to, judgements differ
  std::vector<CaseAcross> coded;    // judged alike, but other codes came
  std::vector<CaseAcross> offered;  // alike where it applies, and it does not apply everywhere
};
/// `exact`: codes of one class (250 and 251) differ, too.
Differences differences_of(Runs runs, bool exact);

/// Vectors that came to the same ends with each server, and not to the same with all.
struct VectorsAcross {
  std::vector<std::string> outcomes;  // a run each; "not tried"
  std::vector<std::string> vectors;   // with their positions where there are several
};
std::vector<VectorsAcross> vectors_across(Runs runs);

/// All of that as text. No octet of a server commands a terminal.
std::string differences_text(Runs runs, bool exact);

}  // namespace heloport::apps
