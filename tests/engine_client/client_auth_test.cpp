// AUTH (RFC 4954, 4): the exchange, and what must not be said in it.

#include <gtest/gtest.h>

#include "client_talk.hpp"
#include "grammar/base64.hpp"

namespace heloport::engine {
namespace {

std::string base64(std::string_view octets) {
  std::string room(grammar::encoded_octets(octets.size()), '?');
  return std::string(grammar::encode_base64(octets, room));
}

/// Inside TLS, with PLAIN, LOGIN and SCRAM-SHA-256 offered.
void open_tls(ClientTalk& talk) {
  talk.session.tls_started(true);
  talk.open({"PIPELINING", "AUTH PLAIN LOGIN X-OWN SCRAM-SHA-256"});
}

TEST(ClientAuth, AnInitialResponseGoesWithTheCommand) {
  ClientTalk talk;
  open_tls(talk);
  EXPECT_EQ(talk.session.auth("PLAIN", std::string_view("\0ann\0secret", 11)), CommandFault::none);
  EXPECT_EQ(talk.said(), "AUTH PLAIN AGFubgBzZWNyZXQ=\r\n");
  EXPECT_EQ(talk.server("235 2.7.0 Welcome"), "auth 235 2.7.0, your turn");
  EXPECT_TRUE(talk.session.authenticated());
  EXPECT_EQ(talk.session.auth("PLAIN"), CommandFault::not_your_turn);  // once
}

TEST(ClientAuth, AnEmptyInitialResponseIsAnEqualsSign) {
  ClientTalk talk;
  open_tls(talk);
  EXPECT_EQ(talk.session.auth("X-OWN", ""), CommandFault::none);
  EXPECT_EQ(talk.said(), "AUTH X-OWN =\r\n");
}

TEST(ClientAuth, AnExchangeGoesOnWithChallenges) {
  ClientTalk talk;
  open_tls(talk);
  EXPECT_EQ(talk.session.auth("login"), CommandFault::none);
  EXPECT_EQ(talk.said(), "AUTH login\r\n");
  EXPECT_EQ(talk.server("334 VXNlcm5hbWU6"), "challenge Username:");
  EXPECT_EQ(talk.pull(), "");
  EXPECT_EQ(talk.session.noop(), CommandFault::not_your_turn);
  EXPECT_EQ(talk.session.respond("ann"), CommandFault::none);
  EXPECT_EQ(talk.session.respond("ann"), CommandFault::not_your_turn);
  EXPECT_EQ(talk.said(), "YW5u\r\n");
  EXPECT_EQ(talk.server("334 "), "challenge ");
  EXPECT_EQ(talk.session.respond(""), CommandFault::none);
  EXPECT_EQ(talk.said(), "\r\n");
  EXPECT_EQ(talk.server("535 5.7.8 No"), "auth 535 5.7.8, your turn");
  EXPECT_FALSE(talk.session.authenticated());
  EXPECT_EQ(talk.session.auth("LOGIN"), CommandFault::none);  // another try
}

TEST(ClientAuth, ACancelledExchangeIsNeverASuccess) {
  ClientTalk talk;
  open_tls(talk);
  talk.session.auth("LOGIN");
  talk.said();
  talk.server("334 VXNlcm5hbWU6");
  EXPECT_EQ(talk.session.cancel_auth(), CommandFault::none);
  EXPECT_EQ(talk.session.cancel_auth(), CommandFault::not_your_turn);
  EXPECT_EQ(talk.said(), "*\r\n");
  EXPECT_EQ(talk.server("501 5.7.0 Cancelled"), "auth 501 5.7.0, your turn");
}

TEST(ClientAuth, ACancelledExchangeThatGoesOnEndsTheSession) {
  for (std::string_view nonsense : {"235 Welcome", "334 VXNlcm5hbWU6"}) {
    ClientTalk talk;
    open_tls(talk);
    talk.session.auth("LOGIN");
    talk.said();
    talk.server("334 VXNlcm5hbWU6");
    talk.session.cancel_auth();
    talk.said();
    EXPECT_EQ(talk.server(nonsense), "closed protocol error");
    EXPECT_FALSE(talk.session.authenticated());
  }
}

TEST(ClientAuth, AChallengeThatIsNoBase64IsCancelled) {
  for (std::string_view text : {"!!!", "VXNlcm5hbWU", "VX Nlcm5hbWU6", "VXNlcm5h=", "=",
                                "====", "QQ=A", "QR==", "VXNlcm5hbWU6 "}) {
    ClientTalk talk;
    open_tls(talk);
    talk.session.auth("LOGIN");
    talk.said();
    EXPECT_EQ(talk.server("334 " + std::string(text)), "") << text;
    EXPECT_EQ(talk.said(), "*\r\n") << text;
    EXPECT_EQ(talk.server("501 Cancelled"), "auth 501, your turn") << text;
  }
  ClientTalk talk;
  open_tls(talk);
  talk.session.auth("LOGIN");
  talk.said();
  EXPECT_EQ(talk.server("334-VXNlcm5hbWU6", "334 VXNlcm5hbWU6"), "");
  EXPECT_EQ(talk.said(), "*\r\n");
}

TEST(ClientAuth, AnInitialResponseThatHasNoRoomIsSaidInTheNextRound) {  // RFC 4954, 4
  const std::string fits(372, 'x');  // AUTH PLAIN, a space, 496 octets of base64, CRLF: 509
  const std::string too_long(376, 'x');
  ClientTalk talk;
  open_tls(talk);
  EXPECT_EQ(talk.session.auth("PLAIN", fits), CommandFault::none);
  EXPECT_EQ(talk.said(), "AUTH PLAIN " + base64(fits) + "\r\n");
  talk.server("535 No");
  EXPECT_EQ(talk.session.auth("PLAIN", too_long), CommandFault::none);
  EXPECT_EQ(talk.said(), "AUTH PLAIN\r\n");
  EXPECT_EQ(talk.server("334 "), "");
  EXPECT_EQ(talk.said(), base64(too_long) + "\r\n");
  EXPECT_EQ(talk.server("235 Welcome"), "auth 235, your turn");
}

TEST(ClientAuth, AServerThatAsksFirstGetsNoInitialResponse) {
  ClientTalk talk;
  open_tls(talk);
  talk.session.auth("PLAIN", std::string(1000, 'x'));
  talk.said();
  EXPECT_EQ(talk.server("334 VXNlcm5hbWU6"), "");
  EXPECT_EQ(talk.said(), "*\r\n");
}

TEST(ClientAuth, LinesAreUpTo12288OctetsBothWays) {
  const std::string octets(9213, 'x');
  ClientTalk talk;
  open_tls(talk);
  talk.session.auth("LOGIN");
  talk.said();
  EXPECT_EQ(talk.server("334 " + base64(octets.substr(0, 9210))),
            "challenge " + octets.substr(0, 9210));
  EXPECT_EQ(talk.session.respond(octets + "x"), CommandFault::bad_argument);
  EXPECT_EQ(talk.session.respond(octets), CommandFault::none);
  EXPECT_EQ(talk.said(), base64(octets) + "\r\n");
  EXPECT_EQ(talk.server("334 " + base64(octets + "xxx")), "closed protocol error");
}

TEST(ClientAuth, PasswordsAreNotShownInClearUnasked) {  // RFC 4616, 5
  ClientTalk talk;
  talk.open({"AUTH PLAIN LOGIN SCRAM-SHA-256"});
  EXPECT_EQ(talk.session.auth("PLAIN", "x"), CommandFault::needs_tls);
  EXPECT_EQ(talk.session.auth("login"), CommandFault::needs_tls);
  EXPECT_EQ(talk.said(), "");
  EXPECT_EQ(talk.session.auth("SCRAM-SHA-256", "n,,n=ann,r=x"), CommandFault::none);
  ClientTalk wanted;
  wanted.options_.passwords_in_clear = true;
  wanted.open({"AUTH PLAIN"});
  EXPECT_EQ(wanted.session.auth("PLAIN", "x"), CommandFault::none);
}

TEST(ClientAuth, OnlyWhatWasOfferedIsSaid) {
  ClientTalk talk;
  open_tls(talk);
  EXPECT_EQ(talk.session.auth("EXTERNAL"), CommandFault::not_offered);
  EXPECT_EQ(talk.session.auth("X-OWN"), CommandFault::none);
  ClientTalk none;
  none.open();
  EXPECT_EQ(none.session.auth("X-OWN"), CommandFault::not_offered);
}

TEST(ClientAuth, ClosesAGroupAndStaysOutOfATransaction) {
  ClientTalk talk;
  open_tls(talk);
  talk.session.mail("ann@example.org");
  EXPECT_EQ(talk.session.auth("PLAIN", "x"), CommandFault::not_your_turn);
  talk.server("250 Ok");
  talk.session.reset();
  EXPECT_EQ(talk.session.auth("PLAIN", "x"), CommandFault::none);
  EXPECT_EQ(talk.session.mail("ann@example.org"), CommandFault::not_your_turn);
  EXPECT_EQ(talk.pull(), "");
}

TEST(ClientAuth, IsNotAnsweredBeforeItWasSent) {
  ClientTalk talk;
  open_tls(talk);
  talk.session.auth("LOGIN");
  EXPECT_EQ(talk.server("334 VXNlcm5hbWU6"), "drain output");
  talk.said();
  EXPECT_EQ(talk.pull(), "challenge Username:");
}

TEST(ClientAuth, ThePauseOfAnApplicationIsItsOwn) {
  ClientTalk talk;
  talk.session.expire(Time{0});
  open_tls(talk);
  talk.session.auth("LOGIN");
  talk.said();
  EXPECT_EQ(talk.session.deadline(), Time{300'000});
  talk.server("334 VXNlcm5hbWU6");
  EXPECT_EQ(talk.session.deadline(), std::nullopt);
  talk.session.expire(Time{400'000});
  talk.session.respond("ann");
  EXPECT_EQ(talk.session.deadline(), Time{700'000});
  talk.said();
  talk.server("334 UGFzc3dvcmQ6");
  talk.session.end_of_input();
  EXPECT_EQ(talk.pull(), "closed server gone");
}

}  // namespace
}  // namespace heloport::engine
