// A tap shows what passes and changes nothing.

#include "transports/tap.hpp"

#include <gtest/gtest.h>

#include "tests/transports/line_party.hpp"
#include "transports/memory.hpp"

namespace heloport::transports {
namespace {

class TapTest : public ::testing::Test {
 protected:
  // The whole session as an onlooker at the server saw it.
  std::string looked_on(Chunks to_server, std::size_t flight_octets_max) {
    std::string shown;
    const auto onlooker = [&](Passing passing, std::string_view octets) {
      EXPECT_FALSE(octets.empty());
      (passing == Passing::received ? received_ : sent_) += octets;
      shown += passing == Passing::received ? '<' : '>';
    };
    LineParty client(tally_, memory_arrival());
    client.say("one\ntwo\nquit\n");
    client.finish_at("bye\n");
    TappedParty server(std::make_unique<LineParty>(tally_, memory_arrival()), onlooker);
    MemoryLink link(client, server);
    link.chunks(Direction::to_server, std::move(to_server));
    link.flight_octets_max(Direction::to_client, flight_octets_max);
    EXPECT_TRUE(link.run_until_quiet());
    EXPECT_TRUE(server.octets().finished());
    EXPECT_EQ(client.heard(), "one\ntwo\nbye\n");
    return shown;
  }

  Tally tally_;
  std::string received_;
  std::string sent_;
};

TEST_F(TapTest, ShowsEveryOctetBothWays) {
  looked_on(whole_chunks(), 1 << 16);
  EXPECT_EQ(received_, "one\ntwo\nquit\n");
  EXPECT_EQ(sent_, "one\ntwo\nbye\n");
}

TEST_F(TapTest, ShowsTheSameHoweverItWasSplit) {
  looked_on(chunks_of(1), 3);
  EXPECT_EQ(received_, "one\ntwo\nquit\n");
  EXPECT_EQ(sent_, "one\ntwo\nbye\n");
}

TEST_F(TapTest, ShowsTheReasonBeforeWhatFollowsFromIt) {
  EXPECT_EQ(looked_on(chunks_of(100), 1 << 16), "<>>");  // one write of two runs
}

TEST_F(TapTest, PassesTimeAndStopsOn) {
  std::string sent;
  TappedParty tapped(std::make_unique<LineParty>(tally_, memory_arrival()),
                     [](Passing, std::string_view) {});
  EXPECT_FALSE(tapped.octets().deadline());
  const std::string_view line = "expire 5\n";
  tapped.octets().expire(engine::Time{10});
  line.copy(tapped.octets().input().data(), line.size());
  tapped.octets().received(line.size());
  tapped.serve();
  EXPECT_EQ(tapped.octets().deadline(), engine::Time{15});
  tapped.stop(Urgency::when_idle);
  EXPECT_TRUE(tapped.octets().finished());
  EXPECT_FALSE(tapped.octets().peer_is_done());
  EXPECT_EQ(tapped.octets().output().runs[0], "stop");
}

TEST_F(TapTest, TellsThatThePeerIsDone) {
  TappedParty tapped(std::make_unique<LineParty>(tally_, memory_arrival()),
                     [](Passing, std::string_view) {});
  const std::string_view line = "leave\n";
  line.copy(tapped.octets().input().data(), line.size());
  tapped.octets().received(line.size());
  tapped.serve();
  EXPECT_TRUE(tapped.octets().peer_is_done());
}

}  // namespace
}  // namespace heloport::transports
