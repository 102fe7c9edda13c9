// See case.hpp.

#include "conformance/case.hpp"

#include <algorithm>
#include <array>
#include <optional>
#include <utility>

#include "conformance/parsed_lines.hpp"
#include "conformance/requirements.hpp"
#include "conformance/words.hpp"
#include "grammar/transcript.hpp"

namespace heloport::conformance {
namespace {

using grammar::TranscriptKind;
using Complaint = std::optional<std::string>;

struct LevelRow {
  std::string_view name;
  Level level;
};
constexpr std::array level_rows{
    LevelRow{"MUST", Level::must},     LevelRow{"MUST NOT", Level::must_not},
    LevelRow{"SHOULD", Level::should}, LevelRow{"SHOULD NOT", Level::should_not},
    LevelRow{"MAY", Level::may},
};

struct BeginningRow {
  std::string_view name;
  Beginning beginning;
};
constexpr std::array beginning_rows{
    BeginningRow{"greeting", Beginning::greeting}, BeginningRow{"secure", Beginning::secure},
    BeginningRow{"hello", Beginning::hello},       BeginningRow{"mail", Beginning::mail},
    BeginningRow{"rcpt", Beginning::rcpt},         BeginningRow{"data", Beginning::data},
};

// Lines of the head. Each takes what stands behind its word.

Complaint take_shows(std::string_view ids, Case& subject) {
  while (!ids.empty()) {
    const std::string_view id = take_word(ids);
    if (requirement(id) == nullptr) return "no requirement is called " + std::string(id);
    subject.requirements.emplace_back(id);
  }
  if (subject.requirements.empty()) return "`shows` names requirements";
  return std::nullopt;
}

Complaint take_level(std::string_view name, Case& subject) {
  const auto level = level_named(name);
  if (!level) return "a level is MUST, MUST NOT, SHOULD, SHOULD NOT or MAY";
  subject.level = *level;
  return std::nullopt;
}

Complaint take_needs(std::string_view words, Case& subject) {
  while (!words.empty()) {
    std::string_view word = take_word(words);
    const bool absent = word == "no";
    if (absent) word = take_word(words);
    if (word.empty()) return "`needs` names what must be there, or `no` and what must not";
    subject.needs.push_back({std::string(word), absent});
  }
  return std::nullopt;
}

Complaint take_protocol(std::string_view name, Case& subject) {
  if (name != "lmtp" && name != "both") return "`for lmtp` or `for both`";
  subject.lmtp = true;
  subject.smtp = name == "both";
  return std::nullopt;
}

Complaint take_beginning(std::string_view name, Case& subject) {
  for (const BeginningRow& row : beginning_rows) {
    if (row.name != name) continue;
    subject.begin = row.beginning;
    return std::nullopt;
  }
  return "`begin` greeting, secure, hello, mail, rcpt or data";
}

Complaint take_judges(std::string_view what, Case& subject) {
  if (what != "421") return "`judges 421` and nothing else";
  subject.judges_421 = true;
  return std::nullopt;
}

Complaint take_end(std::string_view what, Case& subject) {
  if (what != "itself") return "`ends itself`";
  subject.ends_itself = true;
  return std::nullopt;
}

struct HeadRow {
  std::string_view word;
  Complaint (*take)(std::string_view, Case&);
};
constexpr std::array head_rows{
    HeadRow{"shows", take_shows},  HeadRow{"level", take_level},     HeadRow{"needs", take_needs},
    HeadRow{"for", take_protocol}, HeadRow{"begin", take_beginning}, HeadRow{"judges", take_judges},
    HeadRow{"ends", take_end},
};

/// Splits a file into its head and its body.
class CaseParser {
 public:
  explicit CaseParser(std::string id) { case_.id = std::move(id); }

  Complaint take(std::string_view text);
  Complaint finish();
  std::size_t number() const { return number_; }
  Case result() { return std::move(case_); }

 private:
  const HeadRow* head_row(std::string_view text) const;

  Case case_;
  std::size_t number_ = 0;
  bool in_body_ = false;
  bool has_level_ = false;
};

const HeadRow* CaseParser::head_row(std::string_view text) const {
  if (!text.starts_with("! ")) return nullptr;
  text.remove_prefix(2);
  const std::string_view word = take_word(text);
  for (const HeadRow& row : head_rows) {
    if (row.word == word) return &row;
  }
  return nullptr;
}

Complaint CaseParser::take(std::string_view text) {
  ++number_;
  const auto kind = grammar::parse_transcript_line(text).kind;
  if (kind == TranscriptKind::malformed || kind == TranscriptKind::event ||
      kind == TranscriptKind::server_raw) {
    return "no line of a case: expected `C: `, `C| `, `S: `, `S? `, `! `, `#`, or nothing";
  }
  if (number_ == 1) {
    if (kind != TranscriptKind::prose || text.size() < 3) return "the first line is the claim";
    case_.title = text.substr(2);
    return std::nullopt;
  }
  if (const HeadRow* row = head_row(text)) {
    if (in_body_) return "`! " + std::string(row->word) + "` stands before what is said";
    std::string_view words = text.substr(2);
    if (take_word(words) == "level") has_level_ = true;
    return row->take(words, case_);
  }
  if (kind == TranscriptKind::prose) return std::nullopt;
  if (kind == TranscriptKind::blank && !in_body_) return std::nullopt;
  in_body_ = true;
  case_.body.push_back({std::string(text), number_});
  return std::nullopt;
}

Complaint CaseParser::finish() {
  if (case_.requirements.empty()) return "`! shows` names the requirement that the case shows";
  if (case_.body.empty()) return "nobody says or does anything";
  if (case_.title.ends_with('.')) return "the claim has no full stop";
  if (!has_level_) case_.level = requirement(case_.requirements.front())->level;
  return std::nullopt;
}

}  // namespace

std::string_view level_name(Level level) {
  return level_rows[static_cast<std::size_t>(level)].name;
}

std::optional<Level> level_named(std::string_view name) {
  for (const LevelRow& row : level_rows) {
    if (row.name == name) return row.level;
  }
  return std::nullopt;
}

bool binds(Level level) {
  return level == Level::must || level == Level::must_not;
}

std::variant<Case, Failure> parse_case(std::string id, std::string_view text) {
  CaseParser parser(id);
  return parse_lines(std::move(parser), std::move(id), text);
}

}  // namespace heloport::conformance
