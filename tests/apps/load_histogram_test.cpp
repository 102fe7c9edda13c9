// The histogram of latencies, beside a sorted list of the same values.
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <random>
#include <vector>

#include "apps/load_histogram.hpp"

namespace heloport::apps {
namespace {

constexpr double percents[] = {0.1, 1, 25, 50, 75, 90, 99, 99.9, 99.99, 100};

std::uint64_t nearest_rank(const std::vector<std::uint64_t>& sorted, double percent) {
  const double rank = std::ceil(percent / 100 * static_cast<double>(sorted.size()));
  return sorted[static_cast<std::size_t>(std::max(1.0, rank)) - 1];
}

/// Latencies of a server that is mostly fast, sometimes slow, and once stood still.
std::vector<std::uint64_t> values_of(unsigned seed) {
  std::mt19937_64 random(seed);
  std::lognormal_distribution<double> usual(12, 1.5);
  std::vector<std::uint64_t> values;
  for (int i = 0; i < 20'000; ++i) values.push_back(static_cast<std::uint64_t>(usual(random)));
  for (std::uint64_t small = 0; small < 300; ++small) values.push_back(small);
  values.push_back(3'600'000'000'000);
  return values;
}

class Percentiles : public testing::TestWithParam<unsigned> {};

TEST_P(Percentiles, AreThoseOfTheSortedListWithinThePrecision) {
  for (const unsigned bits : {3U, 5U, 7U}) {
    LatencyHistogram histogram(bits);
    std::vector<std::uint64_t> values = values_of(GetParam());
    for (const std::uint64_t value : values) histogram.record(value);
    std::sort(values.begin(), values.end());
    for (const double percent : percents) {
      const std::uint64_t exact = nearest_rank(values, percent);
      const std::uint64_t told = histogram.percentile(percent);
      EXPECT_GE(told, exact) << percent << " % with " << bits << " bits";
      EXPECT_LE(told - exact, exact >> bits) << percent << " % with " << bits << " bits";
    }
    EXPECT_EQ(histogram.count(), values.size());
    EXPECT_EQ(histogram.min(), values.front());
    EXPECT_EQ(histogram.percentile(100), values.back());
  }
}

INSTANTIATE_TEST_SUITE_P(OfSeed, Percentiles, testing::Range(1U, 6U));

TEST(LatencyHistogram, HasOnePartForEachValueAndNoGapBetweenParts) {
  LatencyHistogram histogram(3);
  for (std::uint64_t value = 0; value < 5'000; ++value) histogram.record(value);
  std::uint64_t next = 0;
  for (const LatencyHistogram::Part& part : histogram.parts()) {
    EXPECT_EQ(part.low, next);
    const std::uint64_t recorded = std::min<std::uint64_t>(part.high, 4'999) - part.low + 1;
    EXPECT_EQ(part.count, recorded);
    next = part.high + 1;
  }
  EXPECT_GE(next, 5'000U);
}

TEST(LatencyHistogram, TakesTheLargestValueThereIs) {
  LatencyHistogram histogram;
  histogram.record(~std::uint64_t{0});
  EXPECT_EQ(histogram.percentile(50), ~std::uint64_t{0});
}

TEST(LatencyHistogram, AddedToAnotherIsAsIfAllHadBeenRecordedThere) {
  LatencyHistogram one(5);
  LatencyHistogram other(5);
  LatencyHistogram all(5);
  for (std::uint64_t i = 1; i < 3'000; ++i) {
    (i % 3 == 0 ? one : other).record(i * i);
    all.record(i * i);
  }
  one.add(other);
  for (const double percent : percents) EXPECT_EQ(one.percentile(percent), all.percentile(percent));
  EXPECT_EQ(one.count(), all.count());
  EXPECT_EQ(one.min(), all.min());
  EXPECT_EQ(one.max(), all.max());
  EXPECT_DOUBLE_EQ(one.mean(), all.mean());
}

TEST(LatencyHistogram, WithoutValuesSaysNothing) {
  const LatencyHistogram histogram;
  EXPECT_EQ(histogram.percentile(99), 0U);
  EXPECT_EQ(histogram.min(), 0U);
  EXPECT_EQ(histogram.mean(), 0);
  EXPECT_TRUE(histogram.parts().empty());
}

}  // namespace
}  // namespace heloport::apps
