// One session on descriptors that are there already.

#include "transports/stdio.hpp"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>

#include <array>
#include <csignal>
#include <cstdio>
#include <thread>

#include "tests/transports/line_party.hpp"
#include "tests/transports/peer_socket.hpp"
#include "tests/transports/running_server.hpp"

namespace heloport::transports {
namespace {

struct Pipe {
  Pipe() {
    std::array<int, 2> ends{};
    EXPECT_EQ(::pipe2(ends.data(), O_CLOEXEC), 0);
    out = Descriptor(ends[0]);
    in = Descriptor(ends[1]);
  }
  Descriptor in;
  Descriptor out;
};

std::string read_all(const Descriptor& from) {
  std::string text;
  std::array<char, 4096> room;
  for (ssize_t n = 1; n > 0;) {
    n = ::read(from.number(), room.data(), room.size());
    if (n > 0) text.append(room.data(), static_cast<std::size_t>(n));
  }
  return text;
}

void write_all(const Descriptor& to, std::string_view text) {
  EXPECT_EQ(::write(to.number(), text.data(), text.size()), static_cast<ssize_t>(text.size()));
}

class Stdio : public ::testing::Test {
 protected:
  std::optional<Fault> serve(int in, int out) {
    return serve_stdio(line_parties(tally_), {.descriptor_in = in, .descriptor_out = out});
  }

