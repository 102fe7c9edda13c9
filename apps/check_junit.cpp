// The report of `heloport check` for CI servers: JUnit XML.
#include "apps/check_junit.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "apps/check_report.hpp"
#include "apps/markup.hpp"
#include "conformance/sections.hpp"

namespace heloport::apps {
namespace {

using conformance::CaseResult;
using conformance::Judgement;

constexpr Bounds bounds{200, 2000};

bool is_skipped(const CaseResult& result) {
  return result.judgement == Judgement::inconclusive ||
         result.judgement == Judgement::not_applicable;
}

bool is_failure(const CaseResult& result) {
  return result.judgement == Judgement::violated;
}

std::string number_of(std::span<const CaseResult> results, bool (*counts)(const CaseResult&)) {
  return fmt::format("{}", std::count_if(results.begin(), results.end(), counts));
}

std::string seconds(std::chrono::microseconds duration) {
  return fmt::format("{:.3f}", static_cast<double>(duration.count()) / 1e6);
}

std::string seconds_of(std::span<const CaseResult> results) {
  std::chrono::microseconds sum{0};
  for (const CaseResult& result : results) sum += result.duration;
  return seconds(sum);
}

// Readers group by the class; a dot would make packages of the parts of a section's number.
std::string class_name(std::string_view section) {
  std::string name(section);
  std::replace(name.begin(), name.end(), '/', ' ');
  return name;
}

void write_outcome(Markup& xml, const CaseResult& result, const AgainCommand& again) {
  if (is_failure(result)) {
    xml.open("failure", {{"message", clipped(result.reason, bounds.line_octets_max)},
                         {"type", level_name(result.subject->level)}});
    xml.line_end();
    for (const std::string& line : explained(result, again, bounds)) {
      xml.text(line);
      xml.line_end();
    }
    xml.close();
  } else if (is_skipped(result)) {
    xml.empty("skipped",
              {{"message", fmt::format("{}: {}", judgement_name(result.judgement),
                                       clipped(result.reason, bounds.line_octets_max))}});
  } else if (result.judgement == Judgement::latitude) {
    xml.leaf("system-out", {},
             fmt::format("latitude: {}", clipped(result.reason, bounds.line_octets_max)));
  }
}

void write_case(Markup& xml, const CaseResult& result, const AgainCommand& again) {
  xml.open("testcase",
           {{"classname", class_name(result.subject->section_path())},
            {"name", fmt::format("{}: {}", name_of(result.subject->id), result.subject->title)},
            {"time", seconds(result.duration)}});
  write_outcome(xml, result, again);
  xml.close();
  xml.line_end();
}

// Suites are the only place where every reader of the format looks for properties.
void write_properties(Markup& xml, const conformance::Target& target) {
  xml.open("properties");
  for (const auto& [name, value] : {std::pair{"address", &target.address},
                                    {"options", &target.options},
                                    {"greeting", &target.greeting}}) {
    xml.empty("property", {{"name", name}, {"value", clipped(*value, bounds.line_octets_max)}});
  }
  xml.close();
  xml.line_end();
}

void write_suite(Markup& xml, const conformance::Run& run, const SectionResults& section,
                 const AgainCommand& again) {
  const std::string_view heading = conformance::section_heading(section.path);
  xml.open("testsuite", {{"name", fmt::format("{}{}{}", conformance::section_citation(section.path),
                                              heading.empty() ? "" : ": ", heading)},
                         {"tests", fmt::format("{}", section.results.size())},
                         {"failures", number_of(section.results, is_failure)},
                         {"errors", "0"},
                         {"skipped", number_of(section.results, is_skipped)},
                         {"time", seconds_of(section.results)},
                         {"timestamp", run.target.date}});
  xml.line_end();
  write_properties(xml, run.target);
  for (const CaseResult& result : section.results) write_case(xml, result, again);
  xml.close();
  xml.line_end();
}

}  // namespace

std::string junit_of(const conformance::Run& run, const AgainCommand& again) {
  Markup xml("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
  xml.open("testsuites", {{"name", run.target.name},
                          {"tests", fmt::format("{}", run.results.size())},
                          {"failures", number_of(run.results, is_failure)},
                          {"errors", "0"},
                          {"skipped", number_of(run.results, is_skipped)},
                          {"time", seconds(run.duration)}});
  xml.line_end();
  for (const SectionResults& section : by_section(run)) write_suite(xml, run, section, again);
  xml.close();
  xml.line_end();
  return xml.take();
}

}  // namespace heloport::apps
