// The stages of a stop, each told once and in order.

#include "transports/stop_sequence.hpp"

#include <gtest/gtest.h>

namespace heloport::transports {
namespace {

using engine::Time;
constexpr Time grace{1'000};

TEST(StopSequence, SaysNothingWithoutARequest) {
  StopSequence sequence(grace);
  EXPECT_FALSE(sequence.due(Time{0}));
  EXPECT_FALSE(sequence.deadline());
  EXPECT_FALSE(sequence.due(Time{1'000'000}));
}

TEST(StopSequence, GivesGraceAfterOneRequestAndThenLastWords) {
  StopSequence sequence(grace);
  sequence.request();
  EXPECT_EQ(sequence.due(Time{10}), StopStage::when_idle);
  EXPECT_EQ(sequence.deadline(), Time{10} + grace);
  EXPECT_FALSE(sequence.due(Time{1'009}));
  EXPECT_EQ(sequence.due(Time{1'010}), StopStage::now);
  EXPECT_FALSE(sequence.due(Time{1'010}));
  EXPECT_EQ(sequence.due(Time{1'010} + last_words_time), StopStage::give_up);
  EXPECT_FALSE(sequence.due(Time{1'000'000}));
  EXPECT_FALSE(sequence.deadline());
}

TEST(StopSequence, EndsTheGraceAtTheSecondRequest) {
  StopSequence sequence(grace);
  sequence.request();
  EXPECT_EQ(sequence.due(Time{0}), StopStage::when_idle);
  sequence.request();
  EXPECT_EQ(sequence.due(Time{1}), StopStage::now);
}

TEST(StopSequence, PassesThroughWhenIdleEvenIfBothRequestsCameAtOnce) {
  StopSequence sequence(grace);
  sequence.request();
  sequence.request();
  EXPECT_EQ(sequence.due(Time{0}), StopStage::when_idle);
  EXPECT_EQ(sequence.due(Time{0}), StopStage::now);
  EXPECT_FALSE(sequence.due(Time{0}));
}

TEST(StopSequence, DoesNotShortenLastWordsForAThirdRequest) {
  StopSequence sequence(grace);
  for (int times = 0; times < 3; ++times) sequence.request();
  sequence.due(Time{0});
  EXPECT_EQ(sequence.due(Time{0}), StopStage::now);
  EXPECT_FALSE(sequence.due(Time{0} + last_words_time - Time{1}));
}

TEST(StopSignals, AreRequestsWhileTheyLiveAndNotAfter) {
  struct sigaction before {};
  ::sigaction(SIGTERM, nullptr, &before);
  StopSequence sequence(grace);
  {
    const StopSignals signals(sequence);
    ::raise(SIGTERM);
    EXPECT_EQ(sequence.due(Time{0}), StopStage::when_idle);
    ::raise(SIGINT);
    EXPECT_EQ(sequence.due(Time{0}), StopStage::now);
  }
  struct sigaction after {};
  ::sigaction(SIGTERM, nullptr, &after);
  EXPECT_EQ(after.sa_handler, before.sa_handler);
}

}  // namespace
}  // namespace heloport::transports
