// Moments that are waited for: the next one first, whatever moved meanwhile.

#include "transports/timer_queue.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <random>

namespace heloport::transports {
namespace {

using engine::Time;

struct Waiting : Timed {};

TEST(TimerQueue, GivesThemInTheOrderOfTheirMoments) {
  TimerQueue queue;
  std::array<Waiting, 3> who;
  queue.set(who[0], Time{30});
  queue.set(who[1], Time{10});
  queue.set(who[2], Time{20});
  EXPECT_EQ(queue.next(), Time{10});
  EXPECT_EQ(queue.take_due(Time{9}), nullptr);
  EXPECT_EQ(queue.take_due(Time{25}), &who[1]);
  EXPECT_EQ(queue.take_due(Time{25}), &who[2]);
  EXPECT_EQ(queue.take_due(Time{25}), nullptr);
  EXPECT_TRUE(who[0].waits_for_a_moment());
  EXPECT_FALSE(who[1].waits_for_a_moment());
}

TEST(TimerQueue, OneThatIsTakenOutNeverComes) {
  TimerQueue queue;
  Waiting who;
  queue.set(who, Time{10});
  queue.cancel(who);
  queue.cancel(who);
  EXPECT_EQ(queue.next(), std::nullopt);
  EXPECT_EQ(queue.take_due(Time{100}), nullptr);
}

// Against a plain list of what each waits for.
TEST(TimerQueue, KeepsTheOrderThroughAnyMoves) {
  std::mt19937 random(7);
  TimerQueue queue;
  std::array<Waiting, 50> who;
  std::array<std::optional<Time>, 50> expected;
  for (int step = 0; step < 20'000; ++step) {
    const std::size_t i = random() % who.size();
    if (random() % 3 == 0) {
      queue.cancel(who[i]);
      expected[i].reset();
    } else {
      expected[i] = Time{random() % 1'000};
      queue.set(who[i], *expected[i]);
      EXPECT_EQ(queue.due(who[i]), *expected[i]);
    }
    std::optional<Time> first;
    for (const auto& each : expected) {
      if (each && (!first || *each < *first)) first = each;
    }
    ASSERT_EQ(queue.next(), first) << step;
  }
}

}  // namespace
}  // namespace heloport::transports
