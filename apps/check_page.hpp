#pragma once
// The parts of the page of check_html.hpp. Each writes a whole section of the document.

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "apps/check_differences.hpp"
#include "apps/markup.hpp"

namespace heloport::apps {

/// What one server did in one section.
struct PageCell {
  std::vector<const conformance::CaseResult*> results;
  conformance::Counts counts;
};

struct PageSection {
  std::string_view path;        // "rfc5321/4.1.1.5"
  std::vector<PageCell> cells;  // a run each
};

/// What the parts of the page share: who stands in which column, and what in which row.
/// Lifetime: views into the runs.
struct PagePlan {
  Runs runs;
  std::vector<PageSection> sections;  // in the order of ids
  /// So many results that a page of whole sessions would be slow to load: those of satisfied cases
  /// are kept short.
  bool is_crowded = false;
  std::map<std::string_view, std::size_t> rows;  // of a section's path
};
PagePlan plan_of(Runs runs);

/// Who was judged, when and how, and the counts as bars.
void write_servers(Markup& page, const PagePlan& plan);
/// Sections by servers; each cell is a link that opens a panel with its cases.
void write_matrix(Markup& page, const PagePlan& plan);
/// One case in a panel: what it claims, and what explains its result.
void write_case(Markup& page, const conformance::CaseResult& result, bool is_crowded);
bool has_ends_of_data(const PagePlan& plan);
/// The end-of-data table of each server that has one.
void write_ends_of_data(Markup& page, const PagePlan& plan);
/// Nothing where there is one server only.
void write_differences(Markup& page, const PagePlan& plan);

/// The target of a link: "s12-3" for row 12 and column 3.
std::string panel_name(std::size_t row, std::size_t column);
/// Every count there is with its mark and its word: for a screen reader, "2 violated".
void write_counts(Markup& page, const conformance::Counts& counts);
/// The judgement that decides the colour of what holds these; nothing applies: not_applicable.
conformance::Judgement worst_of(const conformance::Counts& counts);

}  // namespace heloport::apps
