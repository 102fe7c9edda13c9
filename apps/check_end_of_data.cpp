// The end-of-data table, small enough to be read: what stands before and behind the dot.
#include "apps/check_end_of_data.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <numeric>
#include <string_view>

#include "apps/check_report.hpp"
#include "apps/terminal_text.hpp"

namespace heloport::apps {

using conformance::EndOfData;
using Outcome = EndOfData::Outcome;

std::size_t EndOfDataRow::of(Outcome outcome) const {
  return counts[static_cast<std::size_t>(outcome)];
}

std::size_t EndOfDataRow::total() const {
  return std::accumulate(counts.begin(), counts.end(), std::size_t{0});
}

std::size_t EndOfDataRow::wrong() const {
  // Refused at CRLF.CRLF is no mistake: bare CR and LF around it may end the session.
  return is_end ? of(Outcome::carried_on) : of(Outcome::ended);
}

std::string_view outcome_name(Outcome outcome) {
  static constexpr std::array<std::string_view, 4> names{"carried on", "refused", "ended",
                                                         "unclear"};
  return names[static_cast<std::size_t>(outcome)];
}

std::string visible_vector(std::string_view vector) {
  std::string text;
  for (char c : terminal_text(vector)) text += c == ' ' ? "\\x20" : std::string(1, c);
  return text;
}

namespace {

/// A vector taken apart at its escaped line ends.
struct Parts {
  std::string_view before;
  std::string_view middle;
  std::string_view behind;
};

bool is_line_end(std::string_view text) {
  return text == "\\r" || text == "\\n";
}

Parts parts_of(std::string_view vector) {
  std::size_t begin = 0;
  while (is_line_end(vector.substr(begin, 2))) begin += 2;
  std::size_t end = vector.size();
  while (end >= begin + 2 && is_line_end(vector.substr(end - 2, 2))) end -= 2;
  return {vector.substr(0, begin), vector.substr(begin, end - begin), vector.substr(end)};
}

// What a reader of lines would see directly before the dot. One that takes the LF of `\r\r\n` or
// `\n\r\n` for the end of a line sees CRLF there, so only the last one counts.
std::string_view directly_before(std::string_view run) {
  if (run.ends_with("\\r\\n")) return "CRLF";
  if (run.ends_with("\\n")) return "LF";
  return run.empty() ? "nothing" : "CR";
}

std::string_view directly_behind(std::string_view run) {
  if (run.starts_with("\\r\\n")) return "CRLF";
  if (run.starts_with("\\n")) return "LF";
  return run.empty() ? "nothing" : "CR";
}

constexpr std::string_view true_end = "CRLF . CRLF";

std::string row_name(const EndOfData& one) {
  // In the first line CRLF has gone before: it ended DATA.
  if (one.is_end) return std::string(true_end);
  const Parts parts = parts_of(one.vector);
  if (parts.middle != ".") return visible_vector(parts.middle);
  return fmt::format("{} . {}", directly_before(parts.before), directly_behind(parts.behind));
}

std::size_t side_rank(std::string_view side) {
  static constexpr std::array<std::string_view, 4> sides{"CRLF", "LF", "CR", "nothing"};
  const auto* const found = std::find(sides.begin(), sides.end(), side);
  return static_cast<std::size_t>(found - sides.begin());
}

// The end itself, then one dot by its sides, then everything else as it came.
std::size_t rank_of(const EndOfDataRow& row) {
  if (row.is_end) return 0;
  const std::size_t dot = row.name.find(" . ");
  if (dot == std::string::npos) return 1000;
  return 1 + 10 * side_rank(std::string_view(row.name).substr(0, dot)) +
         side_rank(std::string_view(row.name).substr(dot + 3));
}

void count_in(std::vector<EndOfDataRow>& rows, const EndOfData& one) {
  std::string name = row_name(one);
  auto row = std::find_if(rows.begin(), rows.end(), [&](const EndOfDataRow& candidate) {
    return candidate.name == name && candidate.is_end == one.is_end;
  });
  if (row == rows.end()) row = rows.insert(rows.end(), {std::move(name), one.is_end, {}});
  ++row->counts[static_cast<std::size_t>(one.outcome)];
}

bool ended_wrongly(const EndOfData& one) {
  return !one.is_end && one.outcome == Outcome::ended;
}

bool was_missed(const EndOfData& one) {
  return one.is_end && one.outcome == Outcome::carried_on;
}

std::vector<NamedVectors> named(const std::vector<EndOfData>& table,
                                bool (*counts)(const EndOfData&)) {
  std::vector<std::pair<std::string, std::string>> places;  // of each vector, as they came
  std::map<std::string_view, std::size_t> known;
  for (const EndOfData& one : table) {
    if (!counts(one)) continue;
    const auto [at, is_new] = known.emplace(one.vector, places.size());
    if (is_new) places.emplace_back(visible_vector(one.vector), "");
    std::string& positions = places[at->second].second;
    positions += (positions.empty() ? "" : ", ") + terminal_text(one.position);
  }
  std::vector<NamedVectors> groups;
  for (auto& place : places) {
    auto group = std::find_if(groups.begin(), groups.end(), [&](const NamedVectors& candidate) {
      return candidate.positions == place.second;
    });
    if (group == groups.end()) group = groups.insert(groups.end(), {place.second, {}});
    group->vectors.push_back(std::move(place.first));
  }
  return groups;
}

std::string times_text(std::size_t number) {
  return number == 1 ? "once" : fmt::format("{} times", number_text(number));
}

std::size_t wrong_in(const EndOfDataSummary& summary, bool is_end) {
  std::size_t wrong = 0;
  for (const EndOfDataRow& row : summary.rows) wrong += row.is_end == is_end ? row.wrong() : 0;
  return wrong;
}

}  // namespace

EndOfDataSummary summary_of(const std::vector<EndOfData>& table) {
  EndOfDataSummary summary;
  for (const EndOfData& one : table) {
    ++summary.trials;
    if (one.outcome == Outcome::unclear) ++summary.unclear;
    const std::string position = terminal_text(one.position);
    auto& positions = summary.positions;
    if (std::find(positions.begin(), positions.end(), position) == positions.end()) {
      positions.push_back(position);
    }
    count_in(summary.rows, one);
  }
  std::stable_sort(
      summary.rows.begin(), summary.rows.end(),
      [](const EndOfDataRow& a, const EndOfDataRow& b) { return rank_of(a) < rank_of(b); });
  summary.wrong_ends = named(table, ended_wrongly);
  summary.missed_ends = named(table, was_missed);
  return summary;
}

bool is_as_it_must_be(const EndOfDataSummary& summary) {
  return wrong_in(summary, false) == 0 && wrong_in(summary, true) == 0 && summary.unclear == 0;
}

std::string sentence_of(const EndOfDataSummary& summary) {
  const std::size_t wrong = wrong_in(summary, false);
  const std::size_t missed = wrong_in(summary, true);
  std::string text;
  if (wrong > 0) {
    text = fmt::format("the message ended {} where it must not", times_text(wrong));
  }
  if (missed > 0) {
    text += fmt::format("{}{} the message did not end at CRLF . CRLF", text.empty() ? "" : "; ",
                        times_text(missed));
  }
  if (text.empty()) text = "the message ended at CRLF . CRLF and nowhere else";
  if (summary.unclear > 0) {
    text += fmt::format("; {} it could not be told", times_text(summary.unclear));
  }
  return text;
}

namespace {

constexpr std::size_t columns_max = 100;

std::string cell(std::size_t number) {
  return number == 0 ? "-" : number_text(number);
}

std::string row_line(const EndOfDataRow& row) {
  std::string line = fmt::format("  {:<18}", row.name);
  for (Outcome outcome : outcome_columns) line += fmt::format("{:>12}", cell(row.of(outcome)));
  if (row.is_end) line += "   must end";
  if (row.wrong() > 0) line += fmt::format("   {} WRONG", number_text(row.wrong()));
  return line;
}

void add_names(std::vector<std::string>& lines, std::string_view title,
               const std::vector<NamedVectors>& groups) {
  if (groups.empty()) return;
  lines.emplace_back(title);
  for (const NamedVectors& group : groups) {
    lines.push_back(fmt::format("  {}:", group.positions));
    std::string line = "   ";
    for (const std::string& vector : group.vectors) {
      if (line.size() + vector.size() + 2 > columns_max && line.size() > 3) {
        lines.push_back(line);
        line = "   ";
      }
      line += " " + clipped(vector, columns_max);
    }
    lines.push_back(line);
  }
}

}  // namespace

std::vector<std::string> end_of_data_lines(const std::vector<EndOfData>& table) {
  if (table.empty()) return {};
  const EndOfDataSummary summary = summary_of(table);
  std::vector<std::string> lines;
  lines.push_back(fmt::format("Where the data end, {} trials: {}.", number_text(summary.trials),
                              sentence_of(summary)));
  lines.push_back(fmt::format("  {:<18}", "the dot between"));
  for (Outcome outcome : outcome_columns)
    lines.back() += fmt::format("{:>12}", outcome_name(outcome));
  for (const EndOfDataRow& row : summary.rows) lines.push_back(row_line(row));
  add_names(lines, "Ended, and what followed was executed:", summary.wrong_ends);
  add_names(lines, "CRLF . CRLF, and not ended:", summary.missed_ends);
  return lines;
}

}  // namespace heloport::apps
