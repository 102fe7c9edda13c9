// Two sessions joined in one process: chunks, time, and what goes wrong on a way.

#include "transports/memory.hpp"

#include <gtest/gtest.h>

#include "tests/transports/line_party.hpp"

namespace heloport::transports {
namespace {

using engine::Time;

class MemoryLinkTest : public ::testing::Test {
 protected:
  Tally of_client_;
  Tally of_server_;
  LineParty client_{of_client_, memory_arrival()};
  LineParty server_{of_server_, memory_arrival()};
  MemoryLink link_{client_, server_};
};

// The client says three lines and leaves at the goodbye, whatever the chunks.
void echoes(const Chunks& to_server, const Chunks& to_client, std::size_t flight_octets_max) {
  Tally tally;
  LineParty client(tally, memory_arrival());
  LineParty server(tally, memory_arrival());
  client.say("one\n\nlonger line\nquit\n");
  client.finish_at("bye\n");
  MemoryLink link(client, server);
  link.chunks(Direction::to_server, to_server);
  link.chunks(Direction::to_client, to_client);
  link.flight_octets_max(Direction::to_server, flight_octets_max);
  link.flight_octets_max(Direction::to_client, flight_octets_max);
  ASSERT_TRUE(link.run_until_quiet());
  EXPECT_EQ(client.heard(), "one\n\nlonger line\nbye\n");
  EXPECT_EQ(server.heard(), "one\n\nlonger line\nquit\n");
  EXPECT_TRUE(client.octets().finished());
  EXPECT_TRUE(server.octets().finished());
}

TEST(MemoryLink, EchoesAtEveryChunkSizeAndFlight) {
  for (std::size_t chunk = 1; chunk <= 24; ++chunk) {
    for (const std::size_t flight : {std::size_t{1}, std::size_t{3}, std::size_t{1000}}) {
      echoes(chunks_of(chunk), chunks_of(25 - chunk), flight);
    }
  }
}

TEST(MemoryLink, EchoesInRandomChunks) {
  for (std::uint64_t seed = 0; seed < 50; ++seed) {
    echoes(random_chunks(seed, 9), random_chunks(seed + 1'000, 9), 64);
  }
}

TEST(Chunks, GivenInTurnBeginAgain) {
  const Chunks chunks = chunks_in_turn({3, 1, 4});
  for (const std::size_t expected : {3U, 1U, 4U, 3U, 1U}) EXPECT_EQ(chunks(), expected);
}

TEST(Chunks, OfOneSeedAreAlwaysTheSame) {
  const Chunks chunks = random_chunks(7, 100);
  // Another sequence would change every recorded run.
  for (const std::size_t expected : {88U, 5U, 47U, 4U}) EXPECT_EQ(chunks(), expected);
  const Chunks ones = random_chunks(7, 1);
  EXPECT_EQ(ones(), 1U);
}

// Notes the size of each received().
class Sizes final : public engine::OctetSide {
 public:
  std::span<char> input() override { return room_; }
  void received(std::size_t n) override { seen.push_back(n); }
  void end_of_input() override { ++ends; }
  engine::Output output() const override { return {{to_say, {}}}; }
  void sent(std::size_t n) override { to_say.remove_prefix(n); }
  std::optional<Time> deadline() const override { return std::nullopt; }
  void expire(Time) override {}
  bool finished() const override { return over; }

  std::string_view to_say;
  std::vector<std::size_t> seen;
  int ends = 0;
  bool over = false;

 private:
  std::array<char, 5> room_;
};

TEST(MemoryLink, SplitsTheStreamWhereTheChunksSayAndWhereRoomEnds) {
  Sizes client;
  Sizes server;
  client.to_say = "0123456789abcdef";
  MemoryLink link({client, [] {}}, {server, [] {}});
  link.chunks(Direction::to_server, chunks_in_turn({3, 1, 7, 2}));
  EXPECT_TRUE(link.run_until_quiet());
  EXPECT_EQ(server.seen, (std::vector<std::size_t>{3, 1, 5, 2, 2, 3}));
}

TEST(MemoryLink, TellsTheEndOnceWhenTheLastOctetHasArrived) {
  Sizes client;
  Sizes server;
  client.to_say = "last words";
  client.over = true;
  MemoryLink link({client, [] {}}, {server, [] {}});
  link.chunks(Direction::to_server, chunks_of(1));
  EXPECT_TRUE(link.run_until_quiet());
  EXPECT_EQ(server.seen.size(), 10U);
  EXPECT_EQ(server.ends, 1);
  EXPECT_EQ(client.ends, 0);
  EXPECT_TRUE(link.run_until_quiet());
  EXPECT_EQ(server.ends, 1);
}

TEST_F(MemoryLinkTest, KeepsWhatIsNotWantedWithinTheFlight) {
  client_.say("deaf\n");
  EXPECT_TRUE(link_.run_until_quiet());
  link_.flight_octets_max(Direction::to_server, 10);
  client_.say("more than ten octets\n");
  EXPECT_TRUE(link_.run_until_quiet());
  EXPECT_EQ(client_.octets().output().size(), 11U);
  EXPECT_EQ(link_.arrived(Direction::to_server), 5U);
}

TEST_F(MemoryLinkTest, CarriesAFloodWithoutHoldingIt) {
  client_.say("flood 1000000\n");
  EXPECT_TRUE(link_.run_until_quiet());
  EXPECT_EQ(link_.arrived(Direction::to_client), 1'000'000U);
}

TEST_F(MemoryLinkTest, SaysSoWhenItIsNeverQuiet) {
  client_.say("around and around\n");  // each echoes the other's echo
  EXPECT_FALSE(link_.run_until_quiet(1'000));
}

TEST_F(MemoryLinkTest, CutDropsBothAfterExactlySoManyOctets) {
  for (const std::uint64_t octets : {0U, 1U, 9U, 10U}) {
    Tally tally;
    LineParty client(tally, memory_arrival());
    LineParty server(tally, memory_arrival());
    client.finish_at("never\n");
    client.say("0123456789");
    MemoryLink link(client, server);
    link.chunks(Direction::to_server, chunks_of(4));
    link.cut(Direction::to_server, octets);
    EXPECT_TRUE(link.run_until_quiet());
    EXPECT_TRUE(link.dropped());
    EXPECT_EQ(server.heard(), std::string("0123456789").substr(0, octets));
    EXPECT_EQ(tally.ends, 2);
  }
}

TEST_F(MemoryLinkTest, DeliversNothingMoreAfterACut) {
  link_.cut(Direction::to_client, 2);
  client_.say("one\n");
  EXPECT_TRUE(link_.run_until_quiet());
  EXPECT_EQ(client_.heard(), "on");
  EXPECT_EQ(server_.heard(), "one\n");
  client_.say("two\n");
  EXPECT_TRUE(link_.run_until_quiet());
  EXPECT_EQ(server_.heard(), "one\n");
}

TEST_F(MemoryLinkTest, StallHoldsOneDirectionUntilItIsResumed) {
  client_.finish_at("never\n");
  link_.stall(Direction::to_client);
  client_.say("one\n");
  EXPECT_TRUE(link_.run_until_quiet());
  EXPECT_EQ(server_.heard(), "one\n");
  EXPECT_EQ(client_.heard(), "");
  link_.stall(Direction::to_client, false);
  EXPECT_TRUE(link_.run_until_quiet());
  EXPECT_EQ(client_.heard(), "one\n");
}

TEST_F(MemoryLinkTest, TimeStandsStillUntilItIsAdvanced) {
  client_.finish_at("never\n");
  client_.say("expire 300000\n");
  EXPECT_TRUE(link_.run_until_quiet());
  EXPECT_TRUE(link_.advance(Time{299'999}));
  EXPECT_FALSE(server_.octets().finished());
  EXPECT_TRUE(link_.advance(Time{1}));
  EXPECT_TRUE(server_.octets().finished());
  EXPECT_EQ(client_.heard(), "expired\n");
  EXPECT_EQ(link_.now(), Time{300'000});
}

TEST_F(MemoryLinkTest, TimePassesFromDeadlineToDeadline) {
  // The server's goodbye at 10 comes before the client's own patience ends at 20.
  client_.say("expire 10\n");
  EXPECT_TRUE(link_.run_until_quiet());
  server_.say("expire 20\n");
  client_.finish_at("expired\n");
  EXPECT_TRUE(link_.advance(Time{1'000}));
  EXPECT_EQ(client_.heard(), "expire 20\nexpired\n");
  EXPECT_TRUE(client_.octets().output().empty());
}

TEST_F(MemoryLinkTest, APartyThatIsAnsweredFromElsewhereNeedsOnlyAnotherRun) {
  client_.finish_at("never\n");
  client_.say("wake\nafter\n");
  // The answer comes from a thread; runs are what it costs to wait for it.
  for (int runs = 0; runs < 1'000'000 && client_.heard().empty(); ++runs) link_.run_until_quiet();
  link_.run_until_quiet();
  EXPECT_EQ(client_.heard(), "woken\nafter\n");
}

}  // namespace
}  // namespace heloport::transports
