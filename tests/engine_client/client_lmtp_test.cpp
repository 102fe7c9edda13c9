// LMTP (RFC 2033): whose answer is whose.

#include <gtest/gtest.h>

#include "client_talk.hpp"

namespace heloport::engine {
namespace {

ClientOptions lmtp() {
  ClientOptions options = options_of("client.example.org");
  options.protocol = Protocol::lmtp;
  return options;
}

/// Up to three recipients, the second one refused.
void open_three(ClientTalk& talk) {
  talk.open({"PIPELINING", "CHUNKING"});
  talk.session.mail("ann@example.org");
  for (std::string_view name : {"bob@e.org", "nobody@e.org", "carl@e.org"}) talk.session.rcpt(name);
  talk.server("250 Ok", "250 Ok", "550 No", "250 Ok");
}

TEST(ClientLmtp, SaysLhlo) {
  ClientTalk talk(lmtp());
  talk.server("220 mx.example.org LMTP");
  EXPECT_EQ(talk.said(), "LHLO client.example.org\r\n");
  EXPECT_EQ(talk.server("250-mx.example.org", "250 SIZE 5"), "hello 250, your turn");
  EXPECT_TRUE(talk.session.offered().has(ExtensionId::size));
}

TEST(ClientLmtp, HasNoOtherHello) {  // RFC 2033, 4.1
  for (std::string_view refusal : {"500 What?", "502 No", "550 No", "421 Bye"}) {
    ClientTalk talk(lmtp());
    talk.server("220 mx.example.org ESMTP");
    talk.said();
    talk.server(refusal);
    const std::string said = talk.said();
    EXPECT_TRUE(said == "QUIT\r\n" || said.empty()) << said;
  }
}

TEST(ClientLmtp, EachAcceptedRecipientHasAnAnswerOfItsOwn) {
  ClientTalk talk(lmtp());
  open_three(talk);
  talk.session.data();
  talk.server("354 Go");
  talk.session.finish();
  EXPECT_EQ(talk.octets("250-2.1.5 Kept\r\n250 2.1.5 for bob\r\n"), "message 250 2.1.5, your turn");
  EXPECT_EQ(talk.server("452 4.2.2 Full"), "message 452 4.2.2 for 1, your turn");
  EXPECT_EQ(talk.server("250 Ok"), "closed protocol error");  // nobody asked
}

TEST(ClientLmtp, WhoHadNoAnswerIsUnknown) {  // RFC 2033, 5
  ClientTalk talk(lmtp());
  open_three(talk);
  talk.session.data();
  talk.server("354 Go");
  talk.session.finish();
  talk.said();
  EXPECT_EQ(talk.server("250 Ok"), "message 250, your turn");
  talk.session.end_of_input();
  EXPECT_EQ(talk.pull(), "closed server gone");
}

TEST(ClientLmtp, ASecondMessageCountsAnew) {
  ClientTalk talk(lmtp());
  open_three(talk);
  talk.session.data();
  talk.server("354 Go");
  talk.session.finish();
  talk.session.mail("ann@example.org");  // in the same group
  talk.session.rcpt("dora@e.org");
  talk.said();
  EXPECT_EQ(talk.server("250 Ok", "250 Ok", "250 Ok", "250 Ok"),
            "message 250, message 250 for 1, mail 250, rcpt 250, your turn");
  talk.session.data();
  talk.server("354 Go");
  talk.session.finish();
  EXPECT_EQ(talk.server("250 Ok"), "message 250, your turn");
}

TEST(ClientLmtp, A421InsteadOfAnAnswerEndsTheSession) {
  ClientTalk talk(lmtp());
  open_three(talk);
  talk.session.data();
  talk.server("354 Go");
  talk.session.finish();
  EXPECT_EQ(talk.server("250 Ok", "421 Bye"), "message 250, message 421 for 1, closed server gone");
}

TEST(ClientLmtp, ARefusedChunkIsFollowedByRset) {  // RFC 3030, 2
  ClientTalk talk(lmtp());
  open_three(talk);
  talk.session.chunk(0, false);
  talk.said();
  EXPECT_EQ(talk.server("554 No"), "chunk 554, your turn");
  EXPECT_EQ(talk.session.chunk(0, true), CommandFault::not_your_turn);
  EXPECT_EQ(talk.session.mail("ann@example.org"), CommandFault::not_your_turn);
  EXPECT_EQ(talk.session.reset(), CommandFault::none);
}

TEST(ClientLmtp, TheLastChunkIsAnsweredByEachRecipient) {  // RFC 2033, 4.3
  ClientTalk talk(lmtp());
  open_three(talk);
  EXPECT_EQ(talk.session.chunk(1, false), CommandFault::none);
  talk.session.body("x");
  EXPECT_EQ(talk.session.chunk(0, true), CommandFault::not_your_turn);
  EXPECT_EQ(talk.server("250 Ok"), "chunk 250, your turn");
  EXPECT_EQ(talk.session.chunk(0, true), CommandFault::none);
  talk.said();
  EXPECT_EQ(talk.server("250 Ok", "554 No"), "message 250, message 554 for 1, your turn");
  EXPECT_EQ(talk.session.mail("ann@example.org"), CommandFault::none);
}

}  // namespace
}  // namespace heloport::engine
