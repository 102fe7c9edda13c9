// When messages of a load are due, and that a slow server cannot hide behind its own slowness.
#include <gtest/gtest.h>

#include "apps/load_schedule.hpp"
#include "tests/apps/load_talk.hpp"

namespace heloport::apps {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

TEST(LoadSchedule, GivesInAClosedLoopAMessageToWhoeverAsks) {
  LoadSchedule schedule({.messages_max = 2});
  EXPECT_FALSE(schedule.take(seconds(1)));  // it has not begun
  schedule.begin(seconds(1));
  EXPECT_EQ(schedule.take(seconds(3)), LoadTime(seconds(3)));
  EXPECT_EQ(schedule.take(seconds(3)), LoadTime(seconds(3)));
  EXPECT_TRUE(schedule.exhausted(seconds(3)));
  EXPECT_FALSE(schedule.take(seconds(3)));
}

TEST(LoadSchedule, GivesInAnOpenLoopWhatIsDueAndSaysSinceWhen) {
  LoadSchedule schedule({.messages_max = 4, .messages_per_second = 10});
  schedule.begin(seconds(1));
  EXPECT_EQ(schedule.take(seconds(1)), LoadTime(seconds(1)));
  EXPECT_FALSE(schedule.take(milliseconds(1099)));
  EXPECT_EQ(schedule.next_due(), LoadTime(milliseconds(1100)));
  EXPECT_EQ(schedule.take(seconds(9)), LoadTime(milliseconds(1100)));
  EXPECT_EQ(schedule.take(seconds(9)), LoadTime(milliseconds(1200)));
  EXPECT_EQ(schedule.take(seconds(9)), LoadTime(milliseconds(1300)));
  EXPECT_FALSE(schedule.take(seconds(9)));
  EXPECT_FALSE(schedule.next_due());
}

TEST(LoadSchedule, EndsWithItsDurationAndCountsWhatWasNeverBegun) {
  LoadSchedule schedule({.duration = seconds(2), .messages_per_second = 10});
  schedule.begin(seconds(0));
  EXPECT_TRUE(schedule.take(seconds(1)));
  EXPECT_EQ(schedule.overdue(seconds(1)), 9U);
  EXPECT_FALSE(schedule.take(seconds(2)));
  EXPECT_TRUE(schedule.exhausted(seconds(2)));
  EXPECT_EQ(schedule.overdue(seconds(5)), 19U);
}

TEST(LoadSchedule, IsExhaustedInAnOpenLoopWhenTheNextWouldComeTooLate) {
  LoadSchedule schedule({.duration = seconds(2), .messages_per_second = 1});
  schedule.begin(seconds(0));
  EXPECT_TRUE(schedule.take(seconds(0)));
  EXPECT_FALSE(schedule.exhausted(seconds(0)));
  EXPECT_TRUE(schedule.take(seconds(1)));
  EXPECT_TRUE(schedule.exhausted(seconds(1)));
  EXPECT_FALSE(schedule.next_due());
}

TEST(LoadSchedule, IsExhaustedWhenItWasStoppedEvenWithMessagesThatWereDue) {
  LoadSchedule schedule({.messages_max = 100, .messages_per_second = 10});
  schedule.begin(seconds(0));
  EXPECT_TRUE(schedule.take(seconds(1)));
  schedule.stop(seconds(1));
  EXPECT_TRUE(schedule.exhausted(seconds(1)));
  EXPECT_FALSE(schedule.take(seconds(1)));
  EXPECT_FALSE(schedule.next_due());
  EXPECT_EQ(schedule.overdue(seconds(3)), 9U);
}

TEST(LoadSchedule, ThatWasStoppedBeforeItBeganIsExhausted) {
  LoadSchedule schedule({.messages_max = 100});
  schedule.stop(seconds(1));
  EXPECT_TRUE(schedule.exhausted(seconds(2)));
  EXPECT_EQ(schedule.overdue(seconds(2)), 0U);
}

/// One session, `rate` messages a second for a second, before a server that answers at once but
/// stands still for half of it.
LatencyHistogram latencies_with_a_stall(double rate) {
  LoadWish wish;
  wish.amount = {.duration = seconds(1), .messages_per_second = rate};
  LoadTalk talk(wish);
  std::string said = talk.greeted();
  while (!talk.session->finished() && !talk.shared.fault) {
    const bool stalls = LoadTalk::now() >= milliseconds(200) && LoadTalk::now() < milliseconds(700);
    if (said.empty() || stalls) {
      LoadTalk::clock() += milliseconds(1);
      if (said.empty()) said = talk.says();
      continue;
    }
    const bool data = said == "DATA\r\n";
    said = talk.hears(data ? "354 Go\r\n" : said == "QUIT\r\n" ? "221 Bye\r\n" : "250 Ok\r\n");
  }
  EXPECT_EQ(talk.fault(), "");
  return talk.shared.record.latencies();
}

TEST(CoordinatedOmission, EveryMessageThatWasDueDuringAStallHasWaitedForItsEnd) {
  const LatencyHistogram latencies = latencies_with_a_stall(100);
  // Due at 200, 210, ... 690 ms: they waited for 500, 490, ... 10 ms. The other 50 for nothing.
  EXPECT_EQ(latencies.count(), 100U);
  EXPECT_EQ(latencies.max(), 500'000'000U);
  EXPECT_LT(latencies.percentile(50), 1'000'000U);
  EXPECT_NEAR(static_cast<double>(latencies.percentile(75)), 250e6, 5e6);
  EXPECT_NEAR(static_cast<double>(latencies.percentile(99)), 490e6, 5e6);
}

TEST(CoordinatedOmission, HidesTheStallInAClosedLoop) {
  // Of thousands of messages the one that met the stall was slow: this is what --rate is for.
  LoadWish wish;
  wish.amount = {.messages_max = 1000};
  LoadTalk talk(wish);
  std::string said = talk.greeted();
  while (!talk.session->finished() && !talk.shared.fault) {
    const bool stalls = talk.delivered() == 500 && LoadTalk::now() < milliseconds(500);
    if (stalls) LoadTalk::clock() = milliseconds(500);
    const bool data = said == "DATA\r\n";
    said = talk.hears(data ? "354 Go\r\n" : said == "QUIT\r\n" ? "221 Bye\r\n" : "250 Ok\r\n");
  }
  const LatencyHistogram& latencies = talk.shared.record.latencies();
  EXPECT_EQ(latencies.count(), 1000U);
  EXPECT_EQ(latencies.max(), 500'000'000U);
  EXPECT_EQ(latencies.percentile(99), 0U);
}

TEST(LoadRecord, TellsARunOfAnyLengthInAtMostSoManySpans) {
  LoadRecord record;
  record.begin(seconds(5));
  std::uint64_t count = 0;
  for (LoadTime now = seconds(5); now < seconds(105); now += milliseconds(7)) {
    record.delivered(now - milliseconds(3), now);
    ++count;
  }
  EXPECT_LE(record.spans().size(), LoadRecord::spans_max);
  EXPECT_GE(record.spans().size(), LoadRecord::spans_max / 2);
  std::uint64_t told = 0;
  for (const LoadSpan& span : record.spans()) told += span.latencies.count();
  EXPECT_EQ(told, count);
  // Evenly spread: the first is no fuller than the others.
  EXPECT_NEAR(static_cast<double>(record.spans().front().latencies.count()),
              static_cast<double>(record.spans()[50].latencies.count()), 1);
  EXPECT_EQ(record.latencies().max(), 3'000'000U);
}

}  // namespace
}  // namespace heloport::apps
