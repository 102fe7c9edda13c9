// The wire drives a session as a transport does.

#include "conformance/wire.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace heloport::conformance {
namespace {

using engine::Time;
using std::chrono::milliseconds;

/// Writes down what is done to it.
class Fake final : public engine::OctetSide {
 public:
  std::span<char> input() override { return std::span(block).first(room); }
  void received(std::size_t n) override { done += "<" + std::string(block.data(), n); }
  void end_of_input() override { done += "<end"; }
  engine::Output output() const override { return {{unsent, unsent_behind}}; }
  void sent(std::size_t n) override {
    done += ">" + std::to_string(n);
    const std::size_t first = std::min(n, unsent.size());
    unsent.remove_prefix(first);
    unsent_behind.remove_prefix(n - first);
  }
  std::optional<Time> deadline() const override {
    if (deadlines.empty()) return std::nullopt;
    return deadlines.front();
  }
  void expire(Time now) override {
    times.push_back(now.count());
    if (moves_on && !deadlines.empty() && now >= deadlines.front()) {
      deadlines.erase(deadlines.begin());
    }
  }
  bool finished() const override { return false; }

  std::array<char, 64> block{};
  std::size_t room = 64;
  std::string_view unsent;
  std::string_view unsent_behind;
  std::vector<Time> deadlines;
  bool moves_on = true;
  std::string done;
  std::vector<milliseconds::rep> times;
};

TEST(Wire, GivesPiecesAndTheEndWithTheLast) {
  Fake side;
  Wire wire(side, 2);
  EXPECT_FALSE(wire.feed());
  wire.write("abcde");
  wire.end_of_input();
  while (wire.feed()) {
  }
  EXPECT_EQ(side.done, "<ab<cd<e<end");
  EXPECT_FALSE(wire.feed());
}

TEST(Wire, GivesWhatThereIsRoomFor) {
  Fake side;
  Wire wire(side, 0);
  wire.write("abcde");
  side.room = 3;
  EXPECT_TRUE(wire.feed());
  side.room = 0;
  EXPECT_FALSE(wire.feed());
  EXPECT_EQ(wire.octets_waiting(), 2u);
  wire.end_of_input();
  EXPECT_FALSE(wire.feed()) << "the end waits behind the octets";
  side.room = 64;
  EXPECT_TRUE(wire.feed());
  EXPECT_EQ(side.done, "<abc<de<end");
}

TEST(Wire, TakesOutputInPiecesAcrossItsRuns) {
  Fake side;
  Wire wire(side, 2);
  side.unsent = "abc";
  side.unsent_behind = "de";
  std::string speech;
  wire.reading(false);
  EXPECT_FALSE(wire.drain(speech));
  wire.reading(true);
  EXPECT_TRUE(wire.drain(speech));
  EXPECT_EQ(speech, "abcde");
  EXPECT_EQ(side.done, ">2>2>1");
  EXPECT_FALSE(wire.drain(speech));
}

TEST(Wire, TimeGoesFromDeadlineToDeadline) {
  Fake side;
  Wire wire(side, 0);
  side.deadlines = {Time(100), Time(250), Time(900)};
  std::size_t settled = 0;
  EXPECT_TRUE(wire.advance(milliseconds(300), [&] { ++settled; }));
  EXPECT_EQ(side.times, (std::vector<milliseconds::rep>{0, 100, 250, 300}));
  EXPECT_EQ(settled, 3u);
  EXPECT_TRUE(wire.advance(milliseconds(100), [] {}));
  EXPECT_EQ(side.times.back(), 400);
}

TEST(Wire, ADeadlineThatStaysInThePastIsFound) {
  Fake side;
  side.moves_on = false;
  side.deadlines = {Time(100)};
  Wire wire(side, 0);
  EXPECT_FALSE(wire.advance(milliseconds(300), [] {}));
}

}  // namespace
}  // namespace heloport::conformance
