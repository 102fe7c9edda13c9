// See smuggling.hpp.

#include "conformance/smuggling.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include "conformance/case_steps.hpp"
#include "conformance/spoken_session.hpp"
#include "grammar/transcript.hpp"

namespace heloport::conformance {
namespace {

using Heard = SpokenSession::Heard;
using Outcome = EndOfData::Outcome;

struct Middle {
  std::string_view name;
  std::string_view octets;
  std::string_view shown;
};
constexpr std::array middles{
    Middle{"dot", ".", "."},
    Middle{"two-dots", "..", ".."},
    Middle{"nul-dot", std::string_view("\0.", 2), "NUL ."},
    Middle{"dot-nul", std::string_view(".\0", 2), ". NUL"},
    Middle{"space-dot", " .", "SP ."},
    Middle{"dot-space", ". ", ". SP"},
    Middle{"tab-dot", "\t.", "TAB ."},
    Middle{"dot-tab", ".\t", ". TAB"},
};

// Both are executed when the message has ended before them. The first may be spoilt by what the
// vector left behind; then it is refused, which is a reply as well.
constexpr std::string_view markers = "NOOP\r\nNOOP\r\n";
constexpr std::string_view true_end = ".\r\n";

/// CR and LF in all sequences of up to three.
std::vector<std::string> line_end_runs() {
  std::vector<std::string> runs{""};
  for (std::size_t from = 0, length = 1; length <= 3; ++length) {
    const std::size_t to = runs.size();
    for (; from < to; ++from) {
      runs.push_back(runs[from] + "\r");
      runs.push_back(runs[from] + "\n");
    }
  }
  return runs;
}

std::string before_vector(Position position, const Circumstances& here) {
  const std::string message = small_message(here);
  const std::size_t header = message.find("\r\n\r\n") + 4;
  switch (position) {
    case Position::first_line:
      return "";
    case Position::after_header:
      return message.substr(0, header);
    case Position::after_body_line:
    case Position::last_line:
      break;
  }
  return message + "one more line";
}

/// CRLF stands before the vector where a line has ended: DATA's own in the first line. At the end
/// the probe puts one behind it.
bool ends_there(const Vector& vector, Position position) {
  const bool begins_a_line = position == Position::first_line || position == Position::after_header;
  std::string seen = (begins_a_line ? "\r\n" : "") + vector.octets;
  if (position == Position::last_line) seen += "\r\n";
  return seen.find("\r\n.\r\n") != std::string::npos;
}

/// The codes of everything that came after the content, QUIT's 221 included.
std::vector<int> answers_to(SpokenSession& session, const std::string& content) {
  std::vector<int> codes;
  if (!session.say(content)) return codes;
  if (session.hear() != Heard::reply) return codes;
  codes.push_back(session.last().code);
  session.say("QUIT\r\n");
  while (codes.size() < 20 && codes.back() != 221 && session.hear() == Heard::reply) {
    codes.push_back(session.last().code);
  }
  return codes;
}

/// One answer and QUIT's: nothing was executed. More: the markers were.
Outcome outcome_of(const std::vector<int>& codes) {
  if (codes.empty()) return Outcome::unclear;
  const std::size_t answers = codes.size() - (codes.back() == 221 ? 1 : 0);
  if (answers > 1) return Outcome::ended;
  if (codes.front() / 100 == 2) {
    return codes.back() == 221 ? Outcome::carried_on : Outcome::unclear;
  }
  return codes.front() / 100 >= 4 ? Outcome::refused : Outcome::unclear;
}

bool go_to_data(SpokenSession& session, const Circumstances& here) {
  for (const Step& step : opening_steps(Beginning::data, here)) {
    if (const auto* say = std::get_if<Say>(&step.kind)) {
      if (!session.say(say->octets, say->shown)) return false;
    } else if (const auto* hear = std::get_if<Hear>(&step.kind)) {
      if (session.hear() != Heard::reply) return false;
      if (!code_fits(hear->codes, session.last().code)) return false;
    } else if (session.start_tls()) {
      return false;
    }
  }
  return true;
}

// Judging.

Case case_for(const Middle& middle) {
  Case subject;
  subject.id = std::string(vectors_part) + "/" + std::string(middle.name);
  subject.title = "Only CRLF . CRLF ends the data, whatever line ends stand around " +
                  std::string(middle.shown);
  subject.requirements = {"R5321-4.1.1.4-04", "R5321-4.1.1.4-03"};
  subject.level = Level::must_not;
  subject.begin = Beginning::data;
  subject.lmtp = true;
  return subject;
}

std::string_view middle_of(const EndOfData& row) {
  std::string_view text = row.vector;
  while (text.starts_with("\\r") || text.starts_with("\\n")) text.remove_prefix(2);
  while (text.ends_with("\\r") || text.ends_with("\\n")) text.remove_suffix(2);
  for (const Middle& middle : middles) {
    if (grammar::escape(middle.octets) == text) return middle.name;
  }
  return "";
}

/// A true end may be met with a refusal and a closed connection, where a stray CR or LF stands
/// before it: then nothing tells the true end from a later one, and nothing need.
bool is_wrong(const EndOfData& row) {
  return row.outcome == (row.is_end ? Outcome::carried_on : Outcome::ended);
}

/// Up to five of the rows by name.
std::string named(const std::vector<const EndOfData*>& rows) {
  constexpr std::size_t shown = 5;
  std::string text;
  for (std::size_t i = 0; i < std::min(rows.size(), shown); ++i) {
    text += (i == 0 ? "" : ", ") + rows[i]->vector;
    if (rows[i]->position != position_name(Position::after_body_line)) {
      text += " " + rows[i]->position;
    }
  }
  if (rows.size() > shown) text += " and " + std::to_string(rows.size() - shown) + " more";
  return text;
}

CaseResult judge_middle(const Case& subject, std::string_view middle,
                        const std::vector<EndOfData>& rows) {
  std::vector<const EndOfData*> wrong_ends;
  std::vector<const EndOfData*> missed_ends;
  std::vector<const EndOfData*> unclear;
  for (const EndOfData& row : rows) {
    if (middle_of(row) != middle) continue;
    if (row.outcome == Outcome::unclear) unclear.push_back(&row);
    if (is_wrong(row)) (row.is_end ? missed_ends : wrong_ends).push_back(&row);
  }
  CaseResult result;
  result.subject = &subject;
  result.judgement = Judgement::violated;
  if (!wrong_ends.empty()) {
    result.reason = "the message ended at " + named(wrong_ends);
    result.allowed = "the message ends at CRLF . CRLF only";
  } else if (!missed_ends.empty()) {
    result.reason = "the message did not end at " + named(missed_ends);
    result.allowed = "the message ends at CRLF . CRLF";
  } else if (!unclear.empty()) {
    result.judgement = Judgement::inconclusive;
    result.reason = "it could not be told where the message ended with " + named(unclear);
  } else {
    result.judgement = Judgement::satisfied;
  }
  return result;
}

}  // namespace

const std::vector<Case>& vector_cases() {
  static const std::vector<Case> cases = [] {
    std::vector<Case> all;
    for (const Middle& middle : middles) all.push_back(case_for(middle));
    return all;
  }();
  return cases;
}

std::string_view position_name(Position position) {
  static constexpr std::array<std::string_view, 4> names{"in the first line", "behind the header",
                                                         "behind a line of the body", "at the end"};
  return names[static_cast<std::size_t>(position)];
}

std::vector<Vector> end_of_data_vectors() {
  std::vector<Vector> vectors;
  const std::vector<std::string> runs = line_end_runs();
  for (const Middle& middle : middles) {
    for (const std::string& before : runs) {
      for (const std::string& behind : runs) {
        Vector vector{before + std::string(middle.octets) + behind, middle.name};
        vector.is_end = ends_there(vector, Position::after_body_line);
        vectors.push_back(std::move(vector));
      }
    }
  }
  return vectors;
}

EndOfData probe_end_of_data(const Vector& vector, Position position, const LinkFactory& connect,
                            const Circumstances& here, const Patience& patience) {
  EndOfData row{grammar::escape(vector.octets), std::string(position_name(position)),
                ends_there(vector, position), Outcome::unclear};
  auto link = connect();
  if (std::holds_alternative<std::string>(link)) return row;
  SpokenSession session(std::get<std::unique_ptr<PeerLink>>(std::move(link)), patience);
  if (!go_to_data(session, here)) return row;
  std::string content = before_vector(position, here) + vector.octets;
  if (position == Position::last_line) content += "\r\n";
  content += std::string(markers) + std::string(true_end);
  row.outcome = outcome_of(answers_to(session, content));
  return row;
}

std::vector<CaseResult> judge_end_of_data(const std::vector<EndOfData>& rows) {
  std::vector<CaseResult> results;
  for (std::size_t i = 0; i < middles.size(); ++i) {
    const std::string_view middle = middles[i].name;
    const bool tried = std::any_of(rows.begin(), rows.end(),
                                   [&](const EndOfData& row) { return middle_of(row) == middle; });
    if (tried) results.push_back(judge_middle(vector_cases()[i], middle, rows));
  }
  return results;
}

}  // namespace heloport::conformance
