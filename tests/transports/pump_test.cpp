// The loop between a wire and a party, turn by turn.

#include "transports/pump.hpp"

#include <gtest/gtest.h>
#include <sys/socket.h>

#include <memory>

#include "tests/transports/line_party.hpp"
#include "tests/transports/peer_socket.hpp"
#include "transports/memory.hpp"

namespace heloport::transports {
namespace {

using engine::Time;
constexpr Came readable{.readable = true};
constexpr Came nothing{};

class PumpTest : public ::testing::Test {
 protected:
  explicit PumpTest(int type = SOCK_STREAM, Goodbye goodbye = Goodbye::lingering)
      : PumpTest(socket_pair(type), goodbye) {}
  PumpTest(SocketPair pair, Goodbye goodbye)
      : ours_(std::move(pair.ours)),
        peer_(std::move(pair.theirs)),
        pump_(party_, wire(), goodbye) {}

  Wire wire() const { return Wire(ours_.number()); }
  Waits turn(Came came) { return pump_.turn(now_, came); }

  Tally tally_;
  LineParty party_{tally_, memory_arrival(), 64};
  Descriptor ours_;
  PeerSocket peer_;
  Pump pump_;
  Time now_{1'000};
};

class PumpWrites : public PumpTest {
 protected:
  PumpWrites() : PumpTest(SOCK_SEQPACKET) {}
};

class PumpAtOnce : public PumpTest {
 protected:
  PumpAtOnce() : PumpTest(SOCK_STREAM, Goodbye::at_once) {}
};

TEST_F(PumpTest, AsksForInputOnlyWhenThereIsSomethingToRead) {
  EXPECT_TRUE(turn(nothing).readable);
  EXPECT_EQ(tally_.inputs, 0);
  peer_.send("line\n");
  EXPECT_TRUE(turn(readable).readable);
  EXPECT_EQ(tally_.inputs, 1);
  turn(nothing);
  EXPECT_EQ(tally_.inputs, 1);
}

TEST_F(PumpTest, TellsTheTimeBeforeTheOctets) {
  peer_.send("expire 5\n");
  now_ = Time{7'000};
  EXPECT_EQ(turn(readable).deadline, Time{7'005});
}

TEST_F(PumpWrites, PipelinedLinesAreAnsweredInOneWrite) {
  peer_.send("one\ntwo\nthree\n");
  turn(readable);
  EXPECT_EQ(peer_.read(), "one\ntwo\nthree\n");
}

TEST_F(PumpWrites, AReplyDoesNotWaitForMoreInput) {
  const std::string first = std::string(63, 'x') + "\n";  // the room exactly
  peer_.send(first);
  peer_.send("second\n");
  turn(readable);
  EXPECT_EQ(peer_.read(), first);
  EXPECT_EQ(peer_.read(), "second\n");
}

TEST_F(PumpWrites, WhatFollowsAWriteIsWrittenInTheSameTurn) {
  peer_.send("flood 10000\nquit\n");
  turn(readable);
  EXPECT_EQ(peer_.read(), std::string(4096, 'x'));
  EXPECT_EQ(peer_.read(), std::string(4096, 'x'));
  EXPECT_EQ(peer_.read(), std::string(10'000 - 2 * 4096, 'x') + "bye\n");
}

TEST_F(PumpTest, ReadsOnWhileReadsFillTheRoom) {
  std::string lines;
  while (lines.size() < 64 * 5) lines += "0123456789abcde\n";
  peer_.send(lines);
  const Waits waits = turn(readable);
  EXPECT_TRUE(waits.readable);
  EXPECT_FALSE(waits.again);
  EXPECT_EQ(peer_.read(lines.size()), lines);
}

TEST_F(PumpTest, LetsAnIdleSessionTakeItsRoomBackAfterAReadThatFilledIt) {
  peer_.send(std::string(63, 'x') + "\n");  // the room exactly: the next read finds nothing
  EXPECT_TRUE(turn(readable).readable);
  EXPECT_EQ(tally_.inputs, 2);
  EXPECT_EQ(tally_.lent, 0);
}

TEST_F(PumpTest, LeavesTheLoopToOthersAfterSomeReads) {
  std::string lines;
  while (lines.size() < 64 * 40) lines += "0123456789abcde\n";
  peer_.send(lines);
  Waits waits = turn(readable);
  EXPECT_TRUE(waits.again);
  EXPECT_LT(party_.heard().size(), lines.size());
  for (int turns = 0; waits.again && turns < 100; ++turns) waits = turn(nothing);
  EXPECT_EQ(party_.heard(), lines);
  EXPECT_EQ(peer_.read(lines.size()), lines);
}

TEST_F(PumpTest, DoesNotReadWhatThePartyDoesNotWant) {
  peer_.send("deaf\n");
  turn(readable);
  peer_.send("more\n");
  const Waits waits = turn(readable);
  EXPECT_FALSE(waits.readable);
  EXPECT_FALSE(waits.writable);
  EXPECT_EQ(party_.heard(), "deaf\n");
  // It is still there for whoever reads it.
  EXPECT_EQ(PeerSocket(std::move(ours_)).read(), "more\n");
}

TEST_F(PumpTest, ReadsWhatWaitedOnceThereIsRoomAgain) {
  peer_.send("flood 200000\nlast\n");
  Waits waits = turn(readable);
  std::string heard;
  for (int turns = 0; turns < 1'000 && heard.size() < 200'005; ++turns) {
    heard += peer_.read();
    waits = turn({.writable = waits.writable});
  }
  EXPECT_EQ(heard.find("last\n"), 200'000U);
}

TEST_F(PumpTest, WaitsForAPeerThatDoesNotReadAndHoldsNoMoreThanTheParty) {
  peer_.send("flood 100000000\n");
  Waits waits = turn(readable);
  for (int turns = 0; waits.again && turns < 10'000; ++turns) waits = turn(nothing);
  EXPECT_TRUE(waits.writable);
  EXPECT_EQ(party_.octets().output().size(), 4096U);
}

TEST_F(PumpTest, AnswersBeforeTheEndWhenThePeerHasEndedItsOutput) {
  peer_.send("one\ntwo\n");
  peer_.end_output();
  turn(readable);
  const Waits waits = turn(readable);
  EXPECT_TRUE(waits.over);
  EXPECT_EQ(tally_.ends, 1);
  ours_.close();
  EXPECT_EQ(peer_.read_to_end(), "one\ntwo\nend\n");
}

// A loop that tells of changes told of both at once, and will not tell of the end again.
TEST_F(PumpTest, ReadsOnToAnEndThatCameWithTheLastOctets) {
  peer_.send("one\n");
  peer_.end_output();
  EXPECT_TRUE(turn({.readable = true, .ended = true}).over);
  EXPECT_EQ(tally_.ends, 1);
}

TEST_F(PumpTest, ReadsTheRestBeforeItClosesSoThatNothingIsReset) {
  peer_.send("quit\nnever read by the party\n");
  const Waits waits = turn(readable);
  EXPECT_FALSE(waits.over);
  EXPECT_TRUE(pump_.party_done());
  EXPECT_EQ(peer_.read_to_end(), "bye\n");  // our end of output was sent
  peer_.send("even more\n");
  peer_.end_output();
  EXPECT_TRUE(turn(readable).over);
}

TEST_F(PumpTest, ClosesAtOnceWhenThePeerHasAskedForTheEnd) {
  peer_.send("leave\n");
  EXPECT_TRUE(turn(readable).over);
  EXPECT_TRUE(pump_.party_done());
  ours_.close();
  EXPECT_EQ(peer_.read_to_end(), "bye\n");
}

TEST_F(PumpTest, ReadsTheRestOfAPeerThatGoesOnAfterIt) {
  peer_.send("leave\n" + std::string(200, 'x'));  // more than there is room for: some are unread
  EXPECT_FALSE(turn(readable).over);
  EXPECT_EQ(peer_.read_to_end(), "bye\n");
  peer_.end_output();
  EXPECT_TRUE(turn(readable).over);
}

// Under inetd another process may have the socket, too.
TEST(PumpOverTcp, TheLastOctetsLeaveThoughNobodyCloses) {
  const Doorstep door(1);
  PeerSocket peer = dial(door.address);
  const PeerSocket ours = door.accept();
  Tally tally;
  LineParty party(tally, memory_arrival());
  Pump pump(party, Wire(ours.descriptor()));
  peer.send("leave\n");
  EXPECT_TRUE(pump.turn(Time{1'000}, readable).over);
  EXPECT_EQ(peer.read(4), "bye\n");
}

// What is unread makes closing a reset.
TEST(PumpOverTcp, AResetBehindTheEndTakesNothingAway) {
  const Doorstep door(1);
  PeerSocket peer = dial(door.address);
  PeerSocket ours = door.accept();
  Tally tally;
  LineParty party(tally, memory_arrival());
  Pump pump(party, Wire(ours.descriptor()));
  peer.send("leave\n");
  EXPECT_TRUE(pump.turn(Time{1'000}, readable).over);
  peer.send("said after the end\n");
  ours.close();
  EXPECT_TRUE(peer.read_to_end().starts_with("bye\n"));
}

TEST_F(PumpTest, LingersForABoundedTime) {
  peer_.send("quit\n");
  const Waits waits = turn(readable);
  ASSERT_TRUE(waits.deadline);
  EXPECT_EQ(*waits.deadline, now_ + Time{1'000});
  now_ = *waits.deadline - Time{1};
  EXPECT_FALSE(turn(nothing).over);
  now_ += Time{1};
  EXPECT_TRUE(turn(nothing).over);
}

TEST_F(PumpTest, LingersForABoundedNumberOfOctets) {
  peer_.send("quit\n");
  Waits waits = turn(readable);
  std::size_t sent = 0;
  for (int turns = 0; turns < 10'000 && !waits.over; ++turns) {
    sent += peer_.send_some(std::string(4096, 'x'));
    waits = turn(readable);
  }
  EXPECT_TRUE(waits.over);
  EXPECT_LT(sent, std::size_t{1} << 20);
}

TEST_F(PumpTest, GivesUpOnLastWordsThatAreNotTaken) {
  peer_.send("flood 100000000\n");
  Waits waits = turn(readable);
  for (int turns = 0; waits.again && turns < 10'000; ++turns) waits = turn(nothing);
  party_.stop(Urgency::now);
  waits = turn(nothing);
  EXPECT_FALSE(waits.over);
  ASSERT_TRUE(waits.deadline);
  now_ = *waits.deadline;
  EXPECT_TRUE(turn(nothing).over);
}

TEST_F(PumpAtOnce, ClosesOnceTheLastOctetsHaveLeft) {
  peer_.send("flood 1000000\nquit\nnever read by the party\n");
  Waits waits = turn(readable);
  for (int turns = 0; waits.again && turns < 10'000; ++turns) waits = turn(nothing);
  EXPECT_FALSE(waits.over);  // the peer does not read yet
  std::string heard;
  for (int turns = 0; turns < 10'000 && !waits.over; ++turns) {
    heard += peer_.read();
    waits = turn({.writable = true});
  }
  EXPECT_TRUE(waits.over);
  EXPECT_FALSE(pump_.fault());
  ours_.close();
  heard += peer_.read_to_end();
  EXPECT_TRUE(heard.ends_with("xbye\n"));
}

TEST_F(PumpAtOnce, SaysNothingToAPeerThatHasEnded) {
  peer_.send("one\n");
  peer_.end_output();
  EXPECT_TRUE(turn({.readable = true, .ended = true}).over);
  EXPECT_EQ(tally_.ends, 1);
  EXPECT_FALSE(pump_.fault());
  ours_.close();
  EXPECT_EQ(peer_.read_to_end(), "one\n");
}

TEST_F(PumpTest, TellsThePartyThatThePeerIsGone) {
  peer_.close();
  party_.say("into the void\n");
  const Waits waits = turn(nothing);
  EXPECT_TRUE(waits.over);
  EXPECT_EQ(tally_.ends, 1);
  EXPECT_EQ(pump_.fault(), std::errc::broken_pipe);
}

TEST_F(PumpTest, EndsTheSessionAtItsDeadline) {
  peer_.send("expire 300\n");
  now_ = *turn(readable).deadline;
  turn(nothing);
  EXPECT_EQ(peer_.read_to_end(), "expired\n");
}

}  // namespace
}  // namespace heloport::transports
