// The report of `heloport check` on a terminal: a tree by RFC and section, a line a case.
#include "apps/check_tree.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "apps/check_end_of_data.hpp"
#include "apps/check_report.hpp"
#include "apps/terminal_text.hpp"
#include "conformance/client_library.hpp"
#include "conformance/sections.hpp"

namespace heloport::apps {

using conformance::CaseResult;
using conformance::Judgement;

namespace {

constexpr std::string_view bold = "\x1b[1m";
constexpr std::string_view faint = "\x1b[2m";
constexpr std::string_view plain = "\x1b[0m";

// A screenful: whoever wants the rest has the JSON, and the command that plays the case again.
constexpr Bounds bounds{40, 200};

}  // namespace

std::string CheckTree::lines_of(const CaseResult& result) {
  const bool violated = result.judgement == Judgement::violated;
  if (look_.quiet && !violated) return "";
  std::string text = headings_of(result.subject->section_path());
  text += case_line(result);
  if (violated) {
    for (const std::string& line : explained(result, look_.again, bounds)) {
      text += fmt::format("          {}\n", line);
    }
    text += '\n';
  } else if (result.judgement == Judgement::latitude ||
             result.judgement == Judgement::inconclusive) {
    const std::string reason = clipped(terminal_text(result.reason), bounds.line_octets_max);
    if (!reason.empty()) text += fmt::format("          {}\n", painted(reason, faint));
  }
  return text;
}

std::string CheckTree::headings_of(std::string_view section) {
  std::string text;
  // What is above the sections of RFCs: all cases of a run have it, or none.
  if (section.starts_with(conformance::client_part)) {
    section.remove_prefix(conformance::client_part.size());
  }
  const std::string_view part = part_of(section);
  if (part != part_) {
    const std::string title = fmt::format("{}  {}", conformance::section_citation(part),
                                          conformance::section_heading(part));
    text += fmt::format("{}{}\n", part_.empty() ? "" : "\n", painted(terminal_text(title), bold));
    part_ = part;
  }
  if (section != section_ && section.size() > part.size()) {
    text += terminal_text(fmt::format("  {}  {}", section.substr(part.size() + 1),
                                      conformance::section_heading(section)));
    // A section without words leaves its two spaces behind.
    text.erase(text.find_last_not_of(' ') + 1);
    text += '\n';
  }
  section_ = section;
  return text;
}

std::string CheckTree::case_line(const CaseResult& result) const {
  const JudgementLook& shown = look_of(result.judgement);
  const std::string_view mark = look_.utf8 ? shown.mark : shown.ascii;
  std::string title = clipped(terminal_text(result.subject->title), bounds.line_octets_max);
  if (result.judgement == Judgement::not_applicable) {
    title += fmt::format(" ({})", clipped(terminal_text(result.reason), bounds.line_octets_max));
    return fmt::format("      {}\n", painted(fmt::format("{} {}", mark, title), shown.colour));
  }
  const bool violated = result.judgement == Judgement::violated;
  return fmt::format("      {} {}\n", painted(mark, shown.colour),
                     violated ? painted(title, bold) : title);
}

std::string CheckTree::painted(std::string_view text, std::string_view colour) const {
  if (!look_.colour) return std::string(text);
  return fmt::format("{}{}{}", colour, text, plain);
}

// At the end of a long report nobody should have to look for what was found.
std::string CheckTree::violated_again(const conformance::Run& run) const {
  std::string text;
  for (const CaseResult& result : run.results) {
    if (result.judgement != Judgement::violated) continue;
    if (text.empty()) text = "Violated:\n";
    text += terminal_text(fmt::format("  {}: {}", result.subject->id, result.subject->title));
    text += '\n';
  }
  return text.empty() ? text : text + '\n';
}

std::string CheckTree::end_of_data(const conformance::Run& run) const {
  if (run.end_of_data.empty()) return "";
  if (look_.quiet && is_as_it_must_be(summary_of(run.end_of_data))) return "";
  std::string text;
  for (const std::string& line : end_of_data_lines(run.end_of_data)) {
    const bool wrong = line.ends_with("WRONG");
    text += painted(line, wrong ? look_of(Judgement::violated).colour : std::string_view()) + '\n';
  }
  return text + '\n';
}

std::string CheckTree::closing(const conformance::Run& run) const {
  std::string text = part_.empty() ? "" : "\n";
  text += end_of_data(run) + violated_again(run);
  return text + counts_line(run);
}

std::string counts_line(const conformance::Run& run) {
  const conformance::Counts counts = count(run);
  const std::size_t total = total_of(counts);
  return fmt::format("{}: {} {} in {}: {}.\n", terminal_text(run.target.name), number_text(total),
                     total == 1 ? "case" : "cases", seconds_text(run.duration),
                     counts_text(counts));
}

}  // namespace heloport::apps
