// What a server holds at most, and that it lets everything go again.

#include <gtest/gtest.h>
#include <sys/resource.h>

#include <vector>

#include "tests/transports/running_server.hpp"
#include "transports/socket_address.hpp"

namespace heloport::transports {
namespace {

ServerOptions at_most(std::size_t connections) {
  ServerOptions options;
  options.loops = 2;
  options.connections_max = connections;
  options.turned_away = [](TurnedAway reason) {
    return reason == TurnedAway::too_many ? "too many\n" : "stopping\n";
  };
  return options;
}

TEST(ServerLimits, TurnsAwayConnectionsBeyondTheMaximum) {
  RunningServer server(at_most(2));
  PeerSocket first = server.dial();
  PeerSocket second = server.dial();
  // A connection counts before it has its party, and the two may be on two loops.
  EXPECT_TRUE(comes_true([&] { return server.tally.made == 2; }));
  PeerSocket third = server.dial();
  third.send("an early talker\n");
  third.end_output();
  EXPECT_EQ(third.read_to_end(), "too many\n");
  EXPECT_EQ(server.tally.made, 2);
}

TEST(ServerLimits, TakesConnectionsAgainWhenOthersHaveLeft) {
  RunningServer server(at_most(1));
  PeerSocket first = server.dial();
  first.send("quit\n");
  EXPECT_EQ(first.read_to_end(), "bye\n");
  first.close();
  EXPECT_TRUE(comes_true([&] { return server.connections() == 0; }));
  PeerSocket second = server.dial();
  second.send("quit\n");
  EXPECT_EQ(second.read_to_end(), "bye\n");
}

TEST(ServerLimits, OnlyClosesWhereThereIsNothingToSay) {
  RunningServer server({.loops = 1, .connections_max = 0});
  EXPECT_EQ(server.dial().read_to_end(), "");
}

TEST(ServerLimits, AStubbornCrowdIsTurnedAwayWithinBounds) {
  RunningServer server(at_most(0));
  std::vector<PeerSocket> crowd;
  for (int peers = 0; peers < 200; ++peers) crowd.push_back(server.dial());
  std::size_t told = 0;
  for (PeerSocket& peer : crowd) told += peer.read_to_end() == "too many\n" ? 1 : 0;
  EXPECT_GE(told, 64U);
}

// Until nobody is left, or the descriptors of those who just left would count.
void let_them_go(const RunningServer& server) {
  EXPECT_TRUE(comes_true([&] { return server.connections() == 0; }));
}

TEST(ServerLimits, AThousandConnectionsLeaveNoDescriptorBehind) {
  RunningServer server;
  PeerSocket warm = server.dial();
  warm.send("quit\n");
  warm.read_to_end();
  warm.close();
  let_them_go(server);
  const std::size_t before = open_descriptors();
  for (int round = 0; round < 10; ++round) {
    std::vector<PeerSocket> peers;
    for (int peer = 0; peer < 100; ++peer) peers.push_back(server.dial());
    for (std::size_t i = 0; i < peers.size(); ++i) {
      if (i % 4 == 0) peers[i].send("quit\n");
      if (i % 4 == 1) peers[i].reset();
      if (i % 4 == 2) peers[i].send("flood 100000\n");
    }
    for (std::size_t i = 0; i < peers.size(); i += 4) {
      EXPECT_EQ(peers[i].read_to_end(), "bye\n");
    }
    peers.clear();
    let_them_go(server);
  }
  EXPECT_EQ(open_descriptors(), before);
  // A reset connection may have been gone before it was accepted, or never have had a party.
  EXPECT_EQ(server.tally.made, server.tally.gone);
  EXPECT_GE(server.tally.made, 750);
}

// While it lives, the process can open nothing more.
class NoDescriptorsLeft {
 public:
  NoDescriptorsLeft() {
    ::getrlimit(RLIMIT_NOFILE, &before_);
    rlimit none = before_;
    // The lowest number that is free: everything below it is taken.
    const Descriptor lowest_free(::dup(0));
    none.rlim_cur = static_cast<rlim_t>(lowest_free.number());
    EXPECT_EQ(::setrlimit(RLIMIT_NOFILE, &none), 0);
  }
  ~NoDescriptorsLeft() { ::setrlimit(RLIMIT_NOFILE, &before_); }

 private:
  rlimit before_{};
};

TEST(ServerLimits, WithoutDescriptorsConnectionsWaitAndAreServedLater) {
  RunningServer server({.loops = 1});
  PeerSocket early = server.dial();
  // Its loop is idle after this. An accept(2) that finds nobody would take a number for a moment.
  early.send("one\n");
  EXPECT_EQ(early.read(4), "one\n");
  // The socket exists before the limit; connecting takes no descriptor on this side.
  const SocketAddress target = socket_address(server.address);
  Descriptor late(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
  {
    const NoDescriptorsLeft none_left;
    ASSERT_EQ(::connect(late.number(), target.get(), target.size), 0);
    early.send("still here\n");
    EXPECT_EQ(early.read(11), "still here\n");
    EXPECT_EQ(server.connections(), 1U);
  }
  PeerSocket peer(std::move(late));
  peer.send("quit\n");
  EXPECT_EQ(peer.read_to_end(), "bye\n");
}

}  // namespace
}  // namespace heloport::transports
