#pragma once
// The end-of-data table, small enough to be read: what stands before and behind the dot.

#include <array>
#include <string>
#include <string_view>
#include <vector>

#include "conformance/verdict.hpp"

namespace heloport::apps {

/// How many vectors came to each end, indexed by EndOfData::Outcome.
using OutcomeCounts = std::array<std::size_t, 4>;

/// Vectors that are alike in what stands directly before and behind the dot.
struct EndOfDataRow {
  std::string name;     // "LF . CRLF"; for what is not one dot alone its text: "\x00."
  bool is_end = false;  // here the message must end; elsewhere it must not
  OutcomeCounts counts{};

  std::size_t of(conformance::EndOfData::Outcome outcome) const;
  std::size_t total() const;
  /// How many were against the rule.
  std::size_t wrong() const;
};

/// Vectors that had the same outcome at the same positions.
struct NamedVectors {
  std::string positions;  // "behind the header, at the end"
  std::vector<std::string> vectors;
};

struct EndOfDataSummary {
  std::size_t trials = 0;
  std::size_t unclear = 0;
  std::vector<std::string> positions;     // in the order in which they came
  std::vector<EndOfDataRow> rows;         // the true end first
  std::vector<NamedVectors> wrong_ends;   // what followed was executed, and must not have been
  std::vector<NamedVectors> missed_ends;  // CRLF.CRLF was not the end
};
EndOfDataSummary summary_of(const std::vector<conformance::EndOfData>& table);

/// True where every trial told something, and nothing wrong.
bool is_as_it_must_be(const EndOfDataSummary& summary);

/// "the message ended at CRLF . CRLF and nowhere else", or how it did not.
std::string sentence_of(const EndOfDataSummary& summary);

/// A vector as it is printed: a space at its end can be seen.
std::string visible_vector(std::string_view vector);

/// "ended".
std::string_view outcome_name(conformance::EndOfData::Outcome outcome);
/// The order of columns.
inline constexpr std::array outcome_columns{
    conformance::EndOfData::Outcome::ended, conformance::EndOfData::Outcome::refused,
    conformance::EndOfData::Outcome::carried_on, conformance::EndOfData::Outcome::unclear};

/// Rows and names as lines of a terminal; nothing for an empty table.
std::vector<std::string> end_of_data_lines(const std::vector<conformance::EndOfData>& table);

}  // namespace heloport::apps
