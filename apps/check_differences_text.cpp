// Where servers differ, as text: differences_text() of check_differences.hpp.
#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "apps/check_differences.hpp"
#include "apps/check_report.hpp"
#include "apps/terminal_text.hpp"
#include "conformance/sections.hpp"

namespace heloport::apps {
namespace {

using conformance::CaseResult;

constexpr std::size_t text_octets_max = 200;
constexpr std::size_t columns_max = 100;

std::string shown(std::string_view text) {
  return clipped(terminal_text(text), text_octets_max);
}

std::size_t name_width(Runs runs) {
  std::size_t width = 0;
  for (const conformance::Run* run : runs) width = std::max(width, shown(run->target.name).size());
  return width;
}

std::string title_of(const CaseAcross& one) {
  return fmt::format("  {}\n    {}\n", shown(one.subject->id), shown(one.subject->title));
}

std::string judged_line(const CaseResult& result) {
  std::string line(judgement_name(result.judgement));
  if (!result.reason.empty()) line += ": " + shown(result.reason);
  if (!result.codes.empty()) line += fmt::format(" ({})", shown(result.codes));
  return line;
}

std::string judged_text(Runs runs, const std::vector<CaseAcross>& cases) {
  std::string text;
  for (const CaseAcross& one : cases) {
    text += title_of(one);
    for (std::size_t i = 0; i < runs.size(); ++i) {
      text += fmt::format("      {:<{}}  {}\n", shown(runs[i]->target.name), name_width(runs),
                          one.results[i] ? judged_line(*one.results[i]) : "not played");
    }
  }
  return text;
}

std::string coded_text(Runs runs, const std::vector<CaseAcross>& cases) {
  std::string text;
  for (const CaseAcross& one : cases) {
    text += title_of(one);
    for (std::size_t i = 0; i < runs.size(); ++i) {
      if (one.results[i] == nullptr) continue;
      const bool silent = one.results[i]->codes.empty();
      text += fmt::format("      {:<{}}  {}\n", shown(runs[i]->target.name), name_width(runs),
                          silent ? "no code" : shown(one.results[i]->codes));
    }
  }
  return text;
}

// Who is there and who is not, said once for the cases of a section that are alike in it.
std::string who_offers(Runs runs, const CaseAcross& one) {
  std::string with;
  std::string without;
  for (std::size_t i = 0; i < runs.size(); ++i) {
    if (one.results[i] == nullptr) continue;
    const bool absent = one.results[i]->judgement == conformance::Judgement::not_applicable;
    std::string& names = absent ? without : with;
    names += (names.empty() ? "" : ", ") + shown(runs[i]->target.name);
  }
  return fmt::format("{}; not {}", with, without);
}

std::string offered_text(Runs runs, const std::vector<CaseAcross>& cases) {
  struct Group {
    std::string section;
    std::string who;
    std::size_t count = 0;
  };
  std::vector<Group> groups;
  for (const CaseAcross& one : cases) {
    const std::string section = conformance::section_citation(one.subject->section_path());
    const std::string who = who_offers(runs, one);
    const auto same = [&](const Group& group) {
      return group.section == section && group.who == who;
    };
    auto group = std::find_if(groups.begin(), groups.end(), same);
    if (group == groups.end()) group = groups.insert(groups.end(), {section, who, 0});
    ++group->count;
  }
  std::string text;
  for (const Group& group : groups) {
    text += fmt::format("  {}, {} case{}: {}\n", shown(group.section), group.count,
                        group.count == 1 ? "" : "s", group.who);
  }
  return text;
}

std::string vectors_text(Runs runs, const std::vector<VectorsAcross>& groups) {
  std::string text;
  for (const VectorsAcross& group : groups) {
    for (std::size_t i = 0; i < runs.size(); ++i) {
      text += fmt::format("{}{}: {}", i == 0 ? "  " : ", ", shown(runs[i]->target.name),
                          group.outcomes[i]);
    }
    std::string line = "\n   ";
    for (const std::string& vector : group.vectors) {
      if (line.size() + vector.size() > columns_max) text += std::exchange(line, "\n   ");
      line += " " + vector;
    }
    text += line + "\n";
  }
  return text;
}

std::string part(std::string_view title, std::size_t number, const std::string& content) {
  if (content.empty()) return "";
  return fmt::format("{}: {}.\n{}\n", title, number_text(number), content);
}

}  // namespace

std::string differences_text(Runs runs, bool exact) {
  const Differences all = differences_of(runs, exact);
  const std::vector<VectorsAcross> vectors = vectors_across(runs);
  std::size_t count = 0;
  for (const VectorsAcross& group : vectors) count += group.vectors.size();
  const std::string text =
      part("Judged differently", all.judged.size(), judged_text(runs, all.judged)) +
      part(exact ? "Judged alike, other codes" : "Judged alike, codes of another class",
           all.coded.size(), coded_text(runs, all.coded)) +
      part("About what not all of them offer", all.offered.size(),
           offered_text(runs, all.offered)) +
      part("End-of-data vectors with other ends", count, vectors_text(runs, vectors));
  return text.empty() ? "No case shows a difference.\n" : text;
}

}  // namespace heloport::apps
