// RFC 5321, 4.5.3.2: how long the client waits for what.

#include <gtest/gtest.h>

#include "client_talk.hpp"

namespace heloport::engine {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

constexpr Time start{1'000'000};

/// A conversation that begins at `start`.
class TimedTalk : public ClientTalk {
 public:
  TimedTalk() { session.expire(start); }
  /// How long the client would wait from now on; nothing when it waits for nothing.
  std::optional<seconds> patience() const {
    const std::optional<Time> due = session.deadline();
    if (!due) return std::nullopt;
    return std::chrono::duration_cast<seconds>(*due - now);
  }
  void after(Time elapsed) {
    now += elapsed;
    session.expire(now);
  }
  Time now = start;
};

TEST(ClientTime, NoTimeoutRunsBeforeTheFirstClockReading) {
  ClientTalk talk;
  EXPECT_EQ(talk.session.deadline(), std::nullopt);
}

TEST(ClientTime, EachStepHasThePatienceOfTheRfc) {
  TimedTalk talk;
  EXPECT_EQ(talk.patience(), seconds(300));  // 4.5.3.2.1
  talk.server("220 mx.example.org");
  EXPECT_EQ(talk.patience(), seconds(300));
  talk.server("250 mx.example.org");
  talk.said();
  EXPECT_EQ(talk.patience(), std::nullopt);
  talk.session.mail("ann@example.org");
  EXPECT_EQ(talk.patience(), seconds(300));  // 4.5.3.2.2
  talk.server("250 Ok");
  talk.session.rcpt("bob@example.org");
  EXPECT_EQ(talk.patience(), seconds(300));  // 4.5.3.2.3
  talk.server("250 Ok");
  talk.session.data();
  EXPECT_EQ(talk.patience(), seconds(120));  // 4.5.3.2.4
  talk.server("354 Go");
  talk.said();
  EXPECT_EQ(talk.patience(), std::nullopt);
  talk.session.body("Hello");
  EXPECT_EQ(talk.patience(), seconds(180));  // 4.5.3.2.5
  talk.session.finish();
  EXPECT_EQ(talk.patience(), seconds(600));  // 4.5.3.2.6
  talk.server("250 Ok");
  talk.said();
  EXPECT_EQ(talk.patience(), std::nullopt);
}

TEST(ClientTime, AtTheDeadlineAndNotBeforeTheSessionEnds) {
  TimedTalk talk;
  talk.after(seconds(300) - milliseconds(1));
  EXPECT_EQ(talk.pull(), "");
  talk.after(milliseconds(1));
  EXPECT_TRUE(talk.session.finished());
  EXPECT_EQ(talk.pull(), "closed timeout");
  EXPECT_EQ(talk.session.deadline(), std::nullopt);
}

TEST(ClientTime, EachCommandHasItsOwnTime) {
  TimedTalk talk;
  talk.open();
  for (int i = 0; i < 5; ++i) {
    talk.session.noop();
    talk.said();
    talk.after(seconds(299));
    EXPECT_EQ(talk.server("250 Ok"), "noop 250, your turn");
  }
}

TEST(ClientTime, InAGroupEachAnswerRestartsTheClock) {
  TimedTalk talk;
  talk.open({"PIPELINING"});
  talk.session.mail("ann@example.org");
  talk.session.rcpt("bob@example.org");
  talk.after(seconds(299));
  talk.server("250 Ok");
  EXPECT_EQ(talk.patience(), seconds(300));
}

TEST(ClientTime, AReplyThatTricklesInDoesNotRestartTheClock) {
  TimedTalk talk;
  talk.open();
  talk.session.noop();
  for (int i = 0; i < 3; ++i) {
    talk.after(seconds(99));
    EXPECT_EQ(talk.server("250-wait"), "");
  }
  talk.after(seconds(3));
  EXPECT_EQ(talk.pull(), "closed timeout");
}

TEST(ClientTime, EachLineOfAMailRestartsTheClock) {
  TimedTalk talk;
  talk.open_simple();
  talk.session.read("bob@example.com", "x");
  for (int i = 0; i < 5; ++i) {
    talk.after(seconds(299));
    EXPECT_EQ(talk.server("250-a line"), "");
  }
  talk.after(seconds(300));
  EXPECT_EQ(talk.pull(), "closed timeout");
}

TEST(ClientTime, OctetAfterOctetIsNotTakingTheContent) {
  TimedTalk talk;
  talk.open();
  talk.open_data();
  talk.session.body(std::string(output_block_octets / 2, 'x'));
  talk.after(seconds(100));
  talk.session.sent(1);
  EXPECT_EQ(talk.patience(), seconds(80));
  talk.session.sent(output_block_octets / 4 - 1);
  EXPECT_EQ(talk.patience(), seconds(180));
  talk.after(seconds(180));
  EXPECT_EQ(talk.pull(), "closed timeout");
  EXPECT_EQ(talk.said(), "");
}

TEST(ClientTime, TheTimeThatTheApplicationTakesIsNotTheServers) {
  TimedTalk talk;
  talk.open();
  talk.after(seconds(1000));
  EXPECT_EQ(talk.session.noop(), CommandFault::none);
  EXPECT_EQ(talk.patience(), seconds(300));
  talk.server("250 Ok");
  talk.open_data();
  talk.after(seconds(1000));
  talk.session.body("Hello");
  EXPECT_EQ(talk.patience(), seconds(180));
}

TEST(ClientTime, AChunkHasItsBlocksAndItsAnswer) {
  TimedTalk talk;
  talk.open({"CHUNKING"});
  talk.session.mail("ann@example.org");
  talk.server("250 Ok");
  talk.session.rcpt("bob@example.org");
  talk.server("250 Ok");
  for (bool last : {false, true}) {
    talk.session.chunk(10, last);
    talk.said();
    EXPECT_EQ(talk.patience(), std::nullopt);  // the application's octets are awaited
    talk.after(seconds(1000));
    talk.session.body(last ? "\nello" : "Hello");
    EXPECT_EQ(talk.patience(), seconds(180));
    talk.said();
    EXPECT_EQ(talk.patience(), std::nullopt);
    talk.after(seconds(1000));
    talk.session.body(".12");
    talk.after(seconds(100));
    talk.session.body("3\r");
    EXPECT_EQ(talk.session.finished(), last);  // a message does not end in a CR
    if (last) return;
    EXPECT_EQ(talk.patience(), seconds(300));
    talk.said();
    talk.server("250 Ok");
    EXPECT_EQ(talk.patience(), std::nullopt);
  }
}

TEST(ClientTime, TheLastChunkIsAnsweredWhenTheMessageIsKept) {
  TimedTalk talk;
  talk.open({"CHUNKING"});
  talk.session.mail("ann@example.org");
  talk.server("250 Ok");
  talk.session.rcpt("bob@example.org");
  talk.server("250 Ok");
  talk.session.chunk(0, true);
  EXPECT_EQ(talk.patience(), seconds(600));
}

TEST(ClientTime, ARefusalStaysARefusalWhenTheGoodbyeTakesTooLong) {
  TimedTalk talk;
  talk.server("554 No");
  talk.after(seconds(300));
  EXPECT_EQ(talk.pull(), "closed refused");
}

}  // namespace
}  // namespace heloport::engine
