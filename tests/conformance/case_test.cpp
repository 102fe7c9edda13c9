// Cases: their heads, and what is said about a file that is none.

#include "conformance/case.hpp"

#include <gtest/gtest.h>

#include <fstream>
#include <iterator>
#include <string>
#include <vector>

#include "conformance/case_library.hpp"
#include "conformance/case_steps.hpp"
#include "scripted_link.hpp"

namespace heloport::conformance {
namespace {

constexpr std::string_view whole = R"(# RSET drops the recipients
! shows R5321-4.1.1.5-01 R5321-4.1.1.5-02
# Prose.

! needs rcpt2 no CHUNKING
! begin rcpt
! for both
! judges 421
! ends itself
C: RSET
S: 250
)";

TEST(CaseHead, IsTakenApart) {
  const auto parsed = parse_case("rfc5321/4.1.1.5/drops", whole);
  const Case& subject = std::get<Case>(parsed);
  EXPECT_EQ(subject.title, "RSET drops the recipients");
  EXPECT_EQ(subject.requirements.size(), 2u);
  EXPECT_EQ(subject.level, Level::must);
  ASSERT_EQ(subject.needs.size(), 2u);
  EXPECT_EQ(subject.needs[1].word, "CHUNKING");
  EXPECT_TRUE(subject.needs[1].absent);
  EXPECT_EQ(subject.begin, Beginning::rcpt);
  EXPECT_TRUE(subject.smtp && subject.lmtp && subject.judges_421 && subject.ends_itself);
  ASSERT_EQ(subject.body.size(), 2u);
  EXPECT_EQ(subject.body[0].number, 10u);
  EXPECT_EQ(subject.section_path(), "rfc5321/4.1.1.5");
}

TEST(CaseHead, MayNameAnotherLevelBeforeOrBehindTheRequirement) {
  for (const std::string head : {"! level MAY\n! shows R5321-4.1.1.5-01\n",
                                 "! shows R5321-4.1.1.5-01\n! level MAY\n! begin hello\n"}) {
    const auto parsed = parse_case("a/b/c", "# Claim\n" + head + "C: RSET\n");
    EXPECT_EQ(std::get<Case>(parsed).level, Level::may);
  }
}

struct Mistake {
  std::string text;
  std::size_t line;
  std::string what;
};

TEST(CaseFile, ThatIsNoneIsRefusedWithItsLine) {
  const std::string head = "# Claim\n! shows R5321-4.1.1.5-01\n";
  const std::vector<Mistake> mistakes{
      {"C: RSET\n", 1, "the first line is the claim"},
      {"# Claim\nC: RSET\n", 2, "names the requirement"},
      {"# Claim.\n! shows R5321-4.1.1.5-01\nC: RSET\n", 3, "no full stop"},
      {"# Claim\n! shows R1-1\nC: RSET\n", 2, "no requirement is called R1-1"},
      {head, 2, "nobody says"},
      {head + "! level WILL\nC: RSET\n", 3, "a level is"},
      {head + "! begin bdat\nC: RSET\n", 3, "`begin`"},
      {head + "! for smtp\nC: RSET\n", 3, "`for lmtp`"},
      {head + "! needs no\nC: RSET\n", 3, "`needs` names"},
      {head + "! judges 4yz\nC: RSET\n", 3, "`judges 421`"},
      {head + "C: RSET\n! needs DSN\n", 4, "stands before"},
      {head + "X: RSET\n", 3, "no line of a case"},
      {head + "E: sender <a@b>\n", 3, "no line of a case"},
  };
  for (const Mistake& mistake : mistakes) {
    const auto parsed = parse_case("a/b/c", mistake.text);
    const auto* failure = std::get_if<Failure>(&parsed);
    ASSERT_NE(failure, nullptr) << mistake.text;
    EXPECT_EQ(failure->line, mistake.line) << mistake.text;
    EXPECT_NE(failure->what.find(mistake.what), std::string::npos) << failure->what;
  }
}

TEST(CaseBody, ThatCannotBeUnderstoodIsRefusedWithItsLine) {
  const std::string head = "# Claim\n! shows R5321-4.1.1.5-01\n";
  for (const std::string line : {"S: 25", "S: 2yz|", "S? yes", "C: {nonsense}", "C: {open",
                                 "! reply nicely", "! reply matches (", "! pause 1s", "! end 250",
                                 "! end if", "! times 0", "! dance", "C: {x*200000000}"}) {
    const auto parsed = parse_case("a/b/c", head + line + "\n");
    const auto steps = steps_of(std::get<Case>(parsed), circumstances());
    const auto* failure = std::get_if<Failure>(&steps);
    ASSERT_NE(failure, nullptr) << line;
    EXPECT_EQ(failure->line, 3u) << line;
  }
}

// Whoever writes a case is told before any server is asked.
TEST(CaseBody, IsReadWithoutAServer) {
  const std::string head = "# Claim\n! shows R5321-4.1.1.5-01\n! begin hello\n";
  const auto good = parse_case("a/b/c", head + "C: VRFY {nobody}\n! reply begins with {server}\n");
  EXPECT_FALSE(mistake_in(std::get<Case>(good)));
  const auto bad = parse_case("a/b/c", head + "C: RSET\nS: 25x\n");
  EXPECT_EQ(mistake_in(std::get<Case>(bad)).value().line, 5u);
}

TEST(CaseNeeds, ThatNobodyCanMeetAreNamed) {
  const auto unknown = [](std::string needs) {
    const auto parsed =
        parse_case("a/b/c", "# Claim\n! shows R5321-4.1.1.5-01\n! needs " + needs + "\nC: RSET\n");
    return unknown_need(std::get<Case>(parsed)).value_or("");
  };
  EXPECT_EQ(unknown("rcpt2 pipelining no AUTH=PLAIN LIMITS:RCPTMAX<2000 X-OURS"), "");
  EXPECT_EQ(unknown("DSN PIPELINNING"), "PIPELINNING");
  EXPECT_EQ(unknown("no rcpt3"), "rcpt3");
}

// Everything that a case may name is there, so that no word of any case goes unread.
TEST(EveryCase, CanBeUnderstood) {
  Circumstances here = circumstances();
  here.nobody = "nobody@example.org";
  here.foreign = "foreign@example.net";
  here.entrance.user = "ann";
  for (const Case& subject : all_cases()) {
    const auto steps = steps_of(subject, here);
    const auto* failure = std::get_if<Failure>(&steps);
    EXPECT_EQ(failure, nullptr) << describe(*failure);
    EXPECT_FALSE(mistake_in(subject)) << subject.id;
    EXPECT_EQ(unknown_need(subject), std::nullopt) << subject.id;
  }
}

std::string text_of(const std::string& path) {
  std::ifstream file(std::string(HELOPORT_SOURCE_FOLDER "/") + path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
}

// Whoever learns from the page learns from a case that is played.
TEST(CasesPage, ShowsTheFileThatItNames) {
  const std::string page = text_of("docs/cases.md");
  const std::string begin = "```text\n";
  const std::size_t from = page.find(begin) + begin.size();
  const std::string example = page.substr(from, page.find("```", from) - from);
  const std::string id = "rfc5321/4.1.1.5/rset-drops-the-recipients";
  EXPECT_NE(page.find("`" + id + "`"), std::string::npos);
  EXPECT_EQ(example, text_of("conformance/cases/" + id + ".smtp"));
}

TEST(CaseIds, AreOrderedByTheirNumbers) {
  EXPECT_TRUE(before("rfc5321/4.1.1.9/a", "rfc5321/4.1.1.10/a"));
  EXPECT_TRUE(before("rfc821/1/a", "rfc5321/1/a"));
  EXPECT_TRUE(before("rfc5321/4.1/z", "rfc5321/4.1.1/a"));
  EXPECT_FALSE(before("rfc5321/4.1.1/a", "rfc5321/4.1/z"));
  EXPECT_FALSE(before("rfc5321/4.1/a", "rfc5321/4.1/a"));
}

TEST(CaseIds, AreSelectedByWholeParts) {
  EXPECT_TRUE(selects("rfc5321", "rfc5321/4.1.1.5/drops"));
  EXPECT_TRUE(selects("rfc5321/4.1.1", "rfc5321/4.1.1.5/drops"));
  EXPECT_TRUE(selects("rfc5321/4.1.1.5/", "rfc5321/4.1.1.5/drops"));
  EXPECT_TRUE(selects("rfc5321/4.1.1.5/drops", "rfc5321/4.1.1.5/drops"));
  EXPECT_FALSE(selects("rfc5321/4.1.1.5/drop", "rfc5321/4.1.1.5/drops"));
  EXPECT_FALSE(selects("rfc5321/4.1.1", "rfc5321/4.1.10/a"));
  EXPECT_FALSE(selects("rfc532", "rfc5321/4.1.1.5/drops"));
}

}  // namespace
}  // namespace heloport::conformance
