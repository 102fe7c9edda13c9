// Where servers differ.
#include "apps/check_differences.hpp"

#include <gtest/gtest.h>

#include <array>

#include "tests/apps/check_runs.hpp"

namespace heloport::apps {
namespace {

using conformance::EndOfData;
using conformance::Judgement;
using Both = std::array<const conformance::Run*, 2>;

TEST(Differences, AreOfJudgementThenOfCodesThenOfWhatIsOffered) {
  InventedRun one("one");
  InventedRun two("two");
  for (InventedRun* each : {&one, &two}) {
    each->add("rfc5321/3.1/alike", Judgement::satisfied);
    each->add("rfc5321/3.1/judged", each == &one ? Judgement::violated : Judgement::satisfied);
    each->add("rfc5321/3.1/other-class", Judgement::satisfied);
    each->add("rfc5321/3.1/same-class", Judgement::satisfied);
    each->add("rfc5321/4.1.1.10/offered",
              each == &one ? Judgement::satisfied : Judgement::not_applicable);
  }
  two.run.results[2].codes = "220 250 354 221";
  two.run.results[3].codes = "220 251 554 221";
  const Both runs{&one.run, &two.run};
  EXPECT_EQ(differences_text(runs, false), R"(Judged differently: 1.
  rfc5321/3.1/judged
    RSET drops the recipients: DATA then finds none
      one  violated: DATA was answered as if there were recipients (220 250 354 221)
      two  satisfied (220 250 503 221)

Judged alike, codes of another class: 1.
  rfc5321/3.1/other-class
    RSET drops the recipients: DATA then finds none
      one  220 250 503 221
      two  220 250 354 221

About what not all of them offer: 1.
  RFC 5321, 4.1.1.10, 1 case: one; not two

)");
  const Differences exact = differences_of(runs, true);
  ASSERT_EQ(exact.coded.size(), 2U);
  EXPECT_EQ(exact.coded[1].subject->id, "rfc5321/3.1/same-class");
}

TEST(Differences, AreNoneBetweenARunAndItself) {
  InventedRun one("one");
  fill_big(one, 1);
  const Both runs{&one.run, &one.run};
  EXPECT_EQ(differences_text(runs, true), "No case shows a difference.\n");
  EXPECT_EQ(differences_text({}, true), "No case shows a difference.\n");
}

TEST(Differences, ACaseThatOneRunDidNotHaveIsNone) {
  InventedRun one("one");
  InventedRun two("two");
  one.add("rfc5321/3.1/a", Judgement::satisfied);
  two.add("rfc5321/3.1/b", Judgement::violated);
  const Both runs{&one.run, &two.run};
  EXPECT_EQ(differences_text(runs, true), "No case shows a difference.\n");
}

TEST(Differences, OfVectorsAreGroupedByWhatBecameOfThem) {
  InventedRun one("one");
  InventedRun two("two");
  for (const char* vector : {"\\n.\\n", "\\r.\\r"}) {
    one.add_vector(vector, false, EndOfData::Outcome::ended);
    two.add_vector(vector, false, EndOfData::Outcome::refused);
  }
  one.add_vector("\\r\\n.\\r\\n", true, EndOfData::Outcome::ended);
  two.add_vector("\\r\\n.\\r\\n", true, EndOfData::Outcome::ended);
  one.add_vector("..", false, EndOfData::Outcome::carried_on);  // the other did not try it
  const Both runs{&one.run, &two.run};
  EXPECT_EQ(differences_text(runs, false), R"(End-of-data vectors with other ends: 2.
  one: ended, two: refused
    \n.\n \r.\r

)");
}

TEST(Differences, LetNoOctetOfAServerCommandTheTerminal) {
  InventedRun one("one");
  InventedRun two("two");
  fill_hostile(one);
  fill_hostile(two);
  for (auto& result : two.run.results) result.codes = "220";
  two.run.results[0].judgement = Judgement::satisfied;
  const Both runs{&one.run, &two.run};
  const std::string text = differences_text(runs, true);
  EXPECT_GT(text.size(), 1000U);
  for (const char c : text) {
    const auto octet = static_cast<unsigned char>(c);
    EXPECT_TRUE(c == '\n' || (octet >= ' ' && octet != 0x7F)) << int{octet};
  }
}

}  // namespace
}  // namespace heloport::apps
