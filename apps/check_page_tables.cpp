// What stands below the matrix: where the data end, and where servers differ.
#include <fmt/format.h>

#include <algorithm>

#include "apps/check_end_of_data.hpp"
#include "apps/check_page.hpp"
#include "apps/check_report.hpp"
#include "conformance/sections.hpp"

namespace heloport::apps {
namespace {

using conformance::CaseResult;
using conformance::EndOfData;
using conformance::Judgement;
using conformance::Run;
using Outcome = EndOfData::Outcome;

constexpr std::size_t text_octets_max = 200;

std::string shown(std::string_view text) {
  return clipped(text, text_octets_max);
}

void write_mark(Markup& page, Judgement judgement) {
  const JudgementLook& look = look_of(judgement);
  page.leaf("i", {{"class", fmt::format("mark {}", look.key)}, {"aria-hidden", "true"}}, look.mark);
}

void write_outcomes(Markup& page, const EndOfDataRow& row) {
  for (Outcome outcome : outcome_columns) {
    const std::size_t number = row.of(outcome);
    const bool is_wrong =
        number > 0 && outcome == (row.is_end ? Outcome::carried_on : Outcome::ended);
    const bool is_right = number > 0 && row.is_end && outcome == Outcome::ended;
    page.open("td", {{"class", is_wrong ? "violated" : is_right ? "satisfied" : "plain"}});
    if (is_wrong) write_mark(page, Judgement::violated);
    if (is_right) write_mark(page, Judgement::satisfied);
    page.text(number == 0 ? "–" : number_text(number));
    page.close();
  }
}

void write_vector_table(Markup& page, const EndOfDataSummary& summary) {
  page.open("table", {{"class", "ends"}});
  page.open("thead");
  page.open("tr");
  page.leaf("th", {{"scope", "col"}}, "the dot between");
  for (Outcome outcome : outcome_columns) {
    page.leaf("th", {{"scope", "col"}}, outcome_name(outcome));
  }
  page.close();
  page.close();
  page.open("tbody");
  for (const EndOfDataRow& row : summary.rows) {
    page.open("tr");
    page.open("th", {{"scope", "row"}});
    page.leaf("code", {}, shown(row.name));
    if (row.is_end) page.leaf("small", {}, "here it must end");
    page.close();
    write_outcomes(page, row);
    page.close();
    page.line_end();
  }
  page.close();
  page.close();
}

void write_names(Markup& page, std::string_view title, const std::vector<NamedVectors>& groups) {
  if (groups.empty()) return;
  page.open("details", {{"class", "names"}, {"open", ""}});
  page.leaf("summary", {}, title);
  for (const NamedVectors& group : groups) {
    page.leaf("p", {}, shown(group.positions));
    page.open("p", {{"class", "vectors"}});
    for (const std::string& vector : group.vectors) {
      page.leaf("code", {}, shown(vector));
      page.text(" ");
    }
    page.close();
  }
  page.close();
}

void write_end_of_data(Markup& page, const Run& run) {
  const EndOfDataSummary summary = summary_of(run.end_of_data);
  const bool wrong = !summary.wrong_ends.empty() || !summary.missed_ends.empty();
  std::string where;
  for (const std::string& position : summary.positions) {
    where += (where.empty() ? "" : "; ") + shown(position);
  }
  page.open("article", {{"class", "card"}});
  page.leaf("h3", {}, shown(run.target.name));
  page.open("p");
  write_mark(page, wrong                 ? Judgement::violated
                   : summary.unclear > 0 ? Judgement::inconclusive
                                         : Judgement::satisfied);
  page.text(fmt::format("Of {} trials: {}.", number_text(summary.trials), sentence_of(summary)));
  page.close();
  page.leaf("p", {{"class", "small"}}, fmt::format("Vectors stood {}.", where));
  write_vector_table(page, summary);
  write_names(page, "It ended there, and what followed was executed", summary.wrong_ends);
  write_names(page, "CRLF . CRLF, and it did not end", summary.missed_ends);
  page.close();
  page.line_end();
}

}  // namespace

bool has_ends_of_data(const PagePlan& plan) {
  return std::any_of(plan.runs.begin(), plan.runs.end(),
                     [](const Run* run) { return !run->end_of_data.empty(); });
}

void write_ends_of_data(Markup& page, const PagePlan& plan) {
  if (!has_ends_of_data(plan)) return;
  page.open("section", {{"id", "end-of-data"}});
  page.leaf("h2", {}, "Where the data end");
  page.leaf("p", {},
            "Only CRLF . CRLF ends a message. A server that takes something else for its end "
            "executes what follows as commands, and mail can be smuggled through it. Each row "
            "stands for all vectors with these octets directly before and behind the dot.");
  page.open("div", {{"class", "cards roomy"}});
  for (const Run* run : plan.runs) {
    if (!run->end_of_data.empty()) write_end_of_data(page, *run);
  }
  page.close();
  page.close();
  page.line_end();
}

namespace {

void write_names_of_servers(Markup& page, const PagePlan& plan) {
  page.open("thead");
  page.open("tr");
  page.leaf("th", {{"scope", "col"}}, "Case");
  for (const Run* run : plan.runs) {
    page.open("th", {{"scope", "col"}});
    page.leaf("span", {}, shown(run->target.name));
    page.close();
  }
  page.close();
  page.close();
}

void write_difference(Markup& page, const PagePlan& plan, const CaseAcross& one, bool as_codes) {
  const auto row = plan.rows.find(one.subject->section_path());
  page.open("tr", {{"class", "row"}});
  page.open("th", {{"scope", "row"}});
  page.text(shown(one.subject->title));
  page.leaf("code", {}, shown(one.subject->id));
  page.close();
  for (std::size_t i = 0; i < one.results.size(); ++i) {
    const CaseResult* const result = one.results[i];
    if (result == nullptr) {
      page.leaf("td", {{"class", "cell unplayed"}}, "·");
      continue;
    }
    page.open("td", {{"class", fmt::format("cell {}", look_of(result->judgement).key)}});
    page.open("a", {{"href", fmt::format("#{}", panel_name(row->second, i))}});
    page.leaf("i", {{"aria-hidden", "true"}}, look_of(result->judgement).mark);
    page.leaf("span", {{"class", "sr"}}, judgement_name(result->judgement));
    if (as_codes) page.leaf("code", {}, shown(result->codes));
    page.close();
    page.close();
  }
  page.close();
  page.line_end();
}

void write_table(Markup& page, const PagePlan& plan, std::string_view title,
                 const std::vector<CaseAcross>& cases, bool as_codes) {
  if (cases.empty()) return;
  page.leaf("h3", {}, fmt::format("{}: {}", title, number_text(cases.size())));
  page.open("div", {{"class", "wide"}});
  page.open("table", {{"class", as_codes ? "matrix codes" : "matrix"}});
  write_names_of_servers(page, plan);
  page.open("tbody");
  for (const CaseAcross& one : cases) write_difference(page, plan, one, as_codes);
  page.close();
  page.close();
  page.close();
}

void write_vectors(Markup& page, const PagePlan& plan) {
  const std::vector<VectorsAcross> groups = vectors_across(plan.runs);
  if (groups.empty()) return;
  page.leaf("h3", {}, "End-of-data vectors with other ends");
  for (const VectorsAcross& group : groups) {
    page.open("details", {{"class", "names"}});
    page.open("summary");
    for (std::size_t i = 0; i < plan.runs.size(); ++i) {
      page.text(fmt::format("{}{}: {}", i == 0 ? "" : ", ", shown(plan.runs[i]->target.name),
                            group.outcomes[i]));
    }
    page.text(fmt::format(" ({})", number_text(group.vectors.size())));
    page.close();
    page.open("p", {{"class", "vectors"}});
    for (const std::string& vector : group.vectors) {
      page.leaf("code", {}, shown(vector));
      page.text(" ");
    }
    page.close();
    page.close();
  }
}

}  // namespace

void write_differences(Markup& page, const PagePlan& plan) {
  if (plan.runs.size() < 2) return;
  const Differences all = differences_of(plan.runs, false);
  page.open("section", {{"id", "differences"}});
  page.leaf("h2", {}, "Where they differ");
  if (all.judged.empty() && all.coded.empty()) {
    page.leaf("p", {},
              "Where a case applies, each server is judged alike and answers with codes "
              "of the same classes.");
  }
  write_table(page, plan, "Judged differently", all.judged, false);
  write_table(page, plan, "Judged alike, codes of another class", all.coded, true);
  write_vectors(page, plan);
  page.close();
  page.line_end();
}

}  // namespace heloport::apps
