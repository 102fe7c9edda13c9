// A run as JSON, and back. All that knows the library of JSON is here.
#include "apps/check_json.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <limits>
#include <nlohmann/json.hpp>
#include <optional>

#include "apps/check_report.hpp"
#include "apps/terminal_text.hpp"
#include "conformance/case_library.hpp"

namespace heloport::apps {
namespace {

using conformance::Case;
using conformance::CaseResult;
using conformance::EndOfData;
using conformance::Judgement;
using conformance::Level;
using conformance::Run;
using Json = nlohmann::ordered_json;

constexpr std::string_view format_name = "heloport-check";
constexpr std::uint64_t format_version = 1;

// Indexed by their enumerators.
constexpr std::array<std::string_view, 5> judgement_words{"satisfied", "violated", "latitude",
                                                          "inconclusive", "not_applicable"};
constexpr std::array<std::string_view, 5> level_words{"MUST", "MUST NOT", "SHOULD", "SHOULD NOT",
                                                      "MAY"};
constexpr std::array<std::string_view, 4> outcome_words{"carried_on", "refused", "ended",
                                                        "unclear"};

template <typename Enumeration, std::size_t size>
std::string_view word_of(Enumeration value, const std::array<std::string_view, size>& words) {
  return words[static_cast<std::size_t>(value)];
}

// Writing.

std::vector<std::string> printable(const std::vector<std::string>& texts) {
  std::vector<std::string> all;
  for (const std::string& text : texts) all.push_back(terminal_text(text));
  return all;
}

Json target_json(const conformance::Target& target) {
  return {{"name", terminal_text(target.name)},       {"address", terminal_text(target.address)},
          {"options", terminal_text(target.options)}, {"greeting", terminal_text(target.greeting)},
          {"keywords", printable(target.keywords)},   {"date", terminal_text(target.date)}};
}

Json counts_json(const conformance::Counts& counts) {
  Json json = Json::object();
  for (std::size_t i = 0; i < judgement_words.size(); ++i) {
    json[std::string(judgement_words[i])] = count_of(counts, static_cast<Judgement>(i));
  }
  return json;
}

Json result_json(const CaseResult& result) {
  const Case& subject = *result.subject;
  Json json{{"id", terminal_text(subject.id)},
            {"title", terminal_text(subject.title)},
            {"level", word_of(subject.level, level_words)},
            {"requirements", printable(subject.requirements)},
            {"judgement", word_of(result.judgement, judgement_words)}};
  // A satisfied case has little to say, and there are many.
  const auto add = [&json](const char* key, const std::string& text) {
    if (!text.empty()) json[key] = terminal_text(text);
  };
  add("reason", result.reason);
  add("allowed", result.allowed);
  add("came", result.came);
  if (result.line != 0) json["line"] = result.line;
  if (!result.session.empty()) json["session"] = printable(result.session);
  add("codes", result.codes);
  json["duration_us"] = result.duration.count();
  return json;
}

// Thousands of vectors, few outcomes: one entry for all that are alike.
Json end_of_data_json(const std::vector<EndOfData>& table) {
  Json groups = Json::array();
  for (const EndOfData& one : table) {
    const std::string position = terminal_text(one.position);
    const std::string_view outcome = word_of(one.outcome, outcome_words);
    auto group = std::find_if(groups.begin(), groups.end(), [&](const Json& candidate) {
      return candidate["position"] == position && candidate["is_end"] == one.is_end &&
             candidate["outcome"] == outcome;
    });
    if (group == groups.end()) {
      groups.push_back({{"position", position},
                        {"is_end", one.is_end},
                        {"outcome", outcome},
                        {"vectors", Json::array()}});
      group = groups.end() - 1;
    }
    (*group)["vectors"].push_back(terminal_text(one.vector));
  }
  return groups;
}

}  // namespace

std::string json_of(const Run& run, std::string_view version) {
  Json results = Json::array();
  for (const CaseResult& result : run.results) results.push_back(result_json(result));
  const Json json{{"format", format_name},
                  {"version", format_version},
                  {"written_by", terminal_text(version)},
                  {"target", target_json(run.target)},
                  {"strict", run.strict},
                  {"duration_ms", run.duration.count()},
                  {"counts", counts_json(count(run))},
                  {"results", std::move(results)},
                  {"end_of_data", end_of_data_json(run.end_of_data)}};
  return json.dump(1) + "\n";
}

namespace {

// Reading.

/// Thrown and caught here: what is wrong, as a sentence.
struct Malformed {
  std::string what;
};

/// An object of the text, with a name for what is wrong in it.
class Reading {
 public:
  Reading(const Json& json, std::string where) : json_(json), where_(std::move(where)) {
    if (!json_.is_object()) throw Malformed{where_ + " is no object"};
  }

  bool has(const char* key) const { return json_.contains(key); }

  std::string text(const char* key) const {
    const Json& value = at(key);
    if (!value.is_string()) wrong(key, "is no text");
    return value.get<std::string>();
  }
  std::string text_or_nothing(const char* key) const { return has(key) ? text(key) : ""; }

  std::vector<std::string> texts(const char* key) const {
    std::vector<std::string> all;
    if (!has(key)) return all;
    for (const Json& value : array(key)) {
      if (!value.is_string()) wrong(key, "holds something else than texts");
      all.push_back(value.get<std::string>());
    }
    return all;
  }

