// Facts about the server session that a transcript cannot show, or that a reader looks for first.

#include "engine/server_session.hpp"

#include <gtest/gtest.h>

#include "tests/engine/conversation.hpp"

namespace heloport::engine {
namespace {

TEST(ServerSession, TakesAMailFromGreetingToGoodbye) {
  Conversation talk;
  EXPECT_EQ(talk.greeting, "220 localhost ESMTP Heloport\r\n");
  talk.open_transaction();
  EXPECT_EQ(talk.message("Subject: x\r\n\r\n..hello\r\n"), "250 2.0.0 Ok\r\n");
  ASSERT_EQ(talk.messages.size(), 1u);
  EXPECT_EQ(talk.messages[0], "Subject: x\r\n\r\n.hello\r\n");
  EXPECT_EQ(talk.client("QUIT"), "221 2.0.0 localhost Bye\r\n");
  EXPECT_EQ(talk.close_reason, CloseReason::quit);
}

TEST(ServerSession, DataWithoutAcceptedRecipientIsRefused) {
  Conversation talk;
  talk.client("EHLO client.example.org");
  talk.client("MAIL FROM:<ann@example.org>");
  EXPECT_EQ(talk.client("DATA"), "503 5.5.1 No recipient, say RCPT first\r\n");
  talk.rejects_next(no_such_user).client("RCPT TO:<nobody@example.org>");
  EXPECT_EQ(talk.client("DATA"), "554 5.5.1 No valid recipients\r\n");
}

TEST(ServerSession, The250WaitsForTheVerdict) {
  Conversation talk;
  talk.open_transaction();
  talk.client("DATA");
  talk.leaves_next_open();
  EXPECT_EQ(talk.octets("hello\r\n.\r\nNOOP\r\n"), "");
  EXPECT_TRUE(talk.session().input().empty()) << "nothing is read while a question is open";
  EXPECT_TRUE(std::holds_alternative<AwaitVerdict>(talk.session().next()));
  talk.session().accept();
  talk.run();
  EXPECT_EQ(talk.heard(), "250 2.0.0 Ok\r\n250 2.0.0 Ok\r\n") << "and then what was pipelined";
}

TEST(ServerSession, RepliesToPipelinedCommandsLeaveTogether) {
  Conversation talk;
  talk.client("EHLO client.example.org");
  EXPECT_EQ(talk.octets("MAIL FROM:<a@b.c>\r\nRCPT TO:<d@e.f>\r\nDATA\r\n"),
            "250 2.1.0 Ok\r\n250 2.1.5 Ok\r\n354 End data with <CRLF>.<CRLF>\r\n");
}

TEST(ServerSession, ClosedRepeats) {
  Conversation talk;
  talk.client("QUIT");
  for (int i = 0; i < 3; ++i) {
    const ServerEvent event = talk.session().next();
    ASSERT_TRUE(std::holds_alternative<Closed>(event));
    EXPECT_EQ(std::get<Closed>(event).reason, CloseReason::quit);
  }
  EXPECT_TRUE(talk.session().finished());
  EXPECT_TRUE(talk.session().input().empty());
}

TEST(ServerSession, KnowsWhetherItWasThePeerWhoAskedForTheEnd) {
  Conversation quitting;
  EXPECT_FALSE(quitting.session().peer_is_done());
  quitting.client("QUIT");
  EXPECT_TRUE(quitting.session().peer_is_done());
  Conversation flooding;
  flooding.octets(std::string((1u << 20) + 1, 'a'));
  EXPECT_TRUE(flooding.session().finished());
  EXPECT_FALSE(flooding.session().peer_is_done());
}

TEST(ServerSession, AnIdleSessionHoldsNoBlock) {
  Conversation talk;
  talk.open_transaction();
  EXPECT_EQ(talk.buffers().input.leased(), 0u);
  EXPECT_EQ(talk.buffers().output.leased(), 0u);
  talk.octets("NOOP");  // half a line must be kept
  EXPECT_EQ(talk.buffers().input.leased(), 1u);
  talk.octets("\r\n");
  EXPECT_EQ(talk.buffers().input.leased(), 0u);
}

TEST(ServerSession, IsSmallerThanOneKibibyte) {
  EXPECT_LE(sizeof(ServerSession), 1024u);
}

TEST(ServerSession, AVanishedPeerVoidsItsTransaction) {
  Conversation talk;
  talk.open_transaction();
  talk.client("DATA");
  talk.octets("half a mess");
  EXPECT_EQ(talk.hang_up(), "");
  EXPECT_EQ(talk.events.back(),
            "dropped " + std::to_string(static_cast<int>(DropReason::session_end)));
  EXPECT_EQ(talk.close_reason, CloseReason::peer_gone);
}

TEST(ServerSession, ANewHelloVoidsTheTransactionAndSaysSo) {
  for (const std::string_view reset :
       {"EHLO again.example.org", "HELO again.example.org", "RSET"}) {
    Conversation talk;
    talk.open_transaction();
    EXPECT_TRUE(talk.client(reset).starts_with("250")) << reset;
    EXPECT_EQ(talk.events.back(), "dropped " + std::to_string(static_cast<int>(DropReason::reset)));
    EXPECT_FALSE(talk.session().transaction_open()) << reset;
    EXPECT_TRUE(talk.client("RCPT TO:<bob@example.com>").starts_with("503 ")) << reset;
  }
}

TEST(ServerSession, ARefusedHelloChangesNothing) {
  Conversation talk;
  talk.open_transaction();
  talk.rejects_next({550, "5.7.1", "Not you"});
  EXPECT_EQ(talk.client("EHLO other.example.org"), "550 Not you\r\n");
  EXPECT_EQ(talk.session().client_name(), "client.example.org");
  EXPECT_EQ(talk.message("x\r\n"), "250 2.0.0 Ok\r\n");
}

TEST(ServerSession, CommandsBeforeAHalfCloseAreStillAnswered) {
  Conversation talk;
  std::span<char> room = talk.session().input();
  const std::string_view text = "NOOP\r\nNOOP\r\n";
  std::memcpy(room.data(), text.data(), text.size());
  talk.session().received(text.size());
  talk.session().end_of_input();
  talk.run();
  EXPECT_EQ(talk.heard(), "250 2.0.0 Ok\r\n250 2.0.0 Ok\r\n");
  EXPECT_EQ(talk.close_reason, CloseReason::peer_gone);
}

TEST(ServerSession, AFourTwentyOneVerdictEndsTheSession) {
  Conversation talk;
  talk.client("EHLO client.example.org");
  talk.rejects_next({421, "4.3.2", "Going away"});
  EXPECT_EQ(talk.client("MAIL FROM:<a@b.c>"), "421 4.3.2 Going away\r\n");
  EXPECT_EQ(talk.close_reason, CloseReason::refused);
}

TEST(ServerSession, StopWhenIdleLetsTheTransactionFinish) {
  Conversation talk;
  talk.open_transaction();
  talk.client("DATA");
  talk.session().stop_when_idle();
  talk.run();
  EXPECT_EQ(talk.heard(), "");
  EXPECT_EQ(talk.octets("x\r\n.\r\n"), "250 2.0.0 Ok\r\n421 4.3.2 localhost Shutting down\r\n");
  EXPECT_EQ(talk.close_reason, CloseReason::shutdown);
}

TEST(ServerSession, StopNowStillTellsOfAMessageThatMayBeOnDisk) {
  Conversation talk;
  talk.open_transaction();
  talk.client("DATA");
  talk.leaves_next_open().octets("x\r\n.\r\n");
  talk.session().stop_now();
  talk.run();
  EXPECT_EQ(talk.heard(), "");
  talk.session().accept();
  talk.run();
  EXPECT_EQ(talk.heard(), "250 2.0.0 Ok\r\n421 4.3.2 localhost Shutting down\r\n");
}

TEST(ServerSession, StopNowEndsAMessageThatIsStillComing) {
  Conversation talk;
  talk.open_transaction();
  talk.client("DATA");
  talk.octets("half");
  talk.session().stop_now();
  talk.run();
  EXPECT_EQ(talk.heard(), "421 4.3.2 localhost Shutting down\r\n");
  EXPECT_EQ(talk.messages.size(), 0u);
}

TEST(ServerSession, OutputThatIsFullHoldsBackTheNextCommand) {
  ServerOptions options;
  options.limits.idle_commands_max = 1000;
  Buffers buffers(1);
  ServerSession session(options, buffers);
  session.next();
  session.accept();
  std::string helps;
  for (int i = 0; i < 200; ++i) helps += "HELP\r\n";
  std::memcpy(session.input().data(), helps.data(), helps.size());
  session.received(helps.size());
  EXPECT_TRUE(std::holds_alternative<AwaitOutput>(session.next()));
  EXPECT_LE(session.output().size(), output_block_octets);
  EXPECT_TRUE(session.input().empty()) << "what cannot be answered is not read";
  session.sent(session.output().size());
  EXPECT_TRUE(std::holds_alternative<NeedInput>(session.next())) << "and then it goes on";
}

TEST(ServerSessionDeath, AVerdictWithoutAQuestionIsTheCallersMistake) {
#ifdef NDEBUG
  SUCCEED() << "asserts are off in this build";
#else
  Conversation talk;
  EXPECT_DEATH(talk.session().accept(), "open question");
#endif
}

}  // namespace
}  // namespace heloport::engine
