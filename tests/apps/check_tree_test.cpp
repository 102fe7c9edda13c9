// The tree of `heloport check`, its end-of-data table, and the screen that shows them.
#include "apps/check_tree.hpp"

#include <gtest/gtest.h>

#include <algorithm>

#include "apps/check_end_of_data.hpp"
#include "apps/check_report.hpp"
#include "apps/check_screen.hpp"
#include "tests/apps/check_runs.hpp"
#include "tests/apps/paper.hpp"

namespace heloport::apps {
namespace {

using conformance::EndOfData;
using conformance::Judgement;
using Outcome = EndOfData::Outcome;

std::string tree_of(const conformance::Run& run, TreeLook look) {
  CheckTree tree(std::move(look));
  std::string text;
  for (const conformance::CaseResult& result : run.results) text += tree.lines_of(result);
  return text + tree.closing(run);
}

TEST(CheckTree, ShowsHeadingsCasesAndWhatExplainsThem) {
  InventedRun invented("mx");
  fill_small(invented);
  EXPECT_EQ(tree_of(invented.run, {.again = {"heloport check 127.0.0.1:2525"}}),
            R"(RFC 5321  SMTP
  4.1.1.5  RSET
      ✗ RSET drops the recipients: DATA then finds none
)"
            "          MUST, " +
                requirement_sentence("R5321-4.1.1.5-01") + R"(
          DATA was answered as if there were recipients
            S: 220 mx.example.org ESMTP
            C: RSET
            S: 250 2.0.0 Ok
            C: DATA
            S: 354 Go ahead
          came     S: 354 Go ahead
          allowed  503 or 554
          again    heloport check 127.0.0.1:2525 rfc5321/4.1.1.5/drops-the-recipients

      ✓ RSET drops the recipients: DATA then finds none
  4.1.1.8  HELP
      ~ RSET drops the recipients: DATA then finds none
          the server answers 502 and need not do more
      ? RSET drops the recipients: DATA then finds none
          MAIL was answered 451

RFC 3030  CHUNKING and BINARYMIME: BDAT
  2  CHUNKING: the BDAT command
      – RSET drops the recipients: DATA then finds none (CHUNKING is not offered)

Violated:
  rfc5321/4.1.1.5/drops-the-recipients: RSET drops the recipients: DATA then finds none

mx: 5 cases in 14.2 s: 1 satisfied, 1 violated, 1 latitude, 1 inconclusive, 1 not applicable.
)");
}

TEST(CheckTree, IsAsciiAndShortWhereThatIsAskedFor) {
  InventedRun invented("mx");
  fill_small(invented);
  const std::string text = tree_of(invented.run, {.utf8 = false, .quiet = true, .again = {"x"}});
  EXPECT_TRUE(text.starts_with("RFC 5321  SMTP\n  4.1.1.5  RSET\n      X RSET drops"));
  EXPECT_EQ(text.find("HELP"), std::string::npos);
  EXPECT_EQ(text.find("3030"), std::string::npos);
  EXPECT_TRUE(std::all_of(text.begin(), text.end(),
                          [](char c) { return c == '\n' || (c >= ' ' && c <= '~'); }));
}

TEST(CheckTree, IsColouredOnlyWhereThatIsAskedFor) {
  InventedRun invented("mx");
  fill_small(invented);
  EXPECT_EQ(tree_of(invented.run, {}).find('\x1b'), std::string::npos);
  const std::string text = tree_of(invented.run, {.colour = true});
  EXPECT_NE(text.find("\x1b[1;31m✗\x1b[0m \x1b[1mRSET"), std::string::npos);
}

TEST(CheckTree, LetsNoOctetOfAServerCommandTheTerminal) {
  InventedRun invented("mx");
  fill_hostile(invented);
  const std::string text = tree_of(invented.run, {.again = {"heloport check x"}});
  for (const char c : text) {
    const auto octet = static_cast<unsigned char>(c);
    EXPECT_TRUE(c == '\n' || (octet >= ' ' && octet != 0x7F)) << int{octet};
  }
  EXPECT_EQ(text.find("\xE2\x80\xAE"), std::string::npos);
  std::size_t longest = 0;
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t end = text.find('\n', at);
    longest = std::max(longest, end - at);
    at = end + 1;
  }
  EXPECT_LT(longest, 1000U);
  EXPECT_NE(text.find("# 462 lines are left out here"), std::string::npos);
}

