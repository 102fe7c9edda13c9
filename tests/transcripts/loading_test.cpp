// How lines become exchanges.

#include <gtest/gtest.h>

#include <string>
#include <string_view>
#include <variant>

#include "conformance/transcript.hpp"
#include "conformance/wire_lines.hpp"

namespace heloport::conformance {
namespace {

Transcript load(std::string_view text) {
  auto loaded = parse_transcript("x.smtp", text);
  if (const auto* failure = std::get_if<Failure>(&loaded)) {
    ADD_FAILURE() << describe(*failure);
    return {};
  }
  return std::get<Transcript>(std::move(loaded));
}

std::string written(const Exchange& exchange, std::size_t act = 0) {
  return std::get<Write>(exchange.acts.at(act).act).octets;
}

TEST(Loading, ConsecutiveLinesAreOneWrite) {
  const Transcript t = load("S: 220\nC: A\n# prose\nC| b\\r\nC: C\nS: 250\n");
  ASSERT_EQ(t.exchanges.size(), 2u);
  EXPECT_TRUE(t.exchanges[0].acts.empty());
  EXPECT_EQ(written(t.exchanges[1]), "A\r\nb\rC\r\n");
  EXPECT_EQ(t.exchanges[1].acts[0].line, 2u);
}

TEST(Loading, ABlankLineOrAnExpectationEndsAWrite) {
  const Transcript t = load("S: 220\nC: A\n\nC: B\nS: 250\nC: C\n");
  ASSERT_EQ(t.exchanges.size(), 4u);
  EXPECT_EQ(written(t.exchanges[1]), "A\r\n");
  EXPECT_TRUE(t.exchanges[1].speech.empty());
  EXPECT_EQ(written(t.exchanges[2]), "B\r\n");
  EXPECT_EQ(written(t.exchanges[3]), "C\r\n");
}

TEST(Loading, ActsThatFollowEachOtherShareAnExchange) {
  const Transcript t = load("S: 220\nC: A\n! eof\nS: 250\n! clock +2s\n\n! clock +500ms\n");
  ASSERT_EQ(t.exchanges.size(), 4u);
  ASSERT_EQ(t.exchanges[1].acts.size(), 2u);
  EXPECT_TRUE(std::holds_alternative<EndOfInput>(t.exchanges[1].acts[1].act));
  EXPECT_EQ(std::get<Advance>(t.exchanges[2].acts[0].act).by, std::chrono::seconds(2));
  EXPECT_EQ(std::get<Advance>(t.exchanges[3].acts[0].act).by, std::chrono::milliseconds(500));
}

// Where a verdict stands decides which question it answers: the next one below it.
TEST(Loading, AVerdictBelongsToTheQuestionBelow) {
  const Transcript t = load(
      "S: 220\n"
      "C: R1\nC: R2\nC: R3\n"
      "E: recipient <a>\n"
      "! reject 550 5.1.1 No\n"
      "E: recipient <b>\n"
      "E: dropped reset\n"
      "E: recipient <c>\n"
      "S: 250\n"
      "! reject 450 Later\n"
      "C: R4\n"
      "E: recipient <d>\n");
  ASSERT_EQ(t.exchanges.size(), 3u);
  const auto& first = t.exchanges[1].verdicts;
  ASSERT_EQ(first.size(), 3u);
  EXPECT_FALSE(first[0]);
  ASSERT_TRUE(first[1]);
  EXPECT_EQ(first[1]->reply.code, 550);
  EXPECT_EQ(first[1]->reply.enhanced, "5.1.1");
  EXPECT_EQ(first[1]->reply.text, "No");
  EXPECT_FALSE(first[2]);
  ASSERT_EQ(t.exchanges[2].verdicts.size(), 1u);
  EXPECT_EQ(t.exchanges[2].verdicts[0]->reply.code, 450);
  EXPECT_EQ(t.exchanges[2].verdicts[0]->reply.enhanced, "");
}

// An update begins with a file that has no E: lines yet.
TEST(Loading, AVerdictWithoutEventsCountsFromTheFirstQuestion) {
  const Transcript t = load("S: 220\nC: R1\nC: R2\n! accept\n! reject 550 No\n");
  ASSERT_EQ(t.exchanges[1].verdicts.size(), 2u);
  EXPECT_EQ(t.exchanges[1].verdicts[0]->kind, Verdict::Kind::accept);
  EXPECT_EQ(t.exchanges[1].verdicts[1]->kind, Verdict::Kind::reject);
}

TEST(Loading, AVerdictOnASilentQuestionNamesIt) {
  const Transcript t = load(
      "! reject connect 554 No\nS: 554\nC: X\nE: sender <a>\n! reject data 451 4.3.0 No\nS: 451\n"
      "! later hello\nC: EHLO x\n");
  EXPECT_EQ(t.exchanges[0].silent_verdicts.at(0).silent, "connect");
  EXPECT_EQ(t.exchanges[1].silent_verdicts.at(0).silent, "data");
  EXPECT_TRUE(t.exchanges[1].verdicts.size() == 1 && !t.exchanges[1].verdicts[0]);
  EXPECT_EQ(t.exchanges[2].silent_verdicts.at(0).silent, "hello");
}

TEST(Loading, LinesOfAnAnswerGoWithTheirVerdict) {
  const Transcript t = load(
      "S: 220\nC: LIST\n! accept bob\n! line one\n! text two\\r\\n\n! times 2\n! text x\n"
      "E: list <bob>\n");
  const auto& verdict = t.exchanges[1].verdicts.at(0);
  ASSERT_TRUE(verdict);
  EXPECT_EQ(verdict->detail, "bob");
  EXPECT_TRUE(verdict->with_lines);
  EXPECT_EQ(verdict->lines, "one\r\ntwo\r\nxx");
}

TEST(Loading, TimesRepeatsTheNextLine) {
  const Transcript t = load("S: 220\n! times 3\nC: A\nC: B\n! times 2\nS: 250 Ok\n");
  EXPECT_EQ(written(t.exchanges[1]), "A\r\nA\r\nA\r\nB\r\n");
  ASSERT_EQ(t.exchanges[1].speech.size(), 2u);
  EXPECT_EQ(t.exchanges[1].speech[1].octets, "250 Ok\r\n");
}

TEST(Loading, BodiesThatFollowEachOtherAreOne) {
  const Transcript t = load("S: 220\nC: A\nE: body \"a\\r\\n\"\nE: body \"b\"\nE: message end\n");
  const auto& events = t.exchanges[1].events;
  ASSERT_EQ(events.size(), 2u);
  EXPECT_EQ(events[0].body, "a\r\nb");
}

TEST(Loading, SettingsAreTaken) {
  const Transcript t = load(
      "! dialect simple\n! hostname a.example\n! local\n! line-endings normalise\n"
      "! limit errors_max 3\n! limit body_timeout 7\n\nS: 220\n");
  EXPECT_EQ(t.settings.server.dialect, &engine::simple);
  EXPECT_EQ(t.settings.server.hostname, "a.example");
  EXPECT_TRUE(t.settings.peer.may_list);
  EXPECT_EQ(t.settings.server.line_endings, engine::LineEndings::normalise);
  EXPECT_EQ(t.settings.server.limits.errors_max, 3u);
  EXPECT_EQ(t.settings.server.limits.body_timeout, std::chrono::seconds(7));
  EXPECT_EQ(t.limits_line, 4u);
}

TEST(Loading, AFileThatCannotBeReadIsAFailure) {
  const auto loaded = load_transcript("no/such/file.smtp");
  ASSERT_TRUE(std::holds_alternative<Failure>(loaded));
  EXPECT_EQ(describe(std::get<Failure>(loaded)), "no/such/file.smtp: cannot be read");
}

TEST(WireLines, PlainLinesStandPlainAndOthersRaw) {
  using std::string_view_literals::operator""sv;
  const auto lines = wire_lines('S', "250 Ok\r\n\r\n250 x \r\n5yz\r\nno end\n\0"sv);
  EXPECT_EQ(joined(lines), "S: 250 Ok\nS:\nS| 250 x \\r\\n\nS| 5yz\\r\\n\nS| no end\\n\\x00\n");
  EXPECT_EQ(joined(wire_lines('C', "5yz\r\n")), "C: 5yz\n");
}

TEST(WireLines, WhatRepeatsIsFolded) {
  EXPECT_EQ(joined(folded({"a", "b", "b", "b", "b", "c", "c", "c"})), "a\n! times 4\nb\nc\nc\nc\n");
}

}  // namespace
}  // namespace heloport::conformance
