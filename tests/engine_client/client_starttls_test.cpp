// STARTTLS: what was said in clear is worth nothing inside TLS.

#include <gtest/gtest.h>

#include "client_talk.hpp"

namespace heloport::engine {
namespace {

/// Up to the handshake.
void begin_tls(ClientTalk& talk) {
  talk.open({"STARTTLS", "PIPELINING", "AUTH PLAIN"});
  ASSERT_EQ(talk.session.starttls(), CommandFault::none);
  ASSERT_EQ(talk.said(), "STARTTLS\r\n");
}

TEST(ClientStartTls, ForgetsWhatWasOfferedAndSaysHelloAgain) {  // RFC 3207, 4.2
  ClientTalk talk;
  begin_tls(talk);
  EXPECT_EQ(talk.server("220 Go ahead"), "starttls 220");
  EXPECT_TRUE(talk.session.awaits_tls());
  EXPECT_EQ(talk.session.noop(), CommandFault::not_your_turn);
  EXPECT_EQ(talk.pull(), "");
  talk.session.tls_started(true);
  EXPECT_FALSE(talk.session.awaits_tls());
  EXPECT_TRUE(talk.session.inside_tls());
  EXPECT_TRUE(talk.session.offered().empty());
  EXPECT_TRUE(talk.session.offered_mechanisms().empty());
  EXPECT_EQ(talk.said(), "EHLO client.example.org\r\n");
  EXPECT_EQ(talk.server("250-mx.example.org", "250 SIZE 5"), "hello 250, your turn");
  EXPECT_EQ(talk.session.offered(), ExtensionSet{ExtensionId::size});
}

// Exim CVE-2021-38371, curl CVE-2021-22947, libetpan CVE-2020-15953, MailKit
// GHSA-9j88-vvj5-vhgr, nodemailer PR 1835: replies in clear behind the 220 were taken for replies
// to what was said inside TLS.
TEST(ClientStartTls, OctetsInClearBehindThe220EndTheSession) {
  const std::vector<std::string> injected{
      "2",    "250",          "250-AUTH PLAIN\r\n", "250 mx.example.org\r\n250 Ok\r\n",
      "\r\n", "\x16\x03\x03", "421 Bye\r\n",        std::string(1, '\0')};
  for (const std::string& octets : injected) {
    const std::string all = "220 Go ahead\r\n" + octets;
    for (std::size_t split = 1; split <= all.size(); ++split) {
      ClientTalk talk;
      begin_tls(talk);
      std::string words = talk.octets(all.substr(0, split));
      const bool over = talk.session.finished();
      const std::string more = over ? "" : talk.octets(all.substr(split));
      words += words.empty() || more.empty() ? more : ", " + more;
      EXPECT_EQ(words, "starttls 220, closed protocol error") << split;
      talk.session.tls_started(true);
      EXPECT_FALSE(talk.session.inside_tls());
      EXPECT_EQ(talk.said(), "");
    }
  }
}

// The application may start its handshake before it pulls the next event.
TEST(ClientStartTls, OctetsInClearAreSeenWhenTlsStandsAtOnce) {
  ClientTalk talk;
  begin_tls(talk);
  const std::string_view all = "220 Go ahead\r\n250 mx.example.org\r\n";
  std::copy(all.begin(), all.end(), talk.session.input().begin());
  talk.session.received(all.size());
  while (!std::holds_alternative<Answered>(talk.session.next())) continue;
  talk.session.tls_started(true);
  EXPECT_FALSE(talk.session.inside_tls());
  EXPECT_EQ(talk.pull(), "closed protocol error");
}

TEST(ClientStartTls, ARefusalIsAnAnswerLikeAnyOther) {
  for (std::string_view refusal : {"454 4.7.0 Not now", "501 No", "502 No", "554 No"}) {
    ClientTalk talk;
    begin_tls(talk);
    EXPECT_TRUE(talk.server(refusal).ends_with("your turn")) << refusal;
    EXPECT_FALSE(talk.session.awaits_tls());
    EXPECT_EQ(talk.session.quit(), CommandFault::none);
  }
}

TEST(ClientStartTls, IsSaidOnceAndAloneAndOutsideATransaction) {
  ClientTalk plain;
  plain.open();
  EXPECT_EQ(plain.session.starttls(), CommandFault::not_offered);
  ClientTalk talk;
  talk.open({"STARTTLS", "PIPELINING"});
  talk.session.mail("ann@example.org");
  EXPECT_EQ(talk.session.starttls(), CommandFault::not_your_turn);
  talk.server("250 Ok");
  EXPECT_EQ(talk.session.starttls(), CommandFault::not_your_turn);
  talk.session.reset();
  EXPECT_EQ(talk.session.starttls(), CommandFault::not_your_turn);  // the reset is unanswered
  talk.server("250 Ok");
  EXPECT_EQ(talk.session.starttls(), CommandFault::none);
  EXPECT_EQ(talk.session.mail("ann@example.org"), CommandFault::not_your_turn);
  talk.said();
  talk.server("220 Go");
  talk.session.tls_started(false);
  talk.server("250-mx.example.org", "250 STARTTLS");
  EXPECT_EQ(talk.session.starttls(), CommandFault::not_your_turn);  // RFC 3207, 4.2: never twice
}

TEST(ClientStartTls, IsNotTakenBeforeItWasSent) {
  ClientTalk talk;
  talk.open({"STARTTLS"});
  talk.session.starttls();
  EXPECT_EQ(talk.server("220 Go"), "drain output");
  EXPECT_FALSE(talk.session.awaits_tls());
  EXPECT_EQ(talk.said(), "STARTTLS\r\n");
  EXPECT_EQ(talk.pull(), "starttls 220");
  EXPECT_TRUE(talk.session.awaits_tls());
}

TEST(ClientStartTls, AServerThatGoesOrKeepsUsWaitingEndsTheSession) {
  ClientTalk gone;
  begin_tls(gone);
  gone.server("220 Go");
  gone.session.end_of_input();
  EXPECT_EQ(gone.pull(), "closed server gone");
  ClientTalk slow;
  slow.session.expire(Time{0});
  begin_tls(slow);
  slow.server("220 Go");
  EXPECT_EQ(slow.session.deadline(), Time{300'000});
  slow.session.expire(Time{300'000});
  EXPECT_EQ(slow.pull(), "closed timeout");
}

TEST(ClientStartTls, ImplicitTlsStandsBeforeTheGreeting) {  // RFC 8314, 3
  ClientTalk talk;
  talk.session.tls_started(true);
  EXPECT_EQ(talk.said(), "");
  talk.open({"STARTTLS"});
  EXPECT_TRUE(talk.session.inside_tls());
  EXPECT_EQ(talk.session.starttls(), CommandFault::not_your_turn);
}

TEST(ClientStartTls, WithoutHelloTheNextCommandIsTheApplications) {
  ClientOptions options;
  options.say_hello = false;
  ClientTalk talk(options);
  talk.session.tls_started(true);
  EXPECT_EQ(talk.server("220 mx.example.org"), "greeting 220, your turn");
}

}  // namespace
}  // namespace heloport::engine
