// Reaching a server and running one party with it.

#include "transports/client.hpp"

#include <gtest/gtest.h>
#include <sys/wait.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>

#include "tests/transports/running_server.hpp"

namespace heloport::transports {
namespace {

// What a client heard that said `lines` and left at "bye".
struct Talk {
  std::string heard;
  std::optional<Fault> fault;
};

Talk talk(std::variant<Connection, Fault> reached, std::string_view lines) {
  if (const auto* fault = std::get_if<Fault>(&reached)) return {{}, *fault};
  auto& connection = std::get<Connection>(reached);
  Tally tally;
  LineParty party(tally, connection.arrival());
  party.say(lines);
  party.finish_at("bye\n");
  auto fault = run_party(connection, party);
  return {party.heard(), std::move(fault)};
}

TEST(Client, TalksToAServerOverTcp) {
  const RunningServer server;
  const Talk talked = talk(connect(server.address), "one\ntwo\nquit\n");
  EXPECT_EQ(talked.heard, "one\ntwo\nbye\n");
  EXPECT_FALSE(talked.fault);
}

TEST(Client, TalksToAServerOverAUnixSocket) {
  std::string name = (std::filesystem::temp_directory_path() / "heloport-XXXXXX").string();
  const std::filesystem::path folder = ::mkdtemp(name.data());
  {
    const RunningServer server({.loops = 1}, "unix:" + (folder / "socket").string());
    EXPECT_EQ(talk(connect(server.address), "one\nquit\n").heard, "one\nbye\n");
  }
  std::filesystem::remove_all(folder);
}

TEST(Client, CarriesMuchBothWays) {
  const RunningServer server;
  std::string lines;
  while (lines.size() < 1'000'000) lines += "a line among many others\n";
  const Talk talked = talk(connect(server.address), lines + "quit\n");
  EXPECT_EQ(talked.heard, lines + "bye\n");
}

TEST(Client, IsTellingWhoIsAtTheOtherEnd) {
  const RunningServer server;
  const auto reached = connect(server.address);
  const Arrival& arrival = std::get<Connection>(reached).arrival();
  EXPECT_EQ(arrival.peer_address, "127.0.0.1");
  EXPECT_TRUE(arrival.local);
}

TEST(Client, ServesAPartyThatIsWokenFromAnotherThread) {
  const RunningServer server;
  auto reached = connect(server.address);
  auto& connection = std::get<Connection>(reached);
  Tally tally;
  LineParty party(tally, connection.arrival());
  party.say("wake\n");  // the server's party is woken and says "woken"; then ours
  party.finish_at("woken\n");
  EXPECT_FALSE(run_party(connection, party));
  EXPECT_EQ(party.heard(), "woken\n");
}

TEST(Client, AWakeAfterTheConnectionDoesNothing) {
  std::function<void()> wake;
  {
    const RunningServer server;
    const auto reached = connect(server.address);
    wake = std::get<Connection>(reached).arrival().wake;
  }
  EXPECT_NO_THROW(wake());
}

TEST(Client, SaysThatNobodyListens) {
  Address address;
  {
    const RunningServer server;
    address = server.address;
  }
  const Talk talked = talk(connect(address), "");
  ASSERT_TRUE(talked.fault);
  EXPECT_EQ(talked.fault->error, std::errc::connection_refused);
  EXPECT_EQ(talked.fault->text, "cannot connect to " + to_string(address) + ": Connection refused");
}

TEST(Client, SaysThatThePathDoesNotExist) {
  const Talk talked = talk(connect(UnixPath{"no such socket"}), "");
  ASSERT_TRUE(talked.fault);
  EXPECT_EQ(talked.fault->error, std::errc::no_such_file_or_directory);
}

// A backlog that is full lets the handshake wait, which is as far as a test can get from a host
// that is switched off.
TEST(Client, GivesUpConnectingAfterItsTime) {
  const Doorstep doorstep(0);
  std::vector<std::variant<Connection, Fault>> reached;
  while (reached.size() < 5) {
    reached.push_back(connect(doorstep.address, std::chrono::milliseconds(100)));
    if (std::holds_alternative<Fault>(reached.back())) break;
  }
  const auto* fault = std::get_if<Fault>(&reached.back());
  ASSERT_NE(fault, nullptr);
  EXPECT_EQ(fault->error, std::errc::timed_out);
}

TEST(Client, LearnsThatTheServerResetTheConnection) {
  const Doorstep doorstep(1);
  auto reached = connect(doorstep.address);
  doorstep.accept().reset();
  const Talk talked = talk(std::move(reached), "");
  ASSERT_TRUE(talked.fault);
  EXPECT_EQ(talked.fault->error, std::errc::connection_reset);
  EXPECT_EQ(talked.fault->text, "the connection was cut off: Connection reset by peer");
}

TEST(Client, EndsWhenTheServerIsStopped) {
  RunningServer server;
  auto reached = connect(server.address);
  EXPECT_TRUE(comes_true([&] { return server.connections() == 1; }));
  server.stop();
  const Talk talked = talk(std::move(reached), "");
  EXPECT_EQ(talked.heard, "stopping\n");
  EXPECT_FALSE(talked.fault);
}

TEST(SpawnedCommand, IsTalkedTo) {
  const Talk talked = talk(spawn("cat"), "one\ntwo\nbye\n");
  EXPECT_EQ(talked.heard, "one\ntwo\nbye\n");
  EXPECT_FALSE(talked.fault);
}

TEST(SpawnedCommand, ThatEndsAtOnceEndsTheSession) {
  const Talk talked = talk(spawn("true"), "one\n");
  EXPECT_EQ(talked.heard, "");
}

TEST(SpawnedCommand, ThatFailsIsAFault) {
  const Talk talked = talk(spawn("read line; exit 3"), "one\n");
  ASSERT_TRUE(talked.fault);
  EXPECT_EQ(talked.fault->text, "the command \"read line; exit 3\" ended with status 3");
}

TEST(SpawnedCommand, ThatDoesNotExistIsAFault) {
  const Talk talked = talk(spawn("heloport-no-such-command 2>/dev/null"), "one\n");
  ASSERT_TRUE(talked.fault);
  EXPECT_NE(talked.fault->text.find("ended with status 127: it was not found"), std::string::npos);
}

TEST(SpawnedCommand, ThatWillNotEndIsTerminated) {
  const Talk talked = talk(spawn("trap '' HUP; echo bye; exec tail -f /dev/null"), "");
  EXPECT_EQ(talked.heard, "bye\n");
  ASSERT_TRUE(talked.fault);
  EXPECT_NE(talked.fault->text.find("by signal 15"), std::string::npos);
}

TEST(SpawnedCommand, ThatIsNeverRunIsEndedAndLeavesNothingBehind) {
  const std::size_t before = open_descriptors();
  { const auto reached = spawn("cat"); }
  EXPECT_EQ(open_descriptors(), before);
  EXPECT_EQ(::waitpid(-1, nullptr, WNOHANG), -1);  // no child is left
}

}  // namespace
}  // namespace heloport::transports
