// Many connections on one loop, beside a server of ours and beside peers that do what they like.

#include "transports/client_loop.hpp"

#include <gtest/gtest.h>
#include <sys/socket.h>

#include <deque>
#include <map>

#include "tests/transports/line_party.hpp"
#include "tests/transports/peer_socket.hpp"
#include "tests/transports/running_server.hpp"
#include "transports/clock.hpp"

namespace heloport::transports {
namespace {

ClientLoop::Clock::time_point in(std::chrono::milliseconds time) {
  return ClientLoop::Clock::now() + time;
}

/// A loop and the parties in it; gives up after some seconds.
class Crowd {
 public:
  explicit Crowd(std::size_t size) : loop(size) {}

  LineParty& add(std::string_view lines) {
    LineParty& party = parties.emplace_back(tally, Arrival{});
    party.say(lines);
    party.finish_at("bye\n");
    return party;
  }

  /// Until so many have ended; false: they did not.
  bool run_until_ended(std::size_t count) {
    const auto deadline = in(std::chrono::seconds(20));
    while (ended.size() < count && ClientLoop::Clock::now() < deadline) {
      loop.turn(deadline);
      for (const ClientLoop::Ended& one : loop.ended()) ended[one.key] = one.error;
      loop.clear_ended();
    }
    return ended.size() == count;
  }

  Tally tally;
  std::deque<LineParty> parties;
  std::map<std::size_t, std::error_code> ended;
  ClientLoop loop;
};

// Else a load on a server that answers no SYN would never look at its own timeout.
TEST(ClientLoop, AMomentThatHasPassedRingsAtOnceAndAgain) {
  const auto begun = ClientLoop::Clock::now();
  ClientLoop loop(1);
  for (const auto past : {ClientLoop::Clock::time_point{}, begun}) {
    loop.turn(past);
    loop.turn(past);
  }
  EXPECT_LT(ClientLoop::Clock::now() - begun, std::chrono::seconds(10));
}

TEST(ClientLoop, TalksOnManyConnectionsAtOnce) {
  const RunningServer server;
  const SocketAddress to = socket_address(server.address);
  Crowd crowd(60);
  for (std::size_t key = 0; key < 60; ++key) {
    LineParty& party = crowd.add("line " + std::to_string(key) + "\nquit\n");
    ASSERT_FALSE(crowd.loop.open(key, to, party));
  }
  EXPECT_EQ(crowd.loop.connections(), 60U);
  ASSERT_TRUE(crowd.run_until_ended(60));
  EXPECT_EQ(crowd.loop.connections(), 0U);
  for (std::size_t key = 0; key < 60; ++key) {
    EXPECT_EQ(crowd.parties[key].heard(), "line " + std::to_string(key) + "\nbye\n");
    EXPECT_FALSE(crowd.ended[key]);
  }
}

TEST(ClientLoop, CarriesMoreThanASocketTakesBothWays) {
  const RunningServer server;
  Crowd crowd(2);
  std::string lines;
  while (lines.size() < 4'000'000) lines += "a line among many others\n";
  for (std::size_t key = 0; key < 2; ++key) {
    ASSERT_FALSE(crowd.loop.open(key, socket_address(server.address), crowd.add(lines + "quit\n")));
  }
  ASSERT_TRUE(crowd.run_until_ended(2));
  for (const LineParty& party : crowd.parties) EXPECT_EQ(party.heard(), lines + "bye\n");
}

TEST(ClientLoop, HearsWhatCameTogetherWithTheEnd) {
  auto [ours, theirs] = socket_pair(SOCK_STREAM);
  PeerSocket peer(std::move(theirs));
  Crowd crowd(1);
  ASSERT_FALSE(crowd.loop.adopt(0, std::move(ours), crowd.add("")));
  crowd.loop.turn(ClientLoop::Clock::now());
  peer.send("last words\n");
  peer.close();
  ASSERT_TRUE(crowd.run_until_ended(1));
  EXPECT_EQ(crowd.parties[0].heard(), "last words\n");
  EXPECT_EQ(crowd.tally.ends, 1);
  EXPECT_FALSE(crowd.ended[0]);
}

TEST(ClientLoop, HearsWhatCameTogetherWithTheEndInPiecesOfARoom) {
  auto [ours, theirs] = socket_pair(SOCK_STREAM);
  PeerSocket peer(std::move(theirs));
  Crowd crowd(1);
  LineParty small(crowd.tally, Arrival{}, 7);
  ASSERT_FALSE(crowd.loop.adopt(0, std::move(ours), small));
  const std::string words = "words that take several reads, the last of which is full\n......";
  peer.send(words);
  peer.end_output();
  ASSERT_TRUE(crowd.run_until_ended(1));
  EXPECT_EQ(small.heard(), words);
  EXPECT_EQ(crowd.tally.ends, 1);
}

TEST(ClientLoop, SaysWhyNobodyAnswers) {
  const Address nowhere = Doorstep(1).address;
  Crowd crowd(1);
  LineParty& party = crowd.add("hello\n");
  // A refusal may show at once or later.
  if (auto fault = crowd.loop.open(0, socket_address(nowhere), party)) {
    EXPECT_EQ(fault->error, std::errc::connection_refused);
    EXPECT_EQ(fault->text, "cannot connect: Connection refused");
    return;
  }
  ASSERT_TRUE(crowd.run_until_ended(1));
  EXPECT_EQ(crowd.ended[0], std::errc::connection_refused);
}

TEST(ClientLoop, TellsAReset) {
  const Doorstep door(1);
  Crowd crowd(1);
  ASSERT_FALSE(crowd.loop.open(0, socket_address(door.address), crowd.add("")));
  door.accept().reset();
  ASSERT_TRUE(crowd.run_until_ended(1));
  EXPECT_EQ(crowd.ended[0], std::errc::connection_reset);
  EXPECT_EQ(crowd.tally.ends, 1);
}

TEST(ClientLoop, OpensAKeyAnewThatHasEnded) {
  const RunningServer server;
  Crowd crowd(1);
  for (int round = 0; round < 3; ++round) {
    ASSERT_FALSE(crowd.loop.open(0, socket_address(server.address), crowd.add("quit\n")));
    ASSERT_TRUE(crowd.run_until_ended(1));
    EXPECT_EQ(crowd.parties.back().heard(), "bye\n");
    crowd.ended.clear();
  }
}

TEST(ClientLoop, SendsWhatAPartySaysUnasked) {
  auto [ours, theirs] = socket_pair(SOCK_STREAM);
  PeerSocket peer(std::move(theirs));
  Crowd crowd(1);
  LineParty& party = crowd.add("");
  ASSERT_FALSE(crowd.loop.adopt(0, std::move(ours), party));
  crowd.loop.turn(ClientLoop::Clock::now());
  party.say("unasked\n");
  crowd.loop.serve(0);
  EXPECT_EQ(peer.read(8), "unasked\n");
}

TEST(ClientLoop, WaitsUntilTheMomentAndNotMuchLonger) {
  Crowd crowd(1);
  for (const int milliseconds : {-5, 0, 30}) {
    const auto until = in(std::chrono::milliseconds(milliseconds));
    crowd.loop.turn(until);
    EXPECT_GE(ClientLoop::Clock::now(), until);
    EXPECT_LT(ClientLoop::Clock::now(), until + std::chrono::seconds(5));
  }
}

TEST(ClientLoop, EndsASessionAtItsDeadline) {
  auto [ours, theirs] = socket_pair(SOCK_STREAM);
  PeerSocket peer(std::move(theirs));
  Crowd crowd(3);
  ASSERT_FALSE(crowd.loop.adopt(1, std::move(ours), crowd.add("")));
  peer.send("expire 30\n");
  ASSERT_TRUE(crowd.run_until_ended(1));
  EXPECT_EQ(peer.read_to_end(), "expired\n");
}

/// Waits for a moment and says nothing.
class Patience final : public Party, private engine::OctetSide {
 public:
  static constexpr engine::Time time{30};
  engine::Time until() const { return deadline_.value_or(engine::Time{0}); }
  engine::OctetSide& octets() override { return *this; }
  void serve() override {}
  void stop(Urgency) override {}

