// One page about one run or several: its frame, and what its parts share.
#include "apps/check_html.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "apps/check_page.hpp"
#include "apps/check_report.hpp"
#include "apps/page_head.hpp"
#include "conformance/case_library.hpp"

namespace heloport::apps {

using conformance::CaseResult;
using conformance::Judgement;
using conformance::Run;

namespace {

struct InOrderOfIds {
  bool operator()(std::string_view one, std::string_view other) const {
    return conformance::before(one, other);
  }
};

void add(PageCell& cell, const CaseResult& result) {
  static constexpr std::array fields{&conformance::Counts::satisfied,
                                     &conformance::Counts::violated, &conformance::Counts::latitude,
                                     &conformance::Counts::inconclusive,
                                     &conformance::Counts::not_applicable};
  ++(cell.counts.*fields[static_cast<std::size_t>(result.judgement)]);
  cell.results.push_back(&result);
}

}  // namespace

// About a megabyte with their sessions.
constexpr std::size_t whole_results_max = 2000;

PagePlan plan_of(Runs runs) {
  std::map<std::string_view, PageSection, InOrderOfIds> sections;
  for (std::size_t i = 0; i < runs.size(); ++i) {
    for (const CaseResult& result : runs[i]->results) {
      const std::string_view path = result.subject->section_path();
      PageSection& section = sections[path];
      section.path = path;
      section.cells.resize(runs.size());
      add(section.cells[i], result);
    }
  }
  PagePlan plan;
  plan.runs = runs;
  std::size_t count = 0;
  for (const Run* run : runs) count += run->results.size();
  plan.is_crowded = count > whole_results_max;
  for (auto& [path, section] : sections) {
    plan.rows.emplace(path, plan.sections.size());
    plan.sections.push_back(std::move(section));
  }
  return plan;
}

std::string panel_name(std::size_t row, std::size_t column) {
  return fmt::format("s{}-{}", row, column);
}

Judgement worst_of(const conformance::Counts& counts) {
  for (Judgement judgement : judgements_worst_first) {
    if (count_of(counts, judgement) > 0) return judgement;
  }
  return Judgement::not_applicable;
}

void write_counts(Markup& page, const conformance::Counts& counts) {
  const bool only_that = worst_of(counts) == Judgement::not_applicable;
  for (Judgement judgement : judgements_worst_first) {
    const std::size_t number = count_of(counts, judgement);
    if (number == 0 || (judgement == Judgement::not_applicable && !only_that)) continue;
    page.open("span", {{"class", "n"}});
    page.leaf("i", {{"aria-hidden", "true"}}, look_of(judgement).mark);
    // A dash with a number behind it would be read as less than nothing.
    page.leaf("span", {{"class", only_that ? "sr" : "number"}}, number_text(number));
    page.leaf("span", {{"class", "sr"}}, fmt::format(" {} ", judgement_name(judgement)));
    page.close();
  }
}

namespace {

std::string title_of(Runs runs) {
  if (runs.empty()) return "No mail server was judged";
  if (runs.size() == 1) return fmt::format("Conformance of {}", runs[0]->target.name);
  return fmt::format("Conformance of {} mail servers", runs.size());
}

void write_legend(Markup& page) {
  struct Meaning {
    Judgement judgement;
    std::string_view text;
  };
  static constexpr std::array meanings{
      Meaning{Judgement::violated, "a MUST is broken"},
      Meaning{Judgement::inconclusive, "the case did not come to its question"},
      Meaning{Judgement::latitude, "a SHOULD or MAY is declined, which is allowed"},
      Meaning{Judgement::satisfied, "as the RFC asks"},
      Meaning{Judgement::not_applicable, "about something that is not offered"},
  };
  page.open("ul", {{"class", "legend"}});
  for (const Meaning& meaning : meanings) {
    const JudgementLook& look = look_of(meaning.judgement);
    page.open("li");
    page.leaf("i", {{"class", fmt::format("mark {}", look.key)}, {"aria-hidden", "true"}},
              look.mark);
    page.leaf("b", {}, judgement_name(meaning.judgement));
    page.text(fmt::format(" {}", meaning.text));
    page.close();
  }
  page.close();
}

void write_ways(Markup& page, const PagePlan& plan) {
  page.open("nav", {{"aria-label", "Parts of this page"}});
  page.leaf("a", {{"href", "#servers"}}, plan.runs.size() == 1 ? "The server" : "The servers");
  page.leaf("a", {{"href", "#matrix"}}, "Section by section");
  if (has_ends_of_data(plan)) page.leaf("a", {{"href", "#end-of-data"}}, "Where the data end");
  if (plan.runs.size() > 1) page.leaf("a", {{"href", "#differences"}}, "Where they differ");
  page.close();
}

void write_introduction(Markup& page, const PagePlan& plan, std::string_view title,
                        std::string_view version) {
  const std::vector<CaseAcross> cases = cases_across(plan.runs);
  page.open("header");
  page.leaf("p", {{"class", "eyebrow"}}, "heloport check");
  page.leaf("h1", {}, title);
  page.leaf("p", {{"class", "lead"}},
            fmt::format("{} cases in {} sections. Each says what an RFC asks of a server, and "
                        "shows the session in which the server was asked for it. A cell of the "
                        "matrix opens its cases.",
                        number_text(cases.size()), number_text(plan.sections.size())));
  write_ways(page, plan);
  write_legend(page);
  page.leaf("p", {{"class", "small"}}, fmt::format("Page written by {}.", version));
  page.close();
  page.line_end();
}

}  // namespace

std::string html_of(Runs runs, std::string_view version) {
  const PagePlan plan = plan_of(runs);
  const std::string title = title_of(runs);
  Markup page("<!doctype html>\n");
  page.open("html", {{"lang", "en"}});
  write_page_head(page, fmt::format("{} · heloport check", title));
  page.open("body");
  write_introduction(page, plan, title, version);
  page.open("main");
  write_servers(page, plan);
  write_matrix(page, plan);
  write_ends_of_data(page, plan);
  write_differences(page, plan);
  page.close();
  page.close();
  page.close();
  page.line_end();
  return page.take();
}

}  // namespace heloport::apps
