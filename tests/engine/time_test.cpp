// Time enters through expire() alone, and every wait has an end.

#include <gtest/gtest.h>

#include "tests/engine/conversation.hpp"

namespace heloport::engine {
namespace {

using std::chrono::seconds;
using namespace std::chrono_literals;

TEST(ServerTime, AnIdleClientHasFiveMinutes) {
  Conversation talk;
  EXPECT_EQ(talk.session().deadline(), Time(300s));
  EXPECT_EQ(talk.clock(299s), "");
  EXPECT_EQ(talk.clock(300s), "421 4.4.2 localhost Timeout\r\n");
  EXPECT_EQ(talk.close_reason, CloseReason::timeout);
}

TEST(ServerTime, EachCommandStartsTheWaitAgain) {
  Conversation talk;
  talk.clock(200s);
  talk.client("NOOP");
  EXPECT_EQ(talk.clock(499s), "");
  EXPECT_EQ(talk.clock(500s), "421 4.4.2 localhost Timeout\r\n");
}

TEST(ServerTime, ALineThatTricklesInDoesNot) {
  Conversation talk;
  for (int t = 50; t < 300; t += 50) {
    EXPECT_EQ(talk.clock(seconds(t)), "");
    talk.octets("N");
  }
  EXPECT_EQ(talk.clock(300s), "421 4.4.2 localhost Timeout\r\n");
}

TEST(ServerTime, ContentMayPauseForFiveMinutes) {
  Conversation talk;
  talk.open_transaction();
  talk.client("DATA");
  talk.clock(100s);
  talk.octets(std::string(500 * 200, 'x'));  // earns 200 seconds
  EXPECT_EQ(talk.clock(399s), "");
  EXPECT_EQ(talk.clock(400s), "421 4.4.2 localhost Timeout\r\n");
  EXPECT_EQ(talk.messages.size(), 0u);
}

TEST(ServerTime, ContentThatTricklesInEnds) {
  Conversation talk;
  talk.open_transaction();
  talk.client("DATA");
  std::string heard;
  int t = 0;
  while (heard.empty() && t < 10'000) {
    heard = talk.clock(seconds(t += 60));
    if (heard.empty()) talk.octets("x");
  }
  EXPECT_EQ(heard, "421 4.4.2 localhost Timeout\r\n");
  EXPECT_LE(t, 360) << "300 seconds, and one for every 500 octets";
}

TEST(ServerTime, NoTimeoutRunsWhileTheApplicationThinks) {
  Conversation talk;
  talk.leaves_next_open().client("EHLO c.example.org");
  EXPECT_EQ(talk.session().deadline(), std::nullopt);
  EXPECT_EQ(talk.clock(100'000s), "");
}

TEST(ServerTime, APeerThatReadsNothingIsGivenUp) {
  ServerOptions options;
  Buffers buffers(1);
  ServerSession session(options, buffers);
  session.expire(Time{0});
  session.next();
  session.accept();
  ASSERT_FALSE(session.output().empty());
  EXPECT_EQ(session.deadline(), Time(300s));
  session.expire(300s);
  EXPECT_TRUE(session.finished());
  EXPECT_FALSE(session.output().empty());
  EXPECT_EQ(session.deadline(), std::nullopt) << "a past deadline would make a transport spin";
}

TEST(ServerTime, BeforeTheFirstExpireThereIsNone) {
  ServerOptions options;
  Buffers buffers(1);
  ServerSession session(options, buffers);
  EXPECT_EQ(session.deadline(), std::nullopt);
}

}  // namespace
}  // namespace heloport::engine
