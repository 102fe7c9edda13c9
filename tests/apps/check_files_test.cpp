// TAP, JUnit and JSON of a run.
#include <gtest/gtest.h>

#include <algorithm>

#include "apps/check_json.hpp"
#include "apps/check_junit.hpp"
#include "apps/check_report.hpp"
#include "apps/check_tap.hpp"
#include "apps/markup.hpp"
#include "tests/apps/check_runs.hpp"

namespace heloport::apps {
namespace {

using conformance::EndOfData;
using conformance::Judgement;

TEST(CheckTap, IsTestPointsWithDiagnostics) {
  InventedRun invented("mx");
  fill_small(invented);
  EXPECT_EQ(tap_of(invented.run, {"heloport check mx:25"}),
            R"tap(TAP version 14
1..5
# mx at 2026-03-14T15:09:26Z: 1 satisfied, 1 violated, 1 latitude, 1 inconclusive, 1 not applicable
not ok 1 - rfc5321/4.1.1.5/drops-the-recipients: RSET drops the recipients: DATA then finds none
  ---
  message: "DATA was answered as if there were recipients"
  level: "MUST"
  requirements:
    - ")tap" + requirement_sentence("R5321-4.1.1.5-01") +
                R"tap("
  session:
    - "S: 220 mx.example.org ESMTP"
    - "C: RSET"
    - "S: 250 2.0.0 Ok"
    - "C: DATA"
    - "S: 354 Go ahead"
  came: "S: 354 Go ahead"
  allowed: "503 or 554"
  again: "heloport check mx:25 rfc5321/4.1.1.5/drops-the-recipients"
  ...
ok 2 - rfc5321/4.1.1.5/is-answered-250: RSET drops the recipients: DATA then finds none
ok 3 - rfc5321/4.1.1.8/lists-commands: RSET drops the recipients: DATA then finds none
# latitude: the server answers 502 and need not do more
ok 4 - rfc5321/4.1.1.8/needs-mail: RSET drops the recipients: DATA then finds none # SKIP )tap"
                R"tap(inconclusive: MAIL was answered 451
ok 5 - rfc3030/2/last-chunk: RSET drops the recipients: DATA then finds none # SKIP )tap"
                R"tap(not applicable: CHUNKING is not offered
)tap");
}

TEST(CheckTap, HasNoLineThatAServerWrote) {
  InventedRun invented("mx");
  fill_hostile(invented);
  const std::string text = tap_of(invented.run, {"x"});
  EXPECT_EQ(text.find("\nnot ok 9"), std::string::npos);
  EXPECT_NE(text.find("\\\\x0D\\\\x0A...\\\\x0Anot ok 9"), std::string::npos);
  EXPECT_EQ(std::count(text.begin(), text.end(), '\x1b'), 0);
  // A directive is the program's own: each `#` of a description is escaped.
  EXPECT_NE(text.find("\\xAE \\# "), std::string::npos);
}

TEST(CheckJunit, IsASuiteASection) {
  InventedRun invented("mx");
  fill_small(invented);
  const std::string text = junit_of(invented.run, {"heloport check mx:25"});
  EXPECT_TRUE(text.starts_with(
      "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
      "<testsuites name=\"mx\" tests=\"5\" failures=\"1\" errors=\"0\" skipped=\"2\" "
      "time=\"14.200\">\n"
      "<testsuite name=\"RFC 5321, 4.1.1.5: RSET\" tests=\"2\" failures=\"1\" errors=\"0\" "
      "skipped=\"0\" time=\"0.003\" timestamp=\"2026-03-14T15:09:26Z\">\n"));
  EXPECT_NE(text.find("<failure message=\"DATA was answered as if there were recipients\" "
                      "type=\"MUST\">\nMUST, RFC 5321, 4.1.1.5: RSET"),
            std::string::npos);
  EXPECT_NE(text.find("<system-out>latitude: the server answers 502 and need not do more<"),
            std::string::npos);
  EXPECT_NE(text.find("<skipped message=\"not applicable: CHUNKING is not offered\"/>"),
            std::string::npos);
}

TEST(CheckJunit, HoldsNoMarkupOfAServer) {
  InventedRun invented("mx");
  fill_hostile(invented);
  const std::string text = junit_of(invented.run, {"x"});
  EXPECT_EQ(text.find("<script"), std::string::npos);
  EXPECT_EQ(text.find("]]>"), std::string::npos);
  EXPECT_NE(text.find("&lt;script&gt;alert(1)&lt;/script&gt; ]]&gt; &amp;amp;"), std::string::npos);
}

TEST(MarkupText, IsWhatXmlMayHold) {
  EXPECT_EQ(markup_text("a<b>&\"'"), "a&lt;b&gt;&amp;&quot;&#39;");
  EXPECT_EQ(markup_text(std::string("\0\x01\x7F\xFF", 4)), "\\x00\\x01\\x7F\\xFF");
  EXPECT_EQ(markup_text("Grüße\t✓"), "Grüße\t✓");
  EXPECT_EQ(markup_text("\xEF\xBF\xBE\xEF\xBF\xBF"), "\\xEF\\xBF\\xBE\\xEF\\xBF\\xBF");
  EXPECT_EQ(markup_text(""), "");
}

StoredRun read_back(const std::string& text) {
  auto read = run_of_json(text);
  if (const auto* error = std::get_if<std::string>(&read)) {
    ADD_FAILURE() << *error;
    return {};
  }
  return std::get<StoredRun>(std::move(read));
}

TEST(CheckJson, IsReadBackAsItWas) {
  InventedRun invented("mx");
  fill_small(invented);
  std::rotate(invented.run.results.begin(), invented.run.results.begin() + 4,
              invented.run.results.end());  // into the order of ids
  invented.run.strict = true;
  invented.run.results[1].line = 7;
  invented.add_vector("\\n.\\n", false, EndOfData::Outcome::ended);
  invented.add_vector("\\r\\n.\\r\\n", true, EndOfData::Outcome::carried_on, "at the end");
  const std::string text = json_of(invented.run, "heloport 1.2.3");
  StoredRun first = read_back(text);
  const StoredRun stored = std::move(first);  // results must follow their cases
  EXPECT_EQ(json_of(stored.run, "heloport 1.2.3"), text);
  ASSERT_EQ(stored.run.results.size(), 5U);
  const conformance::CaseResult& violated = stored.run.results[1];
  EXPECT_EQ(violated.subject->id, "rfc5321/4.1.1.5/drops-the-recipients");
  EXPECT_EQ(violated.judgement, Judgement::violated);
  EXPECT_EQ(violated.line, 7U);
  EXPECT_EQ(violated.session, invented.run.results[1].session);
  EXPECT_EQ(violated.codes, "220 250 354 221");
  EXPECT_EQ(violated.duration, std::chrono::microseconds(1500));
  EXPECT_EQ(stored.run.target.keywords, invented.run.target.keywords);
  EXPECT_EQ(stored.run.duration, invented.run.duration);
  EXPECT_TRUE(stored.run.strict);
  ASSERT_EQ(stored.run.end_of_data.size(), 2U);
  EXPECT_EQ(stored.run.end_of_data[1].outcome, EndOfData::Outcome::carried_on);
  EXPECT_TRUE(stored.run.end_of_data[1].is_end);
}

TEST(CheckJson, OfHostileOctetsIsReadBackEscaped) {
  InventedRun invented("mx");
  fill_hostile(invented);
  const std::string text = json_of(invented.run, {"x"});
  const StoredRun stored = read_back(text);
  ASSERT_EQ(stored.run.results.size(), 5U);
  EXPECT_NE(stored.run.results[0].reason.find("\\x1B[31m \\x01 \\xFF"), std::string::npos);
  EXPECT_EQ(json_of(stored.run, "x"), text);
}

TEST(CheckJson, OfAnotherOrderIsSorted) {
  InventedRun invented("mx");
  invented.add("rfc5321/4.1.1.10/x", Judgement::satisfied);
  invented.add("rfc5321/4.1.1.9/x", Judgement::violated);
  const StoredRun stored = read_back(json_of(invented.run, {"x"}));
  EXPECT_EQ(stored.run.results[0].subject->id, "rfc5321/4.1.1.9/x");
  EXPECT_EQ(stored.run.results[0].judgement, Judgement::violated);
}

struct BadJson {
  std::string text;
  std::string error;
};

// `{}` stands for what is right in front of what is wrong.
std::string with(const std::string& rest) {
  return R"({"format":"heloport-check","version":1,)" + rest + "}";
}
std::string with_result(const std::string& result) {
  return with(R"("target":{"name":"mx"},"results":[)" + result + "]");
}

TEST(CheckJson, ThatIsNoneIsToldInASentence) {
  const std::string ok = R"("id":"a/b/c","title":"t","level":"MUST","judgement":"satisfied")";
  const BadJson rows[] = {
      {"", "no JSON from octet 1 on"},
      {"{\"a\":", "no JSON from octet 6 on"},
      {"\xFF\xFE", "no JSON from octet 1 on"},
      {"[]", "the report is no object"},
      {"{}", "the report has no \"format\""},
      {R"({"format":7})", "\"format\" of the report is no text"},
      {R"({"format":"other"})", "\"format\" of the report is another one"},
      {R"({"format":"heloport-check","version":2})",
       "\"version\" of the report is not 1, which this program reads"},
      {R"({"format":"heloport-check","version":-1})",
       "\"version\" of the report is no whole number from 0"},
      {with(R"("x":0)"), "the report has no \"target\""},
      {with(R"("target":[])"), "the target is no object"},
      {with(R"("target":{"name":"mx"})"), "the report has no \"results\""},
      {with(R"("target":{"name":"mx"},"results":{})"), "\"results\" of the report is no list"},
      {with(R"("target":{"name":"mx","keywords":[1]},"results":[])"),
       "\"keywords\" of the target holds something else than texts"},
      {with(R"("target":{"name":"mx"},"strict":1,"results":[])"),
       "\"strict\" of the report is neither true nor false"},
      {with(R"("target":{"name":"mx"},"duration_ms":18446744073709551615,"results":[])"),
       "\"duration_ms\" of the report is too big"},
      {with_result("null"), "result 1 is no object"},
      {with_result("{" + ok + "},{}"), "result 2 has no \"id\""},
      {with_result(R"({"id":"a"})"), "\"id\" of result 1 has no section"},
      {with_result(R"({"id":"a/b","title":"t","level":"WILL"})"),
       "\"level\" of result 1 is \"WILL\""},
      {with_result(R"({"id":"a/b","title":"t","level":"MAY","judgement":"\u001b"})"),
       "\"judgement\" of result 1 is \"\\x1B\""},
      {with_result("{" + ok + R"(,"duration_us":1.5})"),
       "\"duration_us\" of result 1 is no whole number from 0"},
      {with_result("{" + ok + R"(,"session":"C: x"})"), "\"session\" of result 1 is no list"},
  };
  for (const BadJson& row : rows) {
    const auto read = run_of_json(row.text);
    ASSERT_TRUE(std::holds_alternative<std::string>(read)) << row.text;
    EXPECT_EQ(std::get<std::string>(read), row.error) << row.text;
  }
}

TEST(CheckJson, ThatIsCutAnywhereIsNone) {
  InventedRun invented("mx");
  fill_small(invented);
  const std::string text = json_of(invented.run, {"x"});
  for (std::size_t size = 0; size + 2 < text.size(); size += 7) {
    const auto read = run_of_json(std::string_view(text).substr(0, size));
    EXPECT_TRUE(std::holds_alternative<std::string>(read)) << size;
  }
}

TEST(CheckJson, ThatNestsDeeplyIsNone) {
  const auto read = run_of_json(std::string(100'000, '['));
  EXPECT_TRUE(std::holds_alternative<std::string>(read));
  const auto closed = run_of_json(std::string(100'000, '[') + std::string(100'000, ']'));
  EXPECT_TRUE(std::holds_alternative<std::string>(closed));
}

}  // namespace
}  // namespace heloport::apps
