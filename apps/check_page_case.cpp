// One case in a panel of the page: what it claims, and what explains its result.
#include <fmt/format.h>

#include "apps/check_page.hpp"
#include "apps/check_report.hpp"
#include "conformance/requirements.hpp"

namespace heloport::apps {
namespace {

using conformance::CaseResult;
using conformance::Judgement;

// What is right needs less room: it is there to be believed, not to be mended.
constexpr Bounds bounds_of_the_satisfied{24, 160};
constexpr Bounds bounds_in_a_crowd{10, 100};
constexpr Bounds bounds_of_others{60, 500};
constexpr std::size_t text_octets_max = 500;

std::string shown(std::string_view text) {
  return clipped(text, text_octets_max);
}

void write_title(Markup& page, const CaseResult& result) {
  const JudgementLook& look = look_of(result.judgement);
  page.leaf("i", {{"class", fmt::format("mark {}", look.key)}, {"aria-hidden", "true"}}, look.mark);
  page.leaf("span", {{"class", "sr"}}, fmt::format("{}: ", judgement_name(result.judgement)));
  page.leaf("b", {}, shown(result.subject->title));
  page.leaf("code", {}, shown(name_of(result.subject->id)));
}

void write_requirements(Markup& page, const conformance::Case& subject) {
  page.open("p", {{"class", "asked"}});
  bool first = true;
  for (const std::string& id : subject.requirements) {
    if (first) page.leaf("b", {}, level_name(subject.level));
    page.text(first ? " " : "; also ");
    page.text(shown(requirement_sentence(id)));
    first = false;
  }
  page.close();
}

void write_fact(Markup& page, std::string_view name, std::string_view value) {
  if (value.empty()) return;
  page.leaf("dt", {}, name);
  page.leaf("dd", {}, shown(value));
}

void write_session(Markup& page, const CaseResult& result, bool is_crowded) {
  if (result.session.empty()) return;
  const bool satisfied = result.judgement == Judgement::satisfied;
  const Bounds& of_satisfied = is_crowded ? bounds_in_a_crowd : bounds_of_the_satisfied;
  page.open("pre");
  for (const std::string& line :
       session_lines(result, satisfied ? of_satisfied : bounds_of_others)) {
    // Who speaks is told by the letter, too.
    const bool ours = line.starts_with("C");
    if (ours) page.open("span", {{"class", "c"}});
    page.text(line);
    if (ours) page.close();
    page.line_end();
  }
  page.close();
}

}  // namespace

void write_case(Markup& page, const CaseResult& result, bool is_crowded) {
  const std::string_view key = look_of(result.judgement).key;
  if (result.judgement == Judgement::not_applicable) {
    page.open("p", {{"class", fmt::format("case {}", key)}});
    write_title(page, result);
    page.leaf("small", {}, shown(result.reason));
    page.close();
    return;
  }
  const bool open = result.judgement != Judgement::satisfied;
  if (open) {
    page.open("details", {{"class", fmt::format("case {}", key)}, {"open", ""}});
  } else {
    page.open("details", {{"class", fmt::format("case {}", key)}});
  }
  page.open("summary");
  write_title(page, result);
  page.close();
  write_requirements(page, *result.subject);
  page.open("dl", {{"class", "facts"}});
  write_fact(page, "Why", result.reason);
  write_fact(page, "Came", result.came);
  write_fact(page, "Allowed", result.allowed);
  page.close();
  write_session(page, result, is_crowded);
  page.close();
}

}  // namespace heloport::apps