  bool flag(const char* key) const {
    if (!has(key)) return false;
    const Json& value = at(key);
    if (!value.is_boolean()) wrong(key, "is neither true nor false");
    return value.get<bool>();
  }

  /// Not negative, and small enough for every type that it may become.
  std::uint64_t number(const char* key) const {
    if (!has(key)) return 0;
    const Json& value = at(key);
    if (!value.is_number_unsigned()) wrong(key, "is no whole number from 0");
    const auto number = value.get<std::uint64_t>();
    if (number > std::uint64_t{std::numeric_limits<std::int64_t>::max()} / 1000) {
      wrong(key, "is too big");
    }
    return number;
  }

  const Json& array(const char* key) const {
    const Json& value = at(key);
    if (!value.is_array()) wrong(key, "is no list");
    return value;
  }

  template <typename Enumeration, std::size_t size>
  Enumeration one_of(const char* key, const std::array<std::string_view, size>& words) const {
    const std::string word = text(key);
    const auto found = std::find(words.begin(), words.end(), word);
    if (found == words.end()) wrong(key, fmt::format("is \"{}\"", clipped(word, 40)));
    return static_cast<Enumeration>(found - words.begin());
  }

  const Json& at(const char* key) const {
    if (!has(key)) throw Malformed{fmt::format("{} has no \"{}\"", where_, key)};
    return json_[key];
  }

  [[noreturn]] void wrong(const char* key, std::string_view what) const {
    throw Malformed{fmt::format("\"{}\" of {} {}", key, where_, what)};
  }

 private:
  const Json& json_;
  std::string where_;
};

conformance::Target target_of(const Reading& reading) {
  return {reading.text("name"),
          reading.text_or_nothing("address"),
          reading.text_or_nothing("options"),
          reading.text_or_nothing("greeting"),
          reading.texts("keywords"),
          reading.text_or_nothing("date")};
}

Case case_of(const Reading& reading) {
  Case subject;
  subject.id = reading.text("id");
  // Every writer speaks of the section, so there must be one.
  if (subject.id.find('/') == std::string::npos) reading.wrong("id", "has no section");
  subject.title = reading.text("title");
  subject.level = reading.one_of<Level>("level", level_words);
  subject.requirements = reading.texts("requirements");
  return subject;
}

CaseResult result_of(const Reading& reading) {
  CaseResult result;
  result.judgement = reading.one_of<Judgement>("judgement", judgement_words);
  result.reason = reading.text_or_nothing("reason");
  result.allowed = reading.text_or_nothing("allowed");
  result.came = reading.text_or_nothing("came");
  result.line = reading.number("line");
  result.session = reading.texts("session");
  result.codes = reading.text_or_nothing("codes");
  result.duration =
      std::chrono::microseconds(static_cast<std::int64_t>(reading.number("duration_us")));
  return result;
}

void read_results(StoredRun& stored, const Json& results) {
  for (std::size_t i = 0; i < results.size(); ++i) {
    const Reading reading(results[i], fmt::format("result {}", i + 1));
    stored.cases.push_back(case_of(reading));
    stored.run.results.push_back(result_of(reading));
  }
  // Only now: the cases have found their place.
  for (std::size_t i = 0; i < results.size(); ++i) {
    stored.run.results[i].subject = &stored.cases[i];
  }
  std::stable_sort(stored.run.results.begin(), stored.run.results.end(),
                   [](const CaseResult& one, const CaseResult& other) {
                     return conformance::before(one.subject->id, other.subject->id);
                   });
}

void read_end_of_data(Run& run, const Json& groups) {
  for (std::size_t i = 0; i < groups.size(); ++i) {
    const Reading reading(groups[i], fmt::format("end_of_data {}", i + 1));
    EndOfData one;
    one.position = reading.text("position");
    one.is_end = reading.flag("is_end");
    one.outcome = reading.one_of<EndOfData::Outcome>("outcome", outcome_words);
    for (std::string& vector : reading.texts("vectors")) {
      one.vector = std::move(vector);
      run.end_of_data.push_back(one);
    }
  }
}

StoredRun stored_of(const Json& json) {
  const Reading reading(json, "the report");
  if (reading.text("format") != format_name) reading.wrong("format", "is another one");
  if (reading.number("version") != format_version) {
    reading.wrong("version", fmt::format("is not {}, which this program reads", format_version));
  }
  StoredRun stored;
  stored.run.target = target_of(Reading(reading.at("target"), "the target"));
  stored.run.strict = reading.flag("strict");
  stored.run.duration =
      std::chrono::milliseconds(static_cast<std::int64_t>(reading.number("duration_ms")));
  read_results(stored, reading.array("results"));
  if (reading.has("end_of_data")) read_end_of_data(stored.run, reading.array("end_of_data"));
  return stored;
}

}  // namespace

std::variant<StoredRun, std::string> run_of_json(std::string_view text) {
  try {
    return stored_of(Json::parse(text));
  } catch (const Malformed& malformed) {
    return terminal_text(malformed.what);
  } catch (const Json::parse_error& error) {
    // The library's own sentence quotes what it read, of any length.
    return fmt::format("no JSON from octet {} on", error.byte);
  }
}

}  // namespace heloport::apps
