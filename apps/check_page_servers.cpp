// The servers of the page: who was judged, when and how, and the counts as bars.
#include <fmt/format.h>

#include "apps/check_page.hpp"
#include "apps/check_report.hpp"

namespace heloport::apps {
namespace {

using conformance::Counts;
using conformance::Judgement;
using conformance::Run;

constexpr std::size_t fact_octets_max = 500;

// The bar is drawn in a box of 100 by 1 and stretched: it needs no measures of the page.
void write_bar(Markup& page, const Counts& counts) {
  const std::size_t total = total_of(counts);
  if (total == 0) return;
  page.open("svg", {{"class", "bar"},
                    {"viewBox", "0 0 100 1"},
                    {"preserveAspectRatio", "none"},
                    {"role", "img"},
                    {"aria-label", counts_text(counts)}});
  double at = 0;
  for (Judgement judgement : judgements_worst_first) {
    const std::size_t number = count_of(counts, judgement);
    if (number == 0) continue;
    const double width = 100.0 * static_cast<double>(number) / static_cast<double>(total);
    page.empty("rect", {{"class", look_of(judgement).key},
                        {"x", fmt::format("{:.2f}", at)},
                        {"width", fmt::format("{:.2f}", width)},
                        {"height", "1"}});
    at += width;
  }
  page.close();
}

void write_counted(Markup& page, const Counts& counts) {
  page.open("ul", {{"class", "counts"}});
  for (Judgement judgement : judgements_worst_first) {
    const JudgementLook& look = look_of(judgement);
    page.open("li", {{"class", count_of(counts, judgement) == 0 ? "none" : "some"}});
    page.leaf("i", {{"class", fmt::format("mark {}", look.key)}, {"aria-hidden", "true"}},
              look.mark);
    page.leaf("b", {}, number_text(count_of(counts, judgement)));
    page.text(fmt::format(" {}", judgement_name(judgement)));
    page.close();
  }
  page.close();
}

void write_fact(Markup& page, std::string_view name, std::string_view value, bool as_code) {
  if (value.empty()) return;
  page.leaf("dt", {}, name);
  page.leaf("dd", {{"class", as_code ? "code" : "prose"}}, clipped(value, fact_octets_max));
}

void write_facts(Markup& page, const Run& run) {
  std::string keywords;
  for (const std::string& keyword : run.target.keywords) {
    keywords += (keywords.empty() ? "" : ", ") + keyword;
  }
  page.open("dl", {{"class", "facts"}});
  write_fact(page, "Address", run.target.address, true);
  write_fact(page, "Greeting", run.target.greeting, true);
  write_fact(page, "Offers", keywords, true);
  write_fact(page, "Options", run.target.options, true);
  write_fact(page, "Judged",
             fmt::format("{}, in {}{}", run.target.date, seconds_text(run.duration),
                         run.strict ? ", a SHOULD counting as a MUST" : ""),
             false);
  page.close();
}

}  // namespace

void write_servers(Markup& page, const PagePlan& plan) {
  page.open("section", {{"id", "servers"}});
  page.leaf("h2", {}, plan.runs.size() == 1 ? "The server" : "The servers");
  page.open("div", {{"class", "cards"}});
  for (const Run* run : plan.runs) {
    const Counts counts = count(*run);
    page.open("article", {{"class", "card"}});
    page.leaf("h3", {}, clipped(run->target.name, fact_octets_max));
    write_bar(page, counts);
    write_counted(page, counts);
    write_facts(page, *run);
    page.close();
    page.line_end();
  }
  page.close();
  page.close();
  page.line_end();
}

}  // namespace heloport::apps