 private:
  std::span<char> input() override { return {}; }
  void received(std::size_t) override {}
  void end_of_input() override {}
  engine::Output output() const override { return {}; }
  void sent(std::size_t) override {}
  std::optional<engine::Time> deadline() const override { return deadline_; }
  void expire(engine::Time now) override {
    if (!deadline_) deadline_ = now + time;
    finished_ = now >= *deadline_;
  }
  bool finished() const override { return finished_; }

  std::optional<engine::Time> deadline_;
  bool finished_ = false;
};

// The backlog takes some; the others are told of nothing, for as long as SYNs are sent anew.
TEST(ClientLoop, EndsAtItsDeadlineWhatNobodyAnswers) {
  constexpr std::size_t more_than_wait = 8;
  const Doorstep door(0);
  Crowd crowd(more_than_wait);
  std::deque<Patience> parties(more_than_wait);
  for (std::size_t key = 0; key < more_than_wait; ++key) {
    ASSERT_FALSE(crowd.loop.open(key, socket_address(door.address), parties[key]));
  }
  ASSERT_TRUE(crowd.run_until_ended(more_than_wait));
  for (const auto& [key, error] : crowd.ended) EXPECT_FALSE(error) << key;
}

// What happened between two waits is no time that the peer has had.
TEST(ClientLoop, TheTimeOfASessionBeginsWhenItIsOpened) {
  Crowd crowd(1);
  crowd.loop.turn(in(std::chrono::milliseconds(0)));
  const engine::Time last_wait = steady_now();
  engine::Time opened = last_wait;
  while (opened < last_wait + engine::Time(3)) opened = steady_now();
  Patience patience;
  auto [ours, theirs] = socket_pair(SOCK_STREAM);
  ASSERT_FALSE(crowd.loop.adopt(0, std::move(ours), patience));
  EXPECT_GE(patience.until(), opened + Patience::time);
}

TEST(ClientLoop, LeavesNoDescriptorBehind) {
  const std::size_t before = open_descriptors();
  {
    auto [ours, theirs] = socket_pair(SOCK_STREAM);
    Crowd crowd(1);
    ASSERT_FALSE(crowd.loop.adopt(0, std::move(ours), crowd.add("")));
  }
  EXPECT_EQ(open_descriptors(), before);
}

}  // namespace
}  // namespace heloport::transports
