// A session in clear that becomes one inside TLS, and holds no layer before.

#include "transports/tls_upgrade.hpp"

#include <gtest/gtest.h>

#include <limits>

#include "tests/transports/tls_pair.hpp"

namespace heloport::transports {

namespace {

using State = TlsLayer::State;

// A server that starts TLS when it hears so, beside a client of the TLS pair.
struct UpgradeTest : testing::TestWithParam<std::size_t> {
  void by_command() {
    client.talk.say("STARTTLS\n");
    client.session = [this] {
      const bool clear = client.layer.state() == State::clear;
      if (clear && client.talk.heard().ends_with("220 go\n")) client.layer.start();
    };
  }

  void serve() {
    do {
      if (upgrade.layer() == nullptr && talk.heard().ends_with("STARTTLS\n")) {
        talk.say("220 go\n");
        upgrade.start(context);
      }
    } while (upgrade.layer() != nullptr && upgrade.layer()->exchange());
  }

  std::shared_ptr<TlsServerContext> context = server_context();
  Talker talk;
  TlsUpgrade upgrade{talk};
  TlsEnd client{client_context(), "mx.example.org"};
  MemoryLink link{client.end(), {upgrade, [this] { serve(); }}};
};

using TlsUpgradeAtChunkSize = UpgradeTest;
INSTANTIATE_TEST_SUITE_P(Sizes, TlsUpgradeAtChunkSize,
                         testing::Values(1, 2, 5, 6, 64, 1000, 16'500,
                                         std::numeric_limits<std::size_t>::max()));

TEST_P(TlsUpgradeAtChunkSize, CarriesWhatWasSaidBeforeAndBehindTheStart) {
  by_command();
  for (const Direction way : {Direction::to_server, Direction::to_client}) {
    link.chunks(way, chunks_of(GetParam()));
  }
  ASSERT_TRUE(link.run_until_quiet());
  ASSERT_NE(upgrade.layer(), nullptr);
  EXPECT_EQ(upgrade.layer()->state(), State::open);
  client.talk.say("inside");
  talk.say("TLS");
  ASSERT_TRUE(link.run_until_quiet());
  EXPECT_EQ(talk.heard(), "STARTTLS\ninside");
  EXPECT_EQ(client.talk.heard(), "220 go\nTLS");
  EXPECT_EQ(client.received.find("TLS"), std::string::npos);
}

using TlsUpgradeTest = UpgradeTest;

TEST_F(TlsUpgradeTest, InClearIsTheSessionItself) {
  EXPECT_EQ(upgrade.layer(), nullptr);
  EXPECT_EQ(upgrade.input().data(), talk.input().data());
  talk.say("220 mx\n");
  EXPECT_EQ(upgrade.output().runs[0].data(), talk.output().runs[0].data());
  upgrade.sent(4);
  EXPECT_EQ(talk.unsaid_octets(), 3U);
  talk.expire_at(engine::Time(7));
  EXPECT_EQ(upgrade.deadline(), engine::Time(7));
  upgrade.expire(engine::Time(7));
  EXPECT_TRUE(upgrade.finished());
  upgrade.end_of_input();
  EXPECT_EQ(talk.ends(), 1);
}

TEST_F(TlsUpgradeTest, OctetsOnTheirWayIntoTheRoomOfTheSessionFailTheHandshake) {
  ASSERT_FALSE(upgrade.input().empty());
  upgrade.start(context);
  upgrade.received(5);
  EXPECT_EQ(upgrade.layer()->state(), State::failed);
  EXPECT_EQ(talk.heard(), "");
  EXPECT_EQ(talk.ends(), 1);
}

TEST_F(TlsUpgradeTest, OctetsInClearBehindTheStartNeverReachTheSession) {
  upgrade.start(context);
  const std::span<char> room = upgrade.input();
  const std::string_view evil = "EHLO evil\r\n";
  ASSERT_GE(room.size(), evil.size());
  upgrade.received(evil.copy(room.data(), evil.size()));
  serve();
  EXPECT_EQ(upgrade.layer()->state(), State::failed);
  EXPECT_EQ(talk.heard(), "");
}

// The transport tells the time at the beginning of a turn, and the start comes later in it.
TEST_F(TlsUpgradeTest, AHandshakeHasItsTimeFromTheStart) {
  upgrade.expire(engine::Time(100));
  talk.say("220 go\n");
  upgrade.start(context);
  EXPECT_EQ(upgrade.deadline(), engine::Time(100) + TlsLimits().handshake_time);
}

TEST_F(TlsUpgradeTest, AHandshakeAtOnceHasItsTimeFromTheFirstTurn) {
  upgrade.start_at_once(context);
  EXPECT_EQ(upgrade.deadline(), std::nullopt);
  upgrade.expire(engine::Time(100));
  EXPECT_EQ(upgrade.deadline(), engine::Time(100) + TlsLimits().handshake_time);
  EXPECT_FALSE(upgrade.input().empty());
}

}  // namespace

}  // namespace heloport::transports
