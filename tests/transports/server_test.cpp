// A server on TCP: what it answers, and how.

#include <gtest/gtest.h>
#include <netinet/in.h>
#include <netinet/tcp.h>

#include <vector>

#include "tests/transports/running_server.hpp"
#include "transports/clock.hpp"
#include "transports/socket_address.hpp"

namespace heloport::transports {
namespace {

TEST(Server, TellsThePortThatTheKernelChose) {
  const RunningServer server;
  EXPECT_EQ(std::get<IpAddress>(server.address).ip, "127.0.0.1");
  EXPECT_NE(std::get<IpAddress>(server.address).port, 0);
}

TEST(Server, EchoesAtEveryChunkSize) {
  RunningServer server;
  const std::string lines = "one\n\nthree, a longer line\nquit\n";
  for (std::size_t chunk = 1; chunk <= lines.size(); ++chunk) {
    PeerSocket peer = server.dial();
    for (std::size_t at = 0; at < lines.size(); at += chunk) peer.send(lines.substr(at, chunk));
    EXPECT_EQ(peer.read_to_end(), "one\n\nthree, a longer line\nbye\n") << chunk;
  }
}

TEST(Server, EchoesOverIPv6) {
  RunningServer server({.loops = 2}, "[::1]:0");
  PeerSocket peer = server.dial();
  peer.send("one\nquit\n");
  EXPECT_EQ(peer.read_to_end(), "one\nbye\n");
}

// Of what came to this socket, with its payload: each write makes one, as TCP_NODELAY is set.
unsigned data_segments_in(const PeerSocket& peer) {
  tcp_info info{};
  socklen_t size = sizeof info;
  EXPECT_EQ(::getsockopt(peer.descriptor(), IPPROTO_TCP, TCP_INFO, &info, &size), 0);
  // Not in the tcp_info of <netinet/tcp.h>, which ends before it.
  struct Linux {
    tcp_info common;
    std::uint64_t pacing_rate, max_pacing_rate, bytes_acked, bytes_received;
    std::uint32_t segs_out, segs_in, notsent_bytes, min_rtt, data_segs_in, data_segs_out;
  } longer{};
  size = sizeof longer;
  EXPECT_EQ(::getsockopt(peer.descriptor(), IPPROTO_TCP, TCP_INFO, &longer, &size), 0);
  EXPECT_EQ(size, sizeof longer);
  return longer.data_segs_in;
}

TEST(Server, AnswersPipelinedLinesInOneWrite) {
  RunningServer server;
  PeerSocket peer = server.dial();
  std::string lines;
  for (int line = 0; line < 50; ++line) lines += "a line\n";
  peer.send(lines);
  EXPECT_EQ(peer.read(lines.size()), lines);
  EXPECT_EQ(data_segments_in(peer), 1U);
  peer.send("one\n");
  EXPECT_EQ(peer.read(4), "one\n");
  EXPECT_EQ(data_segments_in(peer), 2U);
}

// The server's end of a connection, found among the descriptors of this process.
int other_end(const PeerSocket& peer) {
  SocketAddress ours;
  ::getsockname(peer.descriptor(), ours.get(), &ours.size);
  for (int descriptor = 0; descriptor < 1024; ++descriptor) {
    SocketAddress peers;
    if (::getpeername(descriptor, peers.get(), &peers.size) != 0) continue;
    if (peers.family() == ours.family() && port_of(peers) == port_of(ours)) return descriptor;
  }
  return -1;
}

TEST(Server, DoesNotHoldBackShortReplies) {
  RunningServer server;
  PeerSocket peer = server.dial();
  peer.send("one\n");
  EXPECT_EQ(peer.read(4), "one\n");
  int no_delay = 0;
  socklen_t size = sizeof no_delay;
  EXPECT_EQ(::getsockopt(other_end(peer), IPPROTO_TCP, TCP_NODELAY, &no_delay, &size), 0);
  EXPECT_NE(no_delay, 0);
}

TEST(Server, TellsThePartyWhoArrives) {
  Tally tally;
  std::string peer_address;
  std::atomic<bool> local{false};
  RunningServer server({.loops = 1}, "127.0.0.1:0", [&](const Arrival& arrival) {
    peer_address = arrival.peer_address;
    local = arrival.local;
    return std::make_unique<LineParty>(tally, arrival);
  });
  PeerSocket peer = server.dial();
  peer.send("quit\n");
  EXPECT_EQ(peer.read_to_end(), "bye\n");
  EXPECT_EQ(peer_address, "127.0.0.1");
  EXPECT_TRUE(local);
}

TEST(Server, ServesAPartyThatIsWokenFromAnotherThread) {
  RunningServer server;
  PeerSocket peer = server.dial();
  peer.send("wake\nbehind it\nwake\nquit\n");
  EXPECT_EQ(peer.read_to_end(), "woken\nbehind it\nwoken\nbye\n");
}

TEST(Server, ServesOnceForManyWakes) {
  Tally tally;
  RunningServer server({.loops = 1}, "127.0.0.1:0", [&](const Arrival& arrival) {
    // On the loop itself, which therefore cannot serve in between.
    for (int times = 0; times < 100; ++times) arrival.wake();
    return std::make_unique<LineParty>(tally, arrival);
  });
  PeerSocket peer = server.dial();
  peer.send("one\n");
  EXPECT_EQ(peer.read(4), "one\n");
  EXPECT_LE(tally.expiries, 3);  // turns: the beginning, the wakes, the line
}

TEST(Server, IgnoresAWakeAfterTheConnectionAndAfterTheServer) {
  Tally tally;
  std::function<void()> wake;
  {
    RunningServer server({.loops = 1}, "127.0.0.1:0", [&](const Arrival& arrival) {
      wake = arrival.wake;
      return std::make_unique<LineParty>(tally, arrival);
    });
    PeerSocket peer = server.dial();
    peer.send("quit\n");
    EXPECT_EQ(peer.read_to_end(), "bye\n");
    peer.close();
    EXPECT_TRUE(comes_true([&] { return server.connections() == 0; }));
    wake();
  }
  wake();
  EXPECT_EQ(tally.gone, 1);
}

TEST(Server, AnIdleSessionIsNotAskedForInput) {
  RunningServer server;
  PeerSocket peer = server.dial();
  EXPECT_TRUE(comes_true([&] { return server.tally.expiries > 0; }));
  peer.send("one\n");
  EXPECT_EQ(peer.read(4), "one\n");
  EXPECT_EQ(server.tally.inputs, 1);
}

TEST(Server, HoldsBackAPeerThatNeverReads) {
  RunningServer server;
  PeerSocket peer = server.dial();
  peer.send("flood 1000000000\n");
  PeerSocket other = server.dial();
  other.send("quit\n");
  EXPECT_EQ(other.read_to_end(), "bye\n");
  const std::string heard = peer.read(1'000'000);
  EXPECT_EQ(heard, std::string(heard.size(), 'x'));
  EXPECT_GE(heard.size(), 1'000'000U);
}

TEST(Server, EndsASessionAtItsDeadline) {
  RunningServer server;
  PeerSocket peer = server.dial();
  const engine::Time begin = steady_now();
  peer.send("expire 100\n");
  EXPECT_EQ(peer.read_to_end(), "expired\n");
  EXPECT_GE(steady_now() - begin, engine::Time{100});
}

TEST(Server, EndsASessionWhoseDeadlineCameNearer) {
  RunningServer server;
  PeerSocket peer = server.dial();
  peer.send("expire 300000\nset\n");
  EXPECT_EQ(peer.read(4), "set\n");
  peer.send("expire 50\n");
  EXPECT_EQ(peer.read_to_end(), "expired\n");
}

TEST(Server, LetsASessionLiveWhoseDeadlineMovedAway) {
  RunningServer server;
  PeerSocket peer = server.dial();
  peer.send("expire 200\nset\n");
  EXPECT_EQ(peer.read(4), "set\n");
  const engine::Time begin = steady_now();
  peer.send("expire 300\n");
  EXPECT_EQ(peer.read_to_end(), "expired\n");
  EXPECT_GE(steady_now() - begin, engine::Time{300});
}

TEST(Server, HearsAnEndThatCameWithTheLastOctets) {
  RunningServer server;
  for (int times = 0; times < 200; ++times) {
    PeerSocket peer = server.dial();
    peer.send("one\n");
    peer.end_output();
    EXPECT_EQ(peer.read_to_end(), "one\nend\n");
  }
}

TEST(Server, TellsThePartyOfAHalfClosedAndOfAResetPeer) {
  RunningServer server;
  PeerSocket half = server.dial();
  half.send("one\n");
  half.end_output();
  EXPECT_EQ(half.read_to_end(), "one\nend\n");
  EXPECT_EQ(server.tally.ends, 1);
  PeerSocket gone = server.dial();
  gone.send("one\n");
  EXPECT_EQ(gone.read(4), "one\n");
  gone.reset();
  EXPECT_TRUE(comes_true([&] { return server.tally.gone == 2; }));
  EXPECT_EQ(server.tally.ends, 2);
}

TEST(Server, APartyThatThrowsEndsItsOwnConnectionOnly) {
  RunningServer server({.loops = 1});
  PeerSocket other = server.dial();
  PeerSocket peer = server.dial();
  peer.send("throw\n");
  EXPECT_EQ(peer.read_to_end(), "");
  other.send("quit\n");
  EXPECT_EQ(other.read_to_end(), "bye\n");
}

TEST(Server, AWelcomeThatMakesNoPartyOrThrowsClosesTheConnection) {
  Tally tally;
  std::atomic<int> arrivals{0};
  RunningServer server({.loops = 1}, "127.0.0.1:0",
                       [&](const Arrival& arrival) -> std::unique_ptr<Party> {
                         const int arrived = ++arrivals;
                         if (arrived == 1) return nullptr;
                         if (arrived == 2) throw std::runtime_error("no party");
                         return std::make_unique<LineParty>(tally, arrival);
                       });
  EXPECT_EQ(server.dial().read_to_end(), "");
  EXPECT_EQ(server.dial().read_to_end(), "");
  PeerSocket third = server.dial();
  third.send("quit\n");
  EXPECT_EQ(third.read_to_end(), "bye\n");
}

TEST(Server, ServesManyAddresses) {
  Tally tally;
  Server server({.loops = 2}, line_parties(tally));
  const auto bound = [&](const char* text) {
    return std::get<Address>(server.listen(std::get<Address>(parse_address(text))));
  };
  const std::vector<Address> addresses{bound("127.0.0.1:0"), bound("127.0.0.1:0"),
                                       bound("[::1]:0")};
  std::thread runs([&] { server.run(); });
  for (const Address& address : addresses) {
    PeerSocket peer = dial(address);
    peer.send("quit\n");
    EXPECT_EQ(peer.read_to_end(), "bye\n");
  }
  server.stop();
  runs.join();
}

TEST(Server, SaysWhyItCannotListen) {
  RunningServer first;
  Tally tally;
  for (const unsigned loops : {1U, 2U}) {
    Server second({.loops = loops}, line_parties(tally));
    const auto bound = second.listen(first.address);
    const Fault& fault = std::get<Fault>(bound);
    EXPECT_EQ(fault.error, std::errc::address_in_use);
    EXPECT_EQ(fault.text, "cannot listen on " + to_string(first.address) + ": already in use");
  }
}

TEST(Server, ThatNeverRanLeavesNothingBehind) {
  const std::size_t before = open_descriptors();
  {
    Tally tally;
    Server server({.loops = 2}, line_parties(tally));
    const auto bound = server.listen(std::get<Address>(parse_address("127.0.0.1:0")));
    PeerSocket peer = dial(std::get<Address>(bound));  // stays in the backlog
  }
  EXPECT_EQ(open_descriptors(), before);
}

}  // namespace
}  // namespace heloport::transports