TEST(CheckTree, SaysThatNothingWasPlayed) {
  InventedRun invented("mx");
  EXPECT_EQ(tree_of(invented.run, {}), "mx: 0 cases in 14.2 s: nothing was played.\n");
}

TEST(CheckTree, ShowsTheTableOfEndsQuietlyOnlyWhereItShowsAFault) {
  const auto shows_table = [](bool is_end, Outcome outcome, bool quiet) {
    InventedRun invented("mx");
    invented.add_vector("\\n.\\n", is_end, outcome);
    return tree_of(invented.run, {.quiet = quiet}).find("Where the data end") != std::string::npos;
  };
  EXPECT_TRUE(shows_table(false, Outcome::carried_on, false));
  EXPECT_FALSE(shows_table(false, Outcome::carried_on, true));
  EXPECT_FALSE(shows_table(true, Outcome::ended, true));
  EXPECT_TRUE(shows_table(false, Outcome::ended, true));
  EXPECT_TRUE(shows_table(true, Outcome::carried_on, true));
  EXPECT_TRUE(shows_table(false, Outcome::unclear, true));
}

TEST(SessionLines, KeepBeginningAndEnd) {
  conformance::CaseResult result;
  for (int i = 1; i <= 5; ++i) result.session.push_back(std::to_string(i));
  using Lines = std::vector<std::string>;
  EXPECT_EQ(session_lines(result, {5, 9}), (Lines{"1", "2", "3", "4", "5"}));
  EXPECT_EQ(session_lines(result, {3, 9}), (Lines{"1", "2", "# 2 lines are left out here", "5"}));
  EXPECT_EQ(session_lines(result, {1, 9}), (Lines{"1", "# 4 lines are left out here"}));
  EXPECT_EQ(session_lines(result, {0, 9}), (Lines{"# 5 lines are left out here"}));
}

