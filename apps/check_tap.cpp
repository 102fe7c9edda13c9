// The report of `heloport check` for harnesses: TAP version 14.
#include "apps/check_tap.hpp"

#include <fmt/format.h>

#include "apps/check_report.hpp"
#include "apps/terminal_text.hpp"

namespace heloport::apps {
namespace {

using conformance::CaseResult;
using conformance::Judgement;

constexpr Bounds bounds{200, 2000};

// In a description `#` begins a directive, and `\` takes away the meaning of what follows.
std::string description(std::string_view text) {
  std::string written;
  for (char c : terminal_text(text)) {
    if (c == '#' || c == '\\') written += '\\';
    written += c;
  }
  return written;
}

/// A scalar of YAML in double quotes, which may hold anything printable.
std::string quoted(std::string_view text) {
  std::string written = "\"";
  for (char c : clipped(terminal_text(text), bounds.line_octets_max)) {
    if (c == '\t') {
      written += "\\t";
      continue;
    }
    if (c == '"' || c == '\\') written += '\\';
    written += c;
  }
  return written + '"';
}

void add_scalar(std::string& text, std::string_view key, std::string_view value) {
  if (!value.empty()) text += fmt::format("  {}: {}\n", key, quoted(value));
}

void add_list(std::string& text, std::string_view key, const std::vector<std::string>& values) {
  if (values.empty()) return;
  text += fmt::format("  {}:\n", key);
  for (const std::string& value : values) text += fmt::format("    - {}\n", quoted(value));
}

std::string diagnostics(const CaseResult& result, const AgainCommand& again) {
  std::vector<std::string> requirements;
  for (const std::string& id : result.subject->requirements) {
    requirements.push_back(requirement_sentence(id));
  }
  std::string text = "  ---\n";
  add_scalar(text, "message", result.reason);
  add_scalar(text, "level", level_name(result.subject->level));
  add_list(text, "requirements", requirements);
  add_list(text, "session", session_lines(result, bounds));
  add_scalar(text, "came", result.came);
  add_scalar(text, "allowed", result.allowed);
  if (!again.program.empty()) {
    add_scalar(text, "again", again_text(again, result.subject->id));
  }
  return text + "  ...\n";
}

// A directive ends with its line, and its text is for people.
std::string one_line(std::string_view text) {
  return clipped(terminal_text(text), bounds.line_octets_max);
}

std::string test_point(std::size_t number, const CaseResult& result, const AgainCommand& again) {
  const bool violated = result.judgement == Judgement::violated;
  std::string text =
      fmt::format("{} {} - {}", violated ? "not ok" : "ok", number,
                  description(fmt::format("{}: {}", result.subject->id, result.subject->title)));
  switch (result.judgement) {
    case Judgement::satisfied:
      return text + "\n";
    case Judgement::violated:
      return text + "\n" + diagnostics(result, again);
    case Judgement::latitude:
      return text + fmt::format("\n# latitude: {}\n", one_line(result.reason));
    case Judgement::inconclusive:
    case Judgement::not_applicable:
      break;
  }
  return text +
         fmt::format(" # SKIP {}: {}\n", judgement_name(result.judgement), one_line(result.reason));
}

}  // namespace

std::string tap_of(const conformance::Run& run, const AgainCommand& again) {
  std::string text = "TAP version 14\n";
  text += fmt::format("1..{}\n", run.results.size());
  text += fmt::format("# {} at {}: {}\n", one_line(run.target.name), one_line(run.target.date),
                      counts_text(count(run)));
  std::size_t number = 0;
  for (const CaseResult& result : run.results) text += test_point(++number, result, again);
  return text;
}

}  // namespace heloport::apps
