// A server on a path.

#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <set>

#include "tests/transports/running_server.hpp"
#include "transports/socket_address.hpp"

namespace heloport::transports {
namespace {

namespace fs = std::filesystem;

class UnixSocket : public ::testing::Test {
 protected:
  UnixSocket() {
    std::string name = (fs::temp_directory_path() / "heloport-XXXXXX").string();
    folder_ = ::mkdtemp(name.data());
    path_ = folder_ / "socket";
  }
  ~UnixSocket() override { fs::remove_all(folder_); }

  std::string where() const { return "unix:" + path_.string(); }
  std::variant<Address, Fault> listen(Server& server) const {
    return server.listen(UnixPath{path_.string()});
  }

  Tally tally_;
  fs::path folder_;
  fs::path path_;
};

TEST_F(UnixSocket, EchoesAtEveryChunkSize) {
  RunningServer server({.loops = 2}, where());
  const std::string lines = "one\n\nthree, a longer line\nquit\n";
  for (std::size_t chunk = 1; chunk <= lines.size(); ++chunk) {
    PeerSocket peer = server.dial();
    for (std::size_t at = 0; at < lines.size(); at += chunk) peer.send(lines.substr(at, chunk));
    EXPECT_EQ(peer.read_to_end(), "one\n\nthree, a longer line\nbye\n") << chunk;
  }
}

TEST_F(UnixSocket, ArrivalIsLocalAndWithoutAddress) {
  std::string peer_address = "untouched";
  std::atomic<bool> local{false};
  RunningServer server({.loops = 1}, where(), [&](const Arrival& arrival) {
    peer_address = arrival.peer_address;
    local = arrival.local;
    return std::make_unique<LineParty>(tally_, arrival);
  });
  PeerSocket peer = server.dial();
  peer.send("quit\n");
  EXPECT_EQ(peer.read_to_end(), "bye\n");
  EXPECT_EQ(peer_address, "");
  EXPECT_TRUE(local);
}

TEST_F(UnixSocket, ConnectionsGoRoundTheLoops) {
  std::mutex mutex;
  std::set<std::thread::id> loops;
  RunningServer server({.loops = 3}, where(), [&](const Arrival& arrival) {
    const std::lock_guard lock(mutex);
    loops.insert(std::this_thread::get_id());
    return std::make_unique<LineParty>(tally_, arrival);
  });
  for (int peers = 0; peers < 6; ++peers) {
    PeerSocket peer = server.dial();
    peer.send("quit\n");
    EXPECT_EQ(peer.read_to_end(), "bye\n");
  }
  EXPECT_EQ(loops.size(), 3U);
}

TEST_F(UnixSocket, IsGoneWhenTheServerHasEnded) {
  {
    RunningServer server({.loops = 1}, where());
    EXPECT_TRUE(fs::is_socket(path_));
    server.stop();
    server.wait_for_end();
    EXPECT_FALSE(fs::exists(path_));
  }
  EXPECT_FALSE(fs::exists(path_));
}

TEST_F(UnixSocket, ThatNobodyListensOnIsReplaced) {
  {
    const SocketAddress address = socket_address(UnixPath{path_.string()});
    const Descriptor dead(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0));
    ASSERT_EQ(::bind(dead.number(), address.get(), address.size), 0);
  }
  ASSERT_TRUE(fs::is_socket(path_));
  RunningServer server({.loops = 1}, where());
  PeerSocket peer = server.dial();
  peer.send("quit\n");
  EXPECT_EQ(peer.read_to_end(), "bye\n");
}

TEST_F(UnixSocket, ThatAnswersIsInUse) {
  RunningServer first({.loops = 1}, where());
  Server second({.loops = 1}, line_parties(tally_));
  const auto bound = listen(second);
  EXPECT_EQ(std::get<Fault>(bound).text, "cannot listen on " + where() + ": already in use");
  PeerSocket peer = first.dial();
  peer.send("quit\n");
  EXPECT_EQ(peer.read_to_end(), "bye\n");
}

TEST_F(UnixSocket, DoesNotReplaceAFileThatIsNoSocket) {
  std::ofstream(path_) << "precious";
  {
    Server server({.loops = 1}, line_parties(tally_));
    const auto bound = listen(server);
    EXPECT_NE(std::get<Fault>(bound).text.find("it is no socket"), std::string::npos);
  }
  EXPECT_TRUE(fs::is_regular_file(path_));
}

TEST_F(UnixSocket, OfSomebodyElseIsLeftThere) {
  {
    Server server({.loops = 1}, line_parties(tally_));
    EXPECT_TRUE(std::holds_alternative<Address>(listen(server)));
    fs::remove(path_);
    std::ofstream(path_) << "another's";
  }
  EXPECT_TRUE(fs::is_regular_file(path_));
}

TEST_F(UnixSocket, InAFolderThatDoesNotExistSaysSo) {
  Server server({.loops = 1}, line_parties(tally_));
  const auto bound = server.listen(UnixPath{(folder_ / "no/socket").string()});
  EXPECT_EQ(std::get<Fault>(bound).error, std::errc::no_such_file_or_directory);
}

TEST_F(UnixSocket, StopsGracefullyToo) {
  RunningServer server({.loops = 2}, where());
  PeerSocket idle = server.dial();
  idle.send("one\n");
  EXPECT_EQ(idle.read(4), "one\n");
  server.stop();
  EXPECT_EQ(idle.read_to_end(), "stopping\n");
  idle.close();
  server.wait_for_end();
}

}  // namespace
}  // namespace heloport::transports
