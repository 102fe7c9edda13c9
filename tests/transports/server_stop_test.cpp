// A stop: who is told what, and when run() returns.

#include <gtest/gtest.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <csignal>

#include "tests/transports/running_server.hpp"
#include "transports/clock.hpp"
#include "transports/stop_sequence.hpp"

namespace heloport::transports {
namespace {

using std::chrono::milliseconds;

ServerOptions with_grace(milliseconds grace) {
  ServerOptions options;
  options.loops = 2;
  options.grace = grace;
  options.turned_away = [](TurnedAway reason) {
    return reason == TurnedAway::stopping ? "turned away\n" : "too many\n";
  };
  return options;
}

TEST(ServerStop, WithoutConnectionsEndsAtOnce) {
  RunningServer server(with_grace(milliseconds(600'000)));
  server.stop();
  server.wait_for_end();
  EXPECT_EQ(server.tally.made, 0);
}

TEST(ServerStop, BeforeRunEndsIt) {
  Tally tally;
  Server server({.loops = 2}, line_parties(tally));
  server.stop();
  server.run();
  EXPECT_EQ(server.connections(), 0U);
}

TEST(ServerStop, TellsIdleSessionsAndLetsBusyOnesFinish) {
  RunningServer server(with_grace(milliseconds(600'000)));
  PeerSocket idle = server.dial();
  PeerSocket busy = server.dial();
  busy.send("hold\n");
  EXPECT_EQ(busy.read(5), "hold\n");
  EXPECT_TRUE(comes_true([&] { return server.connections() == 2; }));
  server.stop();
  EXPECT_EQ(idle.read_to_end(), "stopping\n");
  busy.send("still served\n");
  EXPECT_EQ(busy.read(13), "still served\n");
  busy.send("done\n");
  EXPECT_EQ(busy.read_to_end(), "done\nstopping\n");
  idle.close();
  busy.close();
  server.wait_for_end();
  EXPECT_EQ(server.tally.stops, 2);
  EXPECT_EQ(server.tally.late_stops, 0);
  EXPECT_EQ(server.tally.gone, 2);
}

TEST(ServerStop, TakesNoNewConnections) {
  RunningServer server(with_grace(milliseconds(600'000)));
  PeerSocket busy = server.dial();
  busy.send("hold\n");
  EXPECT_EQ(busy.read(5), "hold\n");
  server.stop();
  EXPECT_TRUE(comes_true([&] { return server.tally.stops == 1; }));
  // The party was told after the sockets of its loop were closed; the other loop follows.
  EXPECT_TRUE(comes_true([&] { return !dial(server.address).open(); }));
  busy.send("done\n");
  EXPECT_EQ(busy.read_to_end(), "done\nstopping\n");
}

TEST(ServerStop, EndsBusySessionsWhenTheGraceIsOver) {
  RunningServer server(with_grace(milliseconds(100)));
  PeerSocket busy = server.dial();
  busy.send("hold\n");
  EXPECT_EQ(busy.read(5), "hold\n");
  const engine::Time begin = steady_now();
  server.stop();
  EXPECT_EQ(busy.read_to_end(), "stopping\n");
  EXPECT_GE(steady_now() - begin, milliseconds(100));
  busy.close();
  server.wait_for_end();
  EXPECT_EQ(server.tally.late_stops, 1);
}

TEST(ServerStop, AskedTwiceEndsBusySessionsAtOnce) {
  RunningServer server(with_grace(milliseconds(600'000)));
  PeerSocket busy = server.dial();
  busy.send("hold\n");
  EXPECT_EQ(busy.read(5), "hold\n");
  server.stop();
  server.stop();
  EXPECT_EQ(busy.read_to_end(), "stopping\n");
  busy.close();
  server.wait_for_end();
}

// Until all buffers on the way to a peer that does not read are full.
void wait_until_stuck(const PeerSocket& peer) {
  int waiting = 0;
  engine::Time since = steady_now();
  EXPECT_TRUE(comes_true([&] {
    int now_waiting = 0;
    ::ioctl(peer.descriptor(), FIONREAD, &now_waiting);
    if (now_waiting == 0 || now_waiting != std::exchange(waiting, now_waiting)) {
      since = steady_now();
    }
    return steady_now() - since > milliseconds(100);
  }));
}

TEST(ServerStop, IsNotHeldUpByAPeerThatNeverReads) {
  RunningServer server(with_grace(milliseconds(600'000)));
  PeerSocket peer = server.dial();
  peer.send("flood 1000000000\n");
  wait_until_stuck(peer);
  const engine::Time begin = steady_now();
  server.stop();
  server.stop();
  server.wait_for_end();
  EXPECT_GE(steady_now() - begin, last_words_time);
  EXPECT_LT(steady_now() - begin, last_words_time + milliseconds(3'000));
  EXPECT_EQ(server.tally.gone, 1);
}

TEST(ServerStop, IsAskedForByASignal) {
  ServerOptions options = with_grace(milliseconds(600'000));
  options.handle_signals = true;
  RunningServer server(options);
  PeerSocket busy = server.dial();
  busy.send("hold\n");
  EXPECT_EQ(busy.read(5), "hold\n");
  ::kill(::getpid(), SIGTERM);
  EXPECT_TRUE(comes_true([&] { return server.tally.stops == 1; }));
  ::kill(::getpid(), SIGINT);
  EXPECT_EQ(busy.read_to_end(), "stopping\n");
  busy.close();
  server.wait_for_end();
}

// Connected before anybody accepts, so they are all in the backlog when the stop comes.
TEST(ServerStop, TellsTheBacklogInsteadOfResettingIt) {
  Tally tally;
  Server server(with_grace(milliseconds(600'000)), line_parties(tally));
  const auto bound = server.listen(std::get<Address>(parse_address("127.0.0.1:0")));
  std::vector<PeerSocket> waiting;
  for (int peers = 0; peers < 8; ++peers) waiting.push_back(dial(std::get<Address>(bound)));
  server.stop();
  std::thread runs([&] { server.run(); });
  for (PeerSocket& peer : waiting) {
    const std::string heard = peer.read_to_end();
    EXPECT_TRUE(heard == "turned away\n" || heard == "stopping\n") << heard;
    peer.close();
  }
  runs.join();
}

}  // namespace
}  // namespace heloport::transports