  Tally tally_;
};

TEST_F(Stdio, ServesTwoPipes) {
  Pipe to_us;
  Pipe from_us;
  write_all(to_us.in, "one\ntwo\nquit\n");
  EXPECT_FALSE(serve(to_us.out.number(), from_us.in.number()));
  from_us.in.close();
  EXPECT_EQ(read_all(from_us.out), "one\ntwo\nbye\n");
}

TEST_F(Stdio, AnswersWhatCameBeforeTheEndOfAPipe) {
  Pipe to_us;
  Pipe from_us;
  write_all(to_us.in, "one\n");
  to_us.in.close();
  EXPECT_FALSE(serve(to_us.out.number(), from_us.in.number()));
  from_us.in.close();
  EXPECT_EQ(read_all(from_us.out), "one\nend\n");
  EXPECT_EQ(tally_.ends, 1);
}

TEST_F(Stdio, ServesFiles) {
  const std::unique_ptr<FILE, int (*)(FILE*)> in(std::tmpfile(), std::fclose);
  const std::unique_ptr<FILE, int (*)(FILE*)> out(std::tmpfile(), std::fclose);
  std::fputs("one\nquit\n", in.get());
  std::rewind(in.get());
  EXPECT_FALSE(serve(::fileno(in.get()), ::fileno(out.get())));
  std::array<char, 64> room{};
  std::rewind(out.get());
  EXPECT_EQ(std::fread(room.data(), 1, room.size(), out.get()), 8U);
  EXPECT_EQ(std::string_view(room.data()), "one\nbye\n");
}

TEST_F(Stdio, EchoesAtEveryChunkSizeOverASocket) {
  const std::string lines = "one\n\nthree, a longer line\nquit\n";
  for (std::size_t chunk = 1; chunk <= lines.size(); ++chunk) {
    auto [ours, theirs] = socket_pair(SOCK_STREAM);
    const int socket = ours.number();
    std::thread serves([&] { EXPECT_FALSE(serve(socket, socket)); });
    PeerSocket peer(std::move(theirs));
    for (std::size_t at = 0; at < lines.size(); at += chunk) peer.send(lines.substr(at, chunk));
    EXPECT_EQ(peer.read_to_end(), "one\n\nthree, a longer line\nbye\n") << chunk;
    peer.close();
    serves.join();
  }
}

TEST_F(Stdio, AnswersPipelinedLinesInOneWrite) {
  auto [ours, theirs] = socket_pair(SOCK_SEQPACKET);
  PeerSocket peer(std::move(theirs));
  peer.send("one\ntwo\nthree\nquit\n");
  peer.end_output();
  EXPECT_FALSE(serve(ours.number(), ours.number()));
  EXPECT_EQ(peer.read(), "one\ntwo\nthree\nbye\n");
}

TEST_F(Stdio, LeavesTheModeOfItsDescriptorsAsItWas) {
  Pipe to_us;
  Pipe from_us;
  write_all(to_us.in, "quit\n");
  EXPECT_FALSE(serve(to_us.out.number(), from_us.in.number()));
  EXPECT_EQ(::fcntl(to_us.out.number(), F_GETFL) & O_NONBLOCK, 0);
  EXPECT_EQ(::fcntl(from_us.in.number(), F_GETFL) & O_NONBLOCK, 0);
}

TEST_F(Stdio, AFloodOverABlockingPipeArrivesWhole) {
  Pipe to_us;
  Pipe from_us;
  write_all(to_us.in, "flood 300000\nquit\n");
  std::thread serves([&] {
    EXPECT_FALSE(serve(to_us.out.number(), from_us.in.number()));
    from_us.in.close();
  });
  const std::string heard = read_all(from_us.out);
  serves.join();
  EXPECT_EQ(heard, std::string(300'000, 'x') + "bye\n");
}

// In a write that waits for a reader no time would pass: so none is longer than there is room.
TEST_F(Stdio, ExpiresBesideAPipeThatTakesOnlyAPart) {
  Pipe to_us;
  Pipe from_us;
  ASSERT_GT(::fcntl(from_us.in.number(), F_SETPIPE_SZ, 8192), 0);
  std::string lines;
  while (lines.size() < 12'000) lines += "a line of many\n";
  write_all(to_us.in, lines + "expire 50\n");
  std::thread serves([&] {
    serve_stdio(line_parties(tally_, 16'384),
                {.descriptor_in = to_us.out.number(), .descriptor_out = from_us.in.number()});
    from_us.in.close();
  });
  // Told of its deadline although nobody has read: the beginning, the lines, the deadline.
  EXPECT_TRUE(comes_true([&] { return tally_.expiries >= 3; }));
  EXPECT_EQ(read_all(from_us.out), lines + "expired\n");
  serves.join();
}

// The pipe is full and nobody reads.
TEST_F(Stdio, ExpiresWhileTheOutputIsStuck) {
  Pipe to_us;
  Pipe from_us;
  ASSERT_GT(::fcntl(from_us.in.number(), F_SETPIPE_SZ, 4096), 0);
  write_all(from_us.in, std::string(4096, 'x'));
  write_all(to_us.in, "expire 50\n");
  std::thread serves([&] {
    EXPECT_FALSE(serve(to_us.out.number(), from_us.in.number()));
    from_us.in.close();
  });
  EXPECT_TRUE(comes_true([&] { return tally_.expiries > 1; }));
  EXPECT_EQ(read_all(from_us.out), std::string(4096, 'x') + "expired\n");
  serves.join();
}

TEST_F(Stdio, APipeWithoutAReaderEndsTheSessionAndNotTheProcess) {
  Pipe to_us;
  Pipe from_us;
  from_us.out.close();
  write_all(to_us.in, "one\n");
  EXPECT_FALSE(serve(to_us.out.number(), from_us.in.number()));
  EXPECT_EQ(tally_.ends, 1);
}

TEST_F(Stdio, ADescriptorThatIsNotOpenIsAFault) {
  const auto fault = serve(1'000'000, 1'000'000);
  ASSERT_TRUE(fault);
  EXPECT_EQ(fault->error, std::errc::bad_file_descriptor);
}

TEST_F(Stdio, ServesAPartyThatIsWokenFromAnotherThread) {
  auto [ours, theirs] = socket_pair(SOCK_STREAM);
  PeerSocket peer(std::move(theirs));
  peer.send("wake\nbehind it\nquit\n");
  peer.end_output();
  EXPECT_FALSE(serve(ours.number(), ours.number()));
  ours.close();
  EXPECT_EQ(peer.read_to_end(), "woken\nbehind it\nbye\n");
}

TEST_F(Stdio, ATcpSocketOfInetdTellsItsPeer) {
  const Doorstep doorstep(1);
  PeerSocket peer = dial(doorstep.address);
  const PeerSocket accepted = doorstep.accept();
  peer.send("quit\n");
  peer.end_output();
  std::string peer_address;
  const auto welcome = [&](const Arrival& arrival) {
    peer_address = arrival.peer_address;
    EXPECT_TRUE(arrival.local);
    return std::make_unique<LineParty>(tally_, arrival);
  };
  EXPECT_FALSE(serve_stdio(
      welcome, {.descriptor_in = accepted.descriptor(), .descriptor_out = accepted.descriptor()}));
  EXPECT_EQ(peer_address, "127.0.0.1");
  int no_delay = 0;
  socklen_t size = sizeof no_delay;
  ::getsockopt(accepted.descriptor(), IPPROTO_TCP, TCP_NODELAY, &no_delay, &size);
  EXPECT_NE(no_delay, 0);
}

TEST_F(Stdio, SigtermLetsABusySessionFinishAndASecondOneEndsIt) {
  for (const bool twice : {false, true}) {
    Tally tally;
    auto [ours, theirs] = socket_pair(SOCK_STREAM);
    const int socket = ours.number();
    std::thread serves([&] {
      serve_stdio(line_parties(tally), {.descriptor_in = socket, .descriptor_out = socket});
    });
    PeerSocket peer(std::move(theirs));
    peer.send("hold\n");
    EXPECT_EQ(peer.read(5), "hold\n");
    ::kill(::getpid(), SIGTERM);
    EXPECT_TRUE(comes_true([&] { return tally.stops == 1; }));
    twice ? void(::kill(::getpid(), SIGTERM)) : peer.send("done\n");
    EXPECT_EQ(peer.read_to_end(), twice ? "stopping\n" : "done\nstopping\n");
    peer.close();
    serves.join();
  }
}

TEST_F(Stdio, EndsWhenTheGraceIsOverAndNobodyReads) {
  auto [ours, theirs] = socket_pair(SOCK_STREAM);
  const int socket = ours.number();
  std::thread serves([&] {
    serve_stdio(line_parties(tally_), {.descriptor_in = socket,
                                       .descriptor_out = socket,
                                       .grace = std::chrono::milliseconds(50)});
  });
  PeerSocket peer(std::move(theirs));
  peer.send("hold\n");
  EXPECT_EQ(peer.read(5), "hold\n");
  ::kill(::getpid(), SIGTERM);
  EXPECT_EQ(peer.read_to_end(), "stopping\n");
  peer.close();
  serves.join();
  EXPECT_EQ(tally_.late_stops, 1);
}

}  // namespace
}  // namespace heloport::transports
