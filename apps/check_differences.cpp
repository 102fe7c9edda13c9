// Several runs beside each other: where servers differ.
#include "apps/check_differences.hpp"

#include <algorithm>
#include <map>
#include <set>
#include <utility>

#include "apps/check_end_of_data.hpp"
#include "apps/terminal_text.hpp"
#include "conformance/case_library.hpp"

namespace heloport::apps {

using conformance::CaseResult;
using conformance::EndOfData;
using conformance::Judgement;

namespace {

struct InOrderOfIds {
  bool operator()(std::string_view one, std::string_view other) const {
    return conformance::before(one, other);
  }
};

bool applies(const CaseResult* result) {
  return result != nullptr && result->judgement != Judgement::not_applicable;
}

// Of each code the class alone: "220 250 354" becomes "2 2 3". What is no code stays.
std::string classes_of(std::string_view codes) {
  std::string classes;
  for (std::size_t i = 0; i < codes.size(); ++i) {
    const bool digit = codes[i] >= '0' && codes[i] <= '9';
    const bool begins = i == 0 || codes[i - 1] == ' ';
    if (!digit || begins) classes += codes[i];
  }
  return classes;
}

std::set<std::string> codes_of(const CaseAcross& one, bool exact) {
  std::set<std::string> all;
  for (const CaseResult* result : one.results) {
    if (applies(result)) all.insert(exact ? result->codes : classes_of(result->codes));
  }
  return all;
}

bool judgements_differ(const CaseAcross& one) {
  std::set<Judgement> all;
  for (const CaseResult* result : one.results) {
    if (applies(result)) all.insert(result->judgement);
  }
  return all.size() > 1;
}

bool applies_to_some(const CaseAcross& one) {
  const auto count = std::count_if(one.results.begin(), one.results.end(), applies);
  // A case that one run did not have is no difference between servers.
  const auto played =
      std::count_if(one.results.begin(), one.results.end(), [](const auto* r) { return r; });
  return count > 0 && count < played;
}

}  // namespace

std::vector<CaseAcross> cases_across(Runs runs) {
  std::map<std::string_view, CaseAcross, InOrderOfIds> cases;
  for (std::size_t i = 0; i < runs.size(); ++i) {
    for (const CaseResult& result : runs[i]->results) {
      CaseAcross& one = cases[result.subject->id];
      if (one.subject == nullptr) one.subject = result.subject;
      one.results.resize(runs.size());
      if (one.results[i] == nullptr) one.results[i] = &result;
    }
  }
  std::vector<CaseAcross> all;
  for (auto& [id, one] : cases) all.push_back(std::move(one));
  return all;
}

Differences differences_of(Runs runs, bool exact) {
  Differences differences;
  for (CaseAcross& one : cases_across(runs)) {
    if (judgements_differ(one)) {
      differences.judged.push_back(std::move(one));
    } else if (codes_of(one, exact).size() > 1) {
      differences.coded.push_back(std::move(one));
    } else if (applies_to_some(one)) {
      differences.offered.push_back(std::move(one));
    }
  }
  return differences;
}

std::vector<VectorsAcross> vectors_across(Runs runs) {
  using Place = std::pair<std::string, std::string>;  // position, vector
  std::map<Place, std::vector<std::string>> outcomes_at;
  std::set<std::string> positions;
  for (std::size_t i = 0; i < runs.size(); ++i) {
    for (const EndOfData& one : runs[i]->end_of_data) {
      positions.insert(one.position);
      auto& outcomes = outcomes_at[{one.position, one.vector}];
      outcomes.resize(runs.size(), "not tried");
      outcomes[i] = outcome_name(one.outcome);
    }
  }
  std::map<std::vector<std::string>, std::vector<std::string>> alike;
  for (const auto& [place, outcomes] : outcomes_at) {
    std::set<std::string> different(outcomes.begin(), outcomes.end());
    different.erase("not tried");
    if (different.size() < 2) continue;
    std::string name = visible_vector(place.second);
    if (positions.size() > 1) name += " " + terminal_text(place.first);
    alike[outcomes].push_back(std::move(name));
  }
  std::vector<VectorsAcross> all;
  for (auto& [outcomes, vectors] : alike) all.push_back({outcomes, std::move(vectors)});
  return all;
}

}  // namespace heloport::apps
