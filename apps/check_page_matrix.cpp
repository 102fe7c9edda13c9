// The matrix of the page: sections by servers. A cell is a link to a panel below its row; the panel
// is shown while the link's target is the page's (`:target`), so opening one needs no script, the
// back button closes it, and the address of the page names it.
#include <fmt/format.h>

#include <algorithm>

#include "apps/check_page.hpp"
#include "apps/check_report.hpp"
#include "conformance/sections.hpp"

namespace heloport::apps {
namespace {

using conformance::CaseResult;
using conformance::Counts;
using conformance::Judgement;

constexpr std::size_t name_octets_max = 200;

std::string row_name(std::size_t row) {
  return fmt::format("s{}", row);
}

std::string server_name(const PagePlan& plan, std::size_t column) {
  return clipped(plan.runs[column]->target.name, name_octets_max);
}

/// What stands in a heading of a part: the sum over its sections.
Counts sum_of(const PagePlan& plan, std::string_view part, std::size_t column) {
  Counts sum;
  for (const PageSection& section : plan.sections) {
    if (part_of(section.path) != part) continue;
    const Counts& counts = section.cells[column].counts;
    sum.satisfied += counts.satisfied;
    sum.violated += counts.violated;
    sum.latitude += counts.latitude;
    sum.inconclusive += counts.inconclusive;
    sum.not_applicable += counts.not_applicable;
  }
  return sum;
}

void write_columns(Markup& page, const PagePlan& plan) {
  page.open("thead");
  page.open("tr");
  page.leaf("th", {{"scope", "col"}}, "Section");
  for (std::size_t i = 0; i < plan.runs.size(); ++i) {
    page.open("th", {{"scope", "col"}});
    page.leaf("span", {}, server_name(plan, i));
    page.close();
  }
  page.close();
  page.close();
  page.line_end();
}

void write_part(Markup& page, const PagePlan& plan, std::string_view part) {
  page.open("tr", {{"class", "part"}});
  page.open("th", {{"scope", "rowgroup"}});
  page.leaf("b", {}, conformance::section_citation(part));
  page.text(fmt::format(" {}", conformance::section_heading(part)));
  page.close();
  for (std::size_t i = 0; i < plan.runs.size(); ++i) {
    page.open("td");
    write_counts(page, sum_of(plan, part, i));
    page.close();
  }
  page.close();
  page.line_end();
}

void write_cell(Markup& page, std::size_t row, std::size_t column, const PageCell& cell) {
  if (cell.results.empty()) {
    page.leaf("td", {{"class", "cell unplayed"}}, "·");
    return;
  }
  page.open("td", {{"class", fmt::format("cell {}", look_of(worst_of(cell.counts)).key)}});
  page.open("a", {{"href", fmt::format("#{}", panel_name(row, column))}});
  write_counts(page, cell.counts);
  page.close();
  page.close();
}

void write_row(Markup& page, const PagePlan& plan, std::size_t row) {
  const PageSection& section = plan.sections[row];
  const std::string_view part = part_of(section.path);
  page.open("tr", {{"id", row_name(row)}, {"class", "row"}});
  page.open("th", {{"scope", "row"}});
  page.leaf("b", {}, section.path.substr(std::min(part.size() + 1, section.path.size())));
  page.text(fmt::format(" {}", conformance::section_heading(section.path)));
  page.close();
  for (std::size_t i = 0; i < section.cells.size(); ++i) {
    write_cell(page, row, i, section.cells[i]);
  }
  page.close();
  page.line_end();
}

std::string section_title(std::string_view path) {
  const std::string_view heading = conformance::section_heading(path);
  return fmt::format("{}{}{}", conformance::section_citation(path), heading.empty() ? "" : ": ",
                     heading);
}

// Worst first: whoever opens a cell wants to see why it has its colour.
std::vector<const CaseResult*> worst_first(const PageCell& cell) {
  std::vector<const CaseResult*> ordered;
  for (Judgement judgement : judgements_worst_first) {
    std::copy_if(cell.results.begin(), cell.results.end(), std::back_inserter(ordered),
                 [judgement](const CaseResult* one) { return one->judgement == judgement; });
  }
  return ordered;
}

void write_panel(Markup& page, const PagePlan& plan, std::size_t row, std::size_t column) {
  const PageSection& section = plan.sections[row];
  const PageCell& cell = section.cells[column];
  if (cell.results.empty()) return;
  // On paper there are no links: what is violated is printed, the rest is not.
  const bool printed = cell.counts.violated > 0;
  page.open("tr",
            {{"id", panel_name(row, column)}, {"class", printed ? "panel printed" : "panel"}});
  page.open("td", {{"colspan", fmt::format("{}", plan.runs.size() + 1)}});
  page.open("div", {{"class", "panel-head"}});
  page.open("h3");
  page.leaf("b", {}, server_name(plan, column));
  page.text(fmt::format(" {}", section_title(section.path)));
  page.close();
  page.leaf("a", {{"class", "close"}, {"href", fmt::format("#{}", row_name(row))}}, "close");
  page.close();
  for (const CaseResult* result : worst_first(cell)) write_case(page, *result, plan.is_crowded);
  page.close();
  page.close();
  page.line_end();
}

}  // namespace

void write_matrix(Markup& page, const PagePlan& plan) {
  page.open("section", {{"id", "matrix"}});
  page.leaf("h2", {}, "Section by section");
  page.open("div", {{"class", "wide"}});
  page.open("table", {{"class", "matrix"}});
  write_columns(page, plan);
  std::string_view part;
  for (std::size_t row = 0; row < plan.sections.size(); ++row) {
    const std::string_view next = part_of(plan.sections[row].path);
    if (row == 0 || next != part) {
      if (row > 0) page.close();
      page.open("tbody");
      write_part(page, plan, next);
      part = next;
    }
    write_row(page, plan, row);
    for (std::size_t i = 0; i < plan.runs.size(); ++i) write_panel(page, plan, row, i);
  }
  if (!plan.sections.empty()) page.close();
  page.close();
  page.close();
  page.close();
  page.line_end();
}

}  // namespace heloport::apps
