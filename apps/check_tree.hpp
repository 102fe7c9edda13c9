#pragma once
// The report of `heloport check` on a terminal: a tree by RFC and section, a line a case.

#include <string>
#include <string_view>

#include "apps/check_report.hpp"
#include "conformance/verdict.hpp"

namespace heloport::apps {

struct TreeLook {
  bool colour = false;
  bool utf8 = true;    // marks that are not ASCII
  bool quiet = false;  // only what is violated, and the counts
  AgainCommand again{};
};

/// The report, piece by piece, as results come.
///
/// Use:      print what lines_of() returns for each result, in the order of ids, then closing().
/// Shape:    whole lines, each ended by LF. No octet of a server commands the terminal.
/// Threads:  none.
class CheckTree {
 public:
  explicit CheckTree(TreeLook look) : look_(std::move(look)) {}

  /// Headings where a part or section begins, the case's line, and for what is violated all that
  /// explains it; for what is inconclusive or declined the reason.
  std::string lines_of(const conformance::CaseResult& result);
  /// The end-of-data table (a quiet one only where it shows a fault or a doubt), what is violated
  /// once more by name, and the counts.
  std::string closing(const conformance::Run& run) const;

 private:
  std::string headings_of(std::string_view section);
  std::string case_line(const conformance::CaseResult& result) const;
  std::string painted(std::string_view text, std::string_view colour) const;
  std::string end_of_data(const conformance::Run& run) const;
  std::string violated_again(const conformance::Run& run) const;

  TreeLook look_;
  std::string part_;  // the headings that stand
  std::string section_;
};

/// "mx: 1,112 cases in 14.2 s: 900 satisfied, 2 violated.\n"
std::string counts_line(const conformance::Run& run);

}  // namespace heloport::apps
