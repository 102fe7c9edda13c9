// What every output of `heloport check` says of a result, in the same words.
#include "apps/check_report.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "apps/mime.hpp"
#include "apps/terminal_text.hpp"
#include "conformance/case_library.hpp"
#include "conformance/requirements.hpp"
#include "conformance/sections.hpp"
#include "conformance/smuggling.hpp"

namespace heloport::apps {

using conformance::CaseResult;
using conformance::Counts;
using conformance::Judgement;

const JudgementLook& look_of(Judgement judgement) {
  static constexpr std::array looks{
      JudgementLook{"✓", "+", "satisfied", "\x1b[32m"},
      JudgementLook{"✗", "X", "violated", "\x1b[1;31m"},
      JudgementLook{"~", "~", "latitude", "\x1b[33m"},
      JudgementLook{"?", "?", "inconclusive", "\x1b[35m"},
      JudgementLook{"–", "-", "not-applicable", "\x1b[2m"},
  };
  return looks[static_cast<std::size_t>(judgement)];
}

std::size_t count_of(const Counts& counts, Judgement judgement) {
  static constexpr std::array fields{&Counts::satisfied, &Counts::violated, &Counts::latitude,
                                     &Counts::inconclusive, &Counts::not_applicable};
  return counts.*fields[static_cast<std::size_t>(judgement)];
}

std::size_t total_of(const Counts& counts) {
  std::size_t total = 0;
  for (Judgement judgement : judgements_worst_first) total += count_of(counts, judgement);
  return total;
}

std::string counts_text(const Counts& counts) {
  // What was found comes first: it is what the reader looks for.
  static constexpr std::array order{Judgement::satisfied, Judgement::violated, Judgement::latitude,
                                    Judgement::inconclusive, Judgement::not_applicable};
  std::string text;
  for (Judgement judgement : order) {
    const std::size_t number = count_of(counts, judgement);
    if (number == 0) continue;
    text += fmt::format("{}{} {}", text.empty() ? "" : ", ", number_text(number),
                        judgement_name(judgement));
  }
  return text.empty() ? "nothing was played" : text;
}

std::string_view part_of(std::string_view path) {
  return path.substr(0, path.find('/'));
}

std::string_view name_of(std::string_view id) {
  return id.substr(id.rfind('/') + 1);  // npos + 1 is 0
}

std::vector<SectionResults> by_section(const conformance::Run& run) {
  std::vector<SectionResults> sections;
  const std::span<const CaseResult> all = run.results;
  for (std::size_t i = 0; i < all.size(); ++i) {
    const std::string_view path = all[i].subject->section_path();
    if (sections.empty() || sections.back().path != path) sections.push_back({path, {}});
    const std::size_t size = sections.back().results.size() + 1;
    sections.back().results = all.subspan(i + 1 - size, size);
  }
  return sections;
}

std::string requirement_sentence(std::string_view id) {
  const conformance::Requirement* const found = conformance::requirement(id);
  if (found == nullptr) return std::string(id);
  return fmt::format("RFC {}, {}: {} ({})", found->rfc, found->section, found->summary, found->id);
}

std::string clipped(std::string_view text, std::size_t octets_max) {
  if (text.size() <= octets_max) return std::string(text);
  std::string_view kept;
  while (true) {
    const std::string_view rest = text.substr(kept.size());
    const std::size_t step = std::max<std::size_t>(utf8_octets(rest), 1);
    if (kept.size() + step > octets_max) break;
    kept = text.substr(0, kept.size() + step);
  }
  return fmt::format("{}... ({} octets)", kept, number_text(text.size()));
}

std::vector<std::string> session_lines(const CaseResult& result, const Bounds& bounds) {
  const std::size_t size = result.session.size();
  const std::size_t kept = std::min(size, bounds.session_lines_max);
  const std::size_t head = kept - kept / 2;
  const std::size_t tail = size - kept / 2;
  std::vector<std::string> lines;
  for (std::size_t i = 0; i < size; ++i) {
    if (i == head && head < tail) {
      lines.push_back(fmt::format("# {} lines are left out here", number_text(tail - head)));
      i = tail;
    }
    // kept may be 0; then there is no tail.
    if (i < size) {
      lines.push_back(clipped(terminal_text(result.session[i]), bounds.line_octets_max));
    }
  }
  return lines;
}

std::string again_text(const AgainCommand& again, std::string_view id) {
  const bool is_vector = conformance::selects(conformance::vectors_part, id);
  return terminal_text(fmt::format("{} {}{}{}{}", again.program, id,
                                   again.own_options ? again.own_options(id) : "", again.options,
                                   is_vector ? again.vector_options : ""));
}

namespace {

void add_requirements(std::vector<std::string>& lines, const conformance::Case& subject) {
  std::string_view level = level_name(subject.level);
  for (const std::string& id : subject.requirements) {
    lines.push_back(terminal_text(fmt::format("{}{}", level, requirement_sentence(id))));
    // The others have levels of their own; the case is judged by this one.
    level = "also ";
    if (lines.size() == 1) lines.back().insert(level_name(subject.level).size(), ", ");
  }
}

}  // namespace

std::vector<std::string> explained(const CaseResult& result, const AgainCommand& again,
                                   const Bounds& bounds) {
  std::vector<std::string> lines;
  const auto add = [&lines, &bounds](std::string_view label, std::string_view text) {
    if (text.empty()) return;
    lines.push_back(label.empty() ? "" : fmt::format("{:<9}", label));
    lines.back() += clipped(terminal_text(text), bounds.line_octets_max);
  };
  add_requirements(lines, *result.subject);
  add("", result.reason);
  for (const std::string& line : session_lines(result, bounds)) lines.push_back("  " + line);
  add("came", result.came);
  add("allowed", result.allowed);
  if (!again.program.empty()) {
    lines.push_back("again    " + again_text(again, result.subject->id));
  }
  return lines;
}

std::string number_text(std::size_t number) {
  std::string digits = fmt::format("{}", number);
  for (std::size_t end = digits.size(); end > 3; end -= 3) digits.insert(end - 3, 1, ',');
  return digits;
}

std::string seconds_text(std::chrono::milliseconds duration) {
  return fmt::format("{:.1f} s", static_cast<double>(duration.count()) / 1000);
}

}  // namespace heloport::apps
