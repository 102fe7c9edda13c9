// The limits: what is just within passes, what is just over draws its reply.

#include <gtest/gtest.h>

#include <limits>

#include "tests/engine/conversation.hpp"

namespace heloport::engine {
namespace {

TEST(ServerLimits, ACommandLineOf512OctetsPasses) {
  Conversation talk;
  EXPECT_EQ(talk.client("NOOP " + std::string(505, 'a')), "250 2.0.0 Ok\r\n");
}

TEST(ServerLimits, AnOverlongLineDraws500AndTheSessionLives) {
  Conversation talk;
  EXPECT_EQ(talk.client("NOOP " + std::string(100'000, 'a')), "500 5.5.2 Line too long\r\n");
  EXPECT_EQ(talk.client("NOOP"), "250 2.0.0 Ok\r\n");
}

TEST(ServerLimits, ALineWithoutEndIsAFlood) {
  Conversation talk;
  EXPECT_EQ(talk.octets(std::string((1u << 20) + 1, 'a')), "421 4.7.0 localhost Too much data\r\n");
  EXPECT_EQ(talk.close_reason, CloseReason::too_many_errors);
}

TEST(ServerLimits, TwentyMistakesAreForgivenAndNoMore) {
  Conversation talk;
  for (int i = 0; i < 20; ++i) EXPECT_TRUE(talk.client("FROB").starts_with("500 ")) << i;
  EXPECT_EQ(talk.client("FROB"), "421 4.7.0 localhost Too many errors\r\n");
  EXPECT_EQ(talk.close_reason, CloseReason::too_many_errors);
}

TEST(ServerLimits, AHundredCommandsWithoutAMessageAreEnough) {
  Conversation talk;
  for (int i = 0; i < 100; ++i) EXPECT_EQ(talk.client("NOOP"), "250 2.0.0 Ok\r\n") << i;
  EXPECT_TRUE(talk.client("NOOP").starts_with("421 "));
}

TEST(ServerLimits, AMessageStartsTheCountAgain) {
  Conversation talk;
  for (int round = 0; round < 3; ++round) {
    talk.open_transaction();
    ASSERT_EQ(talk.message("x\r\n"), "250 2.0.0 Ok\r\n");
    for (int i = 0; i < 90; ++i) ASSERT_EQ(talk.client("NOOP"), "250 2.0.0 Ok\r\n") << i;
  }
}

TEST(ServerLimits, TheRecipientAfterTheLastDraws452AndTheOthersStay) {
  ServerOptions options;
  options.limits.recipients_max = 100;
  Conversation talk(options);
  talk.client("EHLO c.example.org");
  talk.client("MAIL FROM:<>");
  for (int i = 0; i < 100; ++i) {
    ASSERT_EQ(talk.client("RCPT TO:<u" + std::to_string(i) + "@example.com>"), "250 2.1.5 Ok\r\n");
  }
  EXPECT_EQ(talk.client("RCPT TO:<more@example.com>"), "452 4.5.3 Too many recipients\r\n");
  EXPECT_EQ(talk.message("x\r\n"), "250 2.0.0 Ok\r\n");
}

TEST(ServerLimits, GuessingRecipientsEnds) {
  ServerOptions options;
  options.limits.recipient_tries_max = 5;
  Conversation talk(options);
  talk.client("EHLO c.example.org");
  talk.client("MAIL FROM:<>");
  for (int i = 0; i < 5; ++i) talk.rejects_next(no_such_user).client("RCPT TO:<u@example.com>");
  EXPECT_TRUE(talk.client("RCPT TO:<u@example.com>").starts_with("421 "));
}

TEST(ServerLimits, AMessageOfExactlyTheLimitPasses) {
  ServerOptions options;
  options.limits.message_octets_max = 10;
  Conversation talk(options);
  talk.open_transaction();
  EXPECT_EQ(talk.message("12345678\r\n"), "250 2.0.0 Ok\r\n");
  talk.open_transaction();
  EXPECT_EQ(talk.message("123456789\r\n"), "552 5.3.4 Message too big\r\n");
  EXPECT_EQ(talk.messages.size(), 1u);
  EXPECT_EQ(talk.client("NOOP"), "250 2.0.0 Ok\r\n") << "the session lives";
}

TEST(ServerLimits, TheApplicationSeesNoOctetBeyondTheLimitAndHearsOnce) {
  ServerOptions options;
  options.limits.message_octets_max = 10;
  Conversation talk(options);
  talk.open_transaction();
  talk.client("DATA");
  talk.octets("0123456789abcdef");
  EXPECT_EQ(talk.body, "0123456789");
  EXPECT_EQ(talk.events.back(), "dropped " + std::to_string(static_cast<int>(DropReason::too_big)));
  const std::size_t events = talk.events.size();
  EXPECT_EQ(talk.octets("more\r\n.\r\n"), "552 5.3.4 Message too big\r\n");
  EXPECT_EQ(talk.events.size(), events);
}

TEST(ServerLimits, AMessageThatWasDroppedIsNotDroppedAgainWhenThePeerGoes) {
  ServerOptions options;
  options.limits.message_octets_max = 10;
  Conversation talk(options);
  talk.open_transaction();
  talk.client("DATA");
  talk.octets("0123456789abcdef");
  const std::size_t events = talk.events.size();
  talk.hang_up();
  EXPECT_EQ(talk.events.size(), events);
  EXPECT_EQ(talk.close_reason, CloseReason::peer_gone);
}

TEST(ServerLimits, TheLargestLimitDoesNotWrap) {
  ServerOptions options;
  options.limits.message_octets_max = std::numeric_limits<std::uint64_t>::max();
  Conversation talk(options);
  talk.open_transaction();
  EXPECT_TRUE(talk.message("bare\nline feed\r\n").starts_with("550 "));
}

TEST(ServerLimits, ARefusedMessageThatNeverEndsIsGivenUp) {
  ServerOptions options;
  options.limits.message_octets_max = 100;
  options.limits.overrun_octets_max = 1000;
  Conversation talk(options);
  talk.open_transaction();
  talk.client("DATA");
  EXPECT_EQ(talk.octets(std::string(5000, 'x')), "421 4.7.0 localhost Too much data\r\n");
}

TEST(ServerLimits, PathsOverTheLimitAreTooLongAndThoseAtItPass) {
  Conversation talk;
  talk.client("EHLO c.example.org");
  const std::string local(64, 'l');
  const std::string domain = std::string(63, 'd') + "." + std::string(63, 'd') + "." +
                             std::string(61, 'd');  // 64 + 1 + 189 + 2 = 256
  EXPECT_EQ(talk.client("MAIL FROM:<" + local + "@" + domain + ">"), "250 2.1.0 Ok\r\n");
  EXPECT_EQ(talk.client("RCPT TO:<" + local + "@" + domain + "d>"), "501 5.1.3 Path too long\r\n");
  EXPECT_EQ(talk.client("RCPT TO:<l" + local + "@example.com>"), "501 5.1.3 Path too long\r\n");
}

}  // namespace
}  // namespace heloport::engine
