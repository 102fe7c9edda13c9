// Runs of the suite that nobody played.
#include "tests/apps/check_runs.hpp"

#include <array>
#include <cstdint>
#include <map>
#include <random>

#include "conformance/requirements.hpp"

namespace heloport::apps {

using conformance::CaseResult;
using conformance::EndOfData;
using conformance::Judgement;

InventedRun::InventedRun(std::string_view name) {
  run.target.name = name;
  run.target.address = "127.0.0.1:2525";
  run.target.options = "--rcpt bob@example.org";
  run.target.greeting = "220 mx.example.org ESMTP";
  run.target.keywords = {"PIPELINING", "SIZE 26214400"};
  run.target.date = "2026-03-14T15:09:26Z";
  run.duration = std::chrono::milliseconds(14200);
}

CaseResult& InventedRun::add(std::string_view id, Judgement judgement) {
  conformance::Case& subject = cases_.emplace_back();
  subject.id = id;
  subject.title = "RSET drops the recipients: DATA then finds none";
  subject.requirements = {"R5321-4.1.1.5-01"};
  CaseResult result;
  result.subject = &subject;
  result.judgement = judgement;
  result.session = {"S: 220 mx.example.org ESMTP", "C: RSET", "S: 250 2.0.0 Ok", "C: DATA",
                    "S: 503 5.5.1 No recipients"};
  result.codes = "220 250 503 221";
  result.duration = std::chrono::microseconds(1500);
  if (judgement == Judgement::violated) {
    result.session.back() = "S: 354 Go ahead";
    result.reason = "DATA was answered as if there were recipients";
    result.came = "S: 354 Go ahead";
    result.allowed = "503 or 554";
    result.codes = "220 250 354 221";
  } else if (judgement == Judgement::latitude) {
    result.reason = "the server answers 502 and need not do more";
  } else if (judgement == Judgement::inconclusive) {
    result.reason = "MAIL was answered 451";
  } else if (judgement == Judgement::not_applicable) {
    result.reason = "CHUNKING is not offered";
    result.session.clear();
    result.codes.clear();
  }
  return run.results.emplace_back(std::move(result));
}

void InventedRun::add_vector(std::string_view vector, bool is_end, EndOfData::Outcome outcome,
                             std::string_view position) {
  run.end_of_data.push_back({std::string(vector), std::string(position), is_end, outcome});
}

void fill_small(InventedRun& invented) {
  invented.add("rfc5321/4.1.1.5/drops-the-recipients", Judgement::violated);
  invented.add("rfc5321/4.1.1.5/is-answered-250", Judgement::satisfied);
  invented.add("rfc5321/4.1.1.8/lists-commands", Judgement::latitude);
  invented.add("rfc5321/4.1.1.8/needs-mail", Judgement::inconclusive);
  invented.add("rfc3030/2/last-chunk", Judgement::not_applicable);
}

void fill_hostile(InventedRun& invented) {
  const std::string text = std::string(hostile_text) + " \x1b[31m \x01 \xFF \xE2\x80\xAE # \\";
  const std::string octets = text + std::string(1, '\0') + "\r\n...\nnot ok 9\n  ---";
  invented.run.target.name = octets;
  invented.run.target.address = octets;
  invented.run.target.options = octets;
  invented.run.target.greeting = octets;
  invented.run.target.keywords = {octets, "</style><img src=x onerror=alert(1)>"};
  invented.run.target.date = octets;
  for (Judgement judgement : {Judgement::violated, Judgement::satisfied, Judgement::latitude,
                              Judgement::inconclusive, Judgement::not_applicable}) {
    CaseResult& result = invented.add("rfc5321/4.1.1.5/" + octets, judgement);
    invented.last_case().title = octets;
    invented.last_case().requirements = {octets, "R5321-4.1.1.5-01"};
    result.reason = octets;
    result.allowed = octets;
    result.came = octets;
    result.codes = octets;
    result.session = {octets, "S: 250 " + std::string(100'000, 'x')};
    result.session.insert(result.session.end(), 500, "S: 250-" + octets);
  }
  invented.add_vector(octets, false, EndOfData::Outcome::ended, octets);
  invented.add_vector(std::string(100'000, 'y'), true, EndOfData::Outcome::carried_on, octets);
}

namespace {

// Mostly satisfied, as servers are.
Judgement judgement_by(std::uint_fast32_t roll) {
  if (roll < 3) return Judgement::violated;
  if (roll < 8) return Judgement::latitude;
  if (roll < 11) return Judgement::inconclusive;
  if (roll < 25) return Judgement::not_applicable;
  return Judgement::satisfied;
}

void add_vectors(InventedRun& invented, bool lenient) {
  static constexpr std::array<std::string_view, 15> runs{
      "",          "\\r",       "\\n",       "\\r\\r",    "\\r\\n",
      "\\n\\r",    "\\n\\n",    "\\r\\r\\r", "\\r\\r\\n", "\\r\\n\\r",
      "\\r\\n\\n", "\\n\\r\\r", "\\n\\r\\n", "\\n\\n\\r", "\\n\\n\\n"};
  static constexpr std::array<std::string_view, 8> middles{".",  "..", "\\x00.", ".\\x00",
                                                           " .", ". ", "\\t.",   ".\\t"};
  for (std::string_view middle : middles) {
    for (std::string_view before : runs) {
      for (std::string_view behind : runs) {
        const bool is_end =
            middle == "." && before.ends_with("\\r\\n") && behind.starts_with("\\r\\n");
        const bool ends = is_end || (lenient && middle == "." && before.ends_with("\\n") &&
                                     behind.starts_with("\\r\\n"));
        invented.add_vector(
            std::string(before) + std::string(middle) + std::string(behind), is_end,
            ends ? EndOfData::Outcome::ended
                 : (behind.empty() ? EndOfData::Outcome::carried_on : EndOfData::Outcome::refused));
      }
    }
  }
}

}  // namespace

void fill_big(InventedRun& invented, unsigned seed) {
  std::mt19937 random(seed);
  std::map<std::string, int> counted;
  for (const conformance::Requirement& one : conformance::requirements()) {
    // Every other one, by what it says: about as many as the suite has cases.
    if (one.summary.size() % 2 == 0 || one.rfc == "5322") continue;
    const std::string section = "rfc" + std::string(one.rfc) + "/" + std::string(one.section);
    const int number = ++counted[section];
    CaseResult& result =
        invented.add(section + "/case-" + std::to_string(number), judgement_by(random() % 100));
    invented.last_case().title = one.summary;
    invented.last_case().requirements = {std::string(one.id)};
    invented.last_case().level = one.level;
    result.session.insert(result.session.begin() + (result.session.empty() ? 0 : 1),
                          result.session.empty() ? 0 : 6, "C: MAIL FROM:<ann@example.org>");
  }
  add_vectors(invented, seed % 2 == 1);
}

}  // namespace heloport::apps
