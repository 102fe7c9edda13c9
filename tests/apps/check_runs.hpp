#pragma once
// Runs of the suite that nobody played: small ones for golden texts, hostile ones, big ones.

#include <deque>
#include <string>
#include <string_view>

#include "conformance/verdict.hpp"

namespace heloport::apps {

/// A run and the cases that it judges.
class InventedRun {
 public:
  explicit InventedRun(std::string_view name);
  InventedRun(const InventedRun&) = delete;
  InventedRun& operator=(const InventedRun&) = delete;

  /// Ids must come in their order. What a result of this judgement says is filled in.
  conformance::CaseResult& add(std::string_view id, conformance::Judgement judgement);
  conformance::Case& last_case() { return cases_.back(); }
  void add_vector(std::string_view vector, bool is_end, conformance::EndOfData::Outcome outcome,
                  std::string_view position = "behind a line of the body");

  conformance::Run run;

 private:
  std::deque<conformance::Case> cases_;
};

/// One case of each judgement, in two sections.
void fill_small(InventedRun& invented);
/// Every text that came from a server, and some that did not, would break out of its place.
void fill_hostile(InventedRun& invented);
/// As many cases as the suite has, with the requirements of the table; `seed` decides how they end.
void fill_big(InventedRun& invented, unsigned seed);

/// What must never stand in markup as it is.
inline constexpr std::string_view hostile_text =
    "<script>alert(1)</script> ]]> &amp; \"quoted' <!-- --> </pre>";

}  // namespace heloport::apps