TEST(ClippedText, IsCutBetweenCharacters) {
  EXPECT_EQ(clipped("abc", 3), "abc");
  EXPECT_EQ(clipped("abcd", 3), "abc... (4 octets)");
  EXPECT_EQ(clipped("aßb", 2), "a... (4 octets)");
  EXPECT_EQ(clipped("", 0), "");
  EXPECT_EQ(clipped(std::string(20'480, 'x'), 0), "... (20,480 octets)");
}

TEST(EndOfDataTable, TellsWhatStandsAroundTheDot) {
  InventedRun invented("mx");
  invented.add_vector("\\r\\n.\\r\\n", true, Outcome::ended);
  invented.add_vector("\\n\\r\\n.\\r\\n\\r", true, Outcome::ended);
  invented.add_vector("\\n.\\r\\n", false, Outcome::ended);
  invented.add_vector("\\r\\n\\n.\\r\\n", false, Outcome::ended);
  invented.add_vector("\\n.\\n", false, Outcome::refused);
  invented.add_vector(".\\r", false, Outcome::carried_on);
  invented.add_vector("\\r\\n .\\r\\n", false, Outcome::unclear);
  std::string text;
  for (const std::string& line : end_of_data_lines(invented.run.end_of_data)) text += line + "\n";
  EXPECT_EQ(text,
            "Where the data end, 7 trials: the message ended 2 times where it must not; "
            R"(once it could not be told.
  the dot between          ended     refused  carried on     unclear
  CRLF . CRLF                  2           -           -           -   must end
  LF . CRLF                    2           -           -           -   2 WRONG
  LF . LF                      -           1           -           -
  nothing . CR                 -           -           1           -
  \x20.                        -           -           -           1
Ended, and what followed was executed:
  behind a line of the body:
    \n.\r\n \r\n\n.\r\n
)");
}

TEST(EndOfDataTable, GroupsVectorsByTheirPositions) {
  InventedRun invented("mx");
  for (const char* position : {"behind the header", "at the end"}) {
    invented.add_vector("\\n.\\n", false, Outcome::ended, position);
  }
  invented.add_vector("\\r.\\r", false, Outcome::ended, "at the end");
  invented.add_vector(".\\r\\n", true, Outcome::carried_on, "in the first line");
  const EndOfDataSummary summary = summary_of(invented.run.end_of_data);
  ASSERT_EQ(summary.wrong_ends.size(), 2U);
  EXPECT_EQ(summary.wrong_ends[0].positions, "behind the header, at the end");
  EXPECT_EQ(summary.wrong_ends[0].vectors, std::vector<std::string>{"\\n.\\n"});
  EXPECT_EQ(summary.wrong_ends[1].positions, "at the end");
  ASSERT_EQ(summary.missed_ends.size(), 1U);
  EXPECT_EQ(sentence_of(summary),
            "the message ended 3 times where it must not; once the message did not end at "
            "CRLF . CRLF");
}

TEST(EndOfDataTable, DoesNotAccuseAServerThatRefusesAtTheTrueEnd) {
  InventedRun invented("mx");
  invented.add_vector("\\n\\r\\n.\\r\\n", true, Outcome::refused);
  EXPECT_EQ(sentence_of(summary_of(invented.run.end_of_data)),
            "the message ended at CRLF . CRLF and nowhere else");
}

TEST(EndOfDataTable, OfEveryVectorIsShort) {
  InventedRun invented("mx");
  fill_big(invented, 1);
  ASSERT_EQ(invented.run.end_of_data.size(), 1800U);
  EXPECT_LT(end_of_data_lines(invented.run.end_of_data).size(), 40U);
  EXPECT_TRUE(end_of_data_lines({}).empty());
}

CheckScreen::Time at(int milliseconds) {
  return CheckScreen::Time(std::chrono::milliseconds(milliseconds));
}

TEST(CheckScreen, DrawsNothingWithoutATerminal) {
  Paper out;
  Paper err;
  CheckScreen screen(out.file(), err.file(), 0);
  screen.print("a line\n");
  EXPECT_EQ(out.text(), "a line\n");
  screen.progress({1, 2, 0, "rfc5321/3.1"}, at(0));
  screen.close();
  EXPECT_EQ(err.text(), "");
}

TEST(CheckScreen, DrawsTenTimesASecondAtMostAndErasesAtTheEnd) {
  Paper out;
  Paper err;
  CheckScreen screen(out.file(), err.file(), 80);
  screen.progress({1, 1200, 0, "rfc5321/3.1"}, at(1000));
  screen.progress({2, 1200, 0, "rfc5321/3.1"}, at(1099));
  screen.progress({3, 1200, 1, "rfc5321/3.2"}, at(1100));
  EXPECT_EQ(err.text(), "\r1/1,200  rfc5321/3.1\x1b[K\r3/1,200, 1 violated  rfc5321/3.2\x1b[K");
  screen.close();
  screen.close();
  const std::string drawn = err.text();
  EXPECT_EQ(drawn.substr(drawn.rfind('\r')), "\r\x1b[K");
  EXPECT_EQ(std::count(drawn.begin(), drawn.end(), '\r'), 3);
}

TEST(CheckScreen, PrintsAboveTheProgress) {
  Paper both;
  CheckScreen screen(both.file(), both.file(), 80);
  screen.progress({1, 3, 0, "a"}, at(0));
  screen.print("first\n");
  screen.progress({2, 3, 0, "a"}, at(50));
  screen.print("second\n");
  screen.progress({3, 3, 0, "a"}, at(100));
  screen.print("third\n");
  screen.close();
  EXPECT_EQ(both.text(), "\r1/3  a\x1b[K\r\x1b[Kfirst\nsecond\n\r3/3  a\x1b[K\r\x1b[Kthird\n");
}

TEST(CheckScreen, FitsItsTerminal) {
  Paper out;
  Paper err;
  CheckScreen screen(out.file(), err.file(), 20);
  screen.progress({1, 3, 0, "rfc5321/4.5.3.1.10"}, at(0));
  EXPECT_EQ(err.text(), "\r1/3  rfc5321/4.5.3.\x1b[K");
}

}  // namespace
}  // namespace heloport::apps
