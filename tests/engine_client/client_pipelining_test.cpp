// RFC 2920: commands that do not wait for each other.

#include <gtest/gtest.h>

#include "client_talk.hpp"

namespace heloport::engine {
namespace {

TEST(ClientPipelining, ATransactionIsOneGroup) {  // RFC 2920, 4, example 2
  ClientTalk talk;
  talk.open({"PIPELINING"});
  EXPECT_EQ(talk.session.mail("ann@example.org"), CommandFault::none);
  EXPECT_EQ(talk.pull(), "your turn");
  EXPECT_EQ(talk.session.rcpt("bob@example.org"), CommandFault::none);
  EXPECT_EQ(talk.session.rcpt("carl@example.org"), CommandFault::none);
  EXPECT_EQ(talk.session.data(), CommandFault::none);
  EXPECT_EQ(talk.pull(), "");
  EXPECT_EQ(talk.said(),
            "MAIL FROM:<ann@example.org>\r\nRCPT TO:<bob@example.org>\r\n"
            "RCPT TO:<carl@example.org>\r\nDATA\r\n");
  EXPECT_EQ(talk.server("250 Ok", "250 Ok", "550 No", "354 Go"),
            "mail 250, rcpt 250, rcpt 550, data 354, body wanted");
  EXPECT_TRUE(talk.session.finish());
  EXPECT_EQ(talk.pull(), "your turn");
  EXPECT_EQ(talk.session.quit(), CommandFault::none);
  EXPECT_EQ(talk.said(), ".\r\nQUIT\r\n");
  EXPECT_EQ(talk.server("250 Ok", "221 Bye"), "message 250, quit 221, closed quit");
}

TEST(ClientPipelining, AllRecipientsRefusedAndDataTakenEndsInALoneDot) {  // example 4
  ClientTalk talk;
  talk.open({"PIPELINING"});
  talk.session.mail("ann@example.org");
  talk.session.rcpt("bob@example.org");
  talk.session.rcpt("carl@example.org");
  talk.session.data();
  talk.said();
  EXPECT_EQ(talk.server("250 Ok", "550 No", "550 No", "354 Go"),
            "mail 250, rcpt 550, rcpt 550, data 354, body wanted");
  EXPECT_TRUE(talk.session.finish());
  talk.session.quit();
  EXPECT_EQ(talk.said(), ".\r\nQUIT\r\n");
  EXPECT_EQ(talk.server("554 No valid recipients", "221 Bye"),
            "message 554, quit 221, closed quit");
}

TEST(ClientPipelining, NothingFollowsACommandThatClosesAGroup) {  // RFC 2920, 3.1
  const auto may_follow = [](auto&& command) {
    ClientTalk talk;
    talk.open({"PIPELINING", "XLIST", "XREAD"});
    EXPECT_EQ(command(talk.session), CommandFault::none);
    const std::string turn = talk.pull();
    const CommandFault fault = talk.session.reset();
    EXPECT_EQ(fault == CommandFault::none, turn == "your turn");
    return fault == CommandFault::none;
  };
  using S = ClientSession;
  EXPECT_TRUE(may_follow([](S& s) { return s.mail("ann@example.org"); }));
  EXPECT_TRUE(may_follow([](S& s) { return s.reset(); }));
  EXPECT_FALSE(may_follow([](S& s) { return s.noop(); }));
  EXPECT_FALSE(may_follow([](S& s) { return s.verify("bob"); }));
  EXPECT_FALSE(may_follow([](S& s) { return s.expand("all"); }));
  EXPECT_FALSE(may_follow([](S& s) { return s.help(); }));
  EXPECT_FALSE(may_follow([](S& s) { return s.list("bob@example.org"); }));
  EXPECT_FALSE(may_follow([](S& s) { return s.read("bob@example.org", "x"); }));
  EXPECT_FALSE(may_follow([](S& s) { return s.quit(); }));
}

TEST(ClientPipelining, WithoutTheOfferEachCommandWaits) {
  ClientTalk talk;
  talk.open();
  talk.session.mail("ann@example.org");
  EXPECT_EQ(talk.pull(), "");
  EXPECT_EQ(talk.session.rcpt("bob@example.org"), CommandFault::not_your_turn);
}

TEST(ClientPipelining, ThirtyTwoCommandsAreInFlightAndNoMore) {
  ClientTalk talk;
  talk.open({"PIPELINING"});
  talk.session.mail("ann@example.org");
  int said = 1;
  while (talk.pull() == "your turn") {
    ASSERT_EQ(talk.session.rcpt("bob@example.org"), CommandFault::none);
    ASSERT_LE(++said, 32);
  }
  EXPECT_EQ(said, 32);
  EXPECT_EQ(talk.session.rcpt("bob@example.org"), CommandFault::not_your_turn);
  talk.said();
  EXPECT_EQ(talk.server("250 Ok"), "mail 250, your turn");
  EXPECT_EQ(talk.session.rcpt("bob@example.org"), CommandFault::none);
  EXPECT_EQ(talk.pull(), "");
}

TEST(ClientPipelining, AHundredRecipientsTakeTheirAnswersInOrder) {
  ClientTalk talk;
  talk.open({"PIPELINING"});
  talk.session.mail("ann@example.org");
  talk.server("250 Ok");
  int given = 0;
  int taken = 0;
  while (taken < 100) {
    while (given < 100 && talk.session.rcpt("bob@example.org") == CommandFault::none) ++given;
    talk.said();
    const std::string code = taken % 3 == 0 ? "550" : "250";
    const std::string answer = talk.server(code + " x");
    ASSERT_TRUE(answer.starts_with("rcpt " + code)) << answer;
    ++taken;
  }
  EXPECT_EQ(talk.session.data(), CommandFault::none);
}

TEST(ClientPipelining, OutputThatIsFullIsDrainedBeforeTheNextCommand) {
  ClientTalk talk;
  talk.open({"PIPELINING"});
  const std::string address = std::string(64, 'a') + "@" + std::string(240, 'b') + ".example.org";
  talk.session.mail("ann@example.org");
  // Replies come although nothing was sent, so that the output and not the queue is the limit.
  for (int i = 0; i < 60 && talk.session.rcpt(address) == CommandFault::none; ++i) {
    talk.server("250 Ok");
  }
  EXPECT_EQ(talk.pull(), "drain output");
  EXPECT_EQ(talk.session.rcpt(address), CommandFault::not_your_turn);
  EXPECT_GT(talk.said().size(), output_block_octets - CommandLine::octets_max);
  EXPECT_EQ(talk.session.rcpt(address), CommandFault::none);
}

TEST(ClientPipelining, ARefusedMailDoesNotCloseTheTransactionThatFollowsIt) {
  ClientTalk talk;
  talk.open({"PIPELINING"});
  talk.session.mail("ann@example.org");
  talk.session.reset();
  talk.session.mail("carl@example.org");
  EXPECT_EQ(talk.server("550 No"), "mail 550, your turn");
  EXPECT_EQ(talk.session.rcpt("bob@example.org"), CommandFault::none);
}

TEST(ClientPipelining, WhatWasUnansweredWhenTheServerLeftIsUnknown) {
  ClientTalk talk;
  talk.open({"PIPELINING"});
  talk.session.mail("ann@example.org");
  talk.session.rcpt("bob@example.org");
  EXPECT_EQ(talk.server("250 Ok", "421 4.3.2 Closing"),
            "mail 250, rcpt 421 4.3.2, closed server gone");
}

TEST(ClientPipelining, ALostConnectionBehindQuitLeavesTheMessageUnknown) {
  ClientTalk talk;
  talk.open({"PIPELINING"});
  talk.session.mail("ann@example.org");
  talk.session.rcpt("bob@example.org");
  talk.session.data();
  talk.server("250 Ok", "250 Ok", "354 Go");
  talk.session.finish();
  talk.session.quit();
  talk.session.end_of_input();
  EXPECT_EQ(talk.pull(), "closed server gone");
}

}  // namespace
}  // namespace heloport::engine
