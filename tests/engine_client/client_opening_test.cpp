// The greeting, EHLO and HELO, and what a refusal of them leads to.

#include <gtest/gtest.h>

#include "client_talk.hpp"

namespace heloport::engine {
namespace {

TEST(ClientOpening, TheClientWaitsForTheGreeting) {
  ClientTalk talk;
  EXPECT_EQ(talk.pull(), "");
  EXPECT_EQ(talk.said(), "");
  EXPECT_EQ(talk.session.mail("ann@example.org"), CommandFault::not_your_turn);
}

TEST(ClientOpening, AGreetingIsAnsweredByEhlo) {
  ClientTalk talk;
  EXPECT_EQ(talk.server("220 mx.example.org ESMTP"), "greeting 220");
  EXPECT_EQ(talk.said(), "EHLO client.example.org\r\n");
  EXPECT_EQ(talk.session.dialect().name, "standard");
  EXPECT_EQ(talk.server("250 mx.example.org"), "hello 250, your turn");
}

TEST(ClientOpening, AGreetingMayHaveSeveralLines) {
  ClientTalk talk;
  EXPECT_EQ(talk.server("220-mx.example.org", "220-no advertising", "220 "), "greeting 220");
  EXPECT_EQ(talk.lines, (std::vector<std::string>{"greeting 220-mx.example.org",
                                                  "greeting 220-no advertising", "greeting 220 "}));
  EXPECT_EQ(talk.said(), "EHLO client.example.org\r\n");
}

TEST(ClientOpening, TheSimpleGreetingIsAnsweredByHelo) {
  ClientTalk talk(options_of("client"));
  EXPECT_EQ(talk.server("220 SimpleSMTP Server Ready"), "greeting 220");
  EXPECT_EQ(talk.said(), "HELO client\r\n");
  EXPECT_EQ(talk.session.dialect().name, "simple");
  EXPECT_EQ(talk.server("250 Hello"), "hello 250, your turn");
  EXPECT_TRUE(talk.session.offered().empty());
}

TEST(ClientOpening, WithoutHelloTheTurnFollowsTheGreeting) {
  ClientOptions options;
  options.say_hello = false;
  ClientTalk talk(options);
  EXPECT_EQ(talk.server("220 SimpleSMTP Server Ready"), "greeting 220, your turn");
  EXPECT_EQ(talk.said(), "");
}

TEST(ClientOpening, ExtensionsAreTakenFromTheEhloReplyInAnyCase) {
  ClientTalk talk;
  talk.open({"PIPELINING",  "size 1000",
             "8BitMime",    "SMTPUTF8",
             "chunking",    "BINARYMIME",
             "dsn",         "StartTLS",
             "Auth plain",  "LIMITS RCPTMAX=1",
             "RequireTLS",  "DELIVERBY 60",
             "mt-priority", "FUTURERELEASE 60 2037-12-31T23:59:59Z",
             "ETRN",        "ENHANCEDSTATUSCODES",
             "VRFY",        "EXPN",
             "HELP",        "XCLIENT NAME",
             "XFORWARD",    "XLIST",
             "XREAD"});
  for (const Extension& extension : all_extensions()) {
    EXPECT_TRUE(talk.session.offered().has(extension.id)) << extension.keyword;
  }
  EXPECT_EQ(talk.session.size_octets_max(), 1000u);
}

TEST(ClientOpening, TheFirstLineOfTheEhloReplyIsNoExtension) {
  ClientTalk talk;
  talk.server("220 mx.example.org");
  EXPECT_EQ(talk.server("250-PIPELINING", "250 HELP"), "hello 250, your turn");
  EXPECT_FALSE(talk.session.offered().has(ExtensionId::pipelining));
  EXPECT_TRUE(talk.session.offered().has(ExtensionId::help));
}

TEST(ClientOpening, WhatIsUnknownOrMalformedInTheEhloReplyIsIgnored) {
  ClientTalk talk;
  talk.open({"AUTH=LOGIN PLAIN", "X-FOO BAR", "", " PIPELINING", "SIZE abc", "SIZE 1 2", "-HELP",
             "SMTPUTF8 FOO", "PIPELININGX", "STARTTLS"});
  EXPECT_FALSE(talk.session.offered().has(ExtensionId::pipelining));
  EXPECT_FALSE(talk.session.offered().has(ExtensionId::size));
  EXPECT_FALSE(talk.session.offered().has(ExtensionId::help));
  // RFC 6531, 3.1: parameters after the keyword are ignored.
  EXPECT_TRUE(talk.session.offered().has(ExtensionId::smtputf8));
}

TEST(ClientOpening, SizeMayComeWithoutANumberOrWithTooBigAOne) {
  ClientTalk plain;
  plain.open({"SIZE"});
  EXPECT_TRUE(plain.session.offered().has(ExtensionId::size));
  EXPECT_EQ(plain.session.size_octets_max(), std::nullopt);
  ClientTalk huge;
  huge.open({"SIZE 99999999999999999999"});
  EXPECT_EQ(huge.session.size_octets_max(), ~std::uint64_t{0});
}

TEST(ClientOpening, ARefusedEhloIsFollowedByHelo) {
  for (std::string_view code : {"500", "502", "504", "550"}) {
    ClientTalk talk;
    talk.server("220 mx.example.org");
    talk.said();
    const std::string reply = std::string(code) + " What?";
    EXPECT_EQ(talk.server(reply), "hello " + std::string(code));
    EXPECT_EQ(talk.said(), "HELO client.example.org\r\n");
    EXPECT_EQ(talk.server("250 mx.example.org"), "hello 250, your turn");
    EXPECT_TRUE(talk.session.offered().empty());
  }
}

TEST(ClientOpening, ExtensionsInARefusalCountForNothing) {
  ClientTalk talk;
  talk.server("220 mx.example.org");
  talk.server("502-no", "502-PIPELINING", "502 SIZE 5");
  talk.server("250-mx.example.org", "250 PIPELINING");
  EXPECT_TRUE(talk.session.offered().empty());
  EXPECT_EQ(talk.session.size_octets_max(), std::nullopt);
}

TEST(ClientOpening, ARefusingGreetingIsToldQuit) {
  for (std::string_view code : {"554", "521", "450"}) {
    ClientTalk talk;
    const std::string greeting = std::string(code) + " Go away";
    EXPECT_EQ(talk.server(greeting), "greeting " + std::string(code));
    EXPECT_EQ(talk.said(), "QUIT\r\n");
    EXPECT_FALSE(talk.session.finished());
    EXPECT_EQ(talk.server("221 Bye"), "quit 221, closed refused");
    EXPECT_TRUE(talk.session.finished());
  }
}

TEST(ClientOpening, ARefusingServerThatJustClosesHasRefused) {
  ClientTalk talk;
  talk.server("554 Go away");
  talk.session.end_of_input();
  EXPECT_EQ(talk.pull(), "closed refused");
}

TEST(ClientOpening, ARefusalOfEhloThatIsNotAboutEhloEndsTheSession) {
  ClientTalk talk;
  talk.server("220 mx.example.org");
  talk.said();
  EXPECT_EQ(talk.server("554 5.7.1 Not you"), "hello 554 5.7.1");
  EXPECT_EQ(talk.said(), "QUIT\r\n");
  EXPECT_EQ(talk.server("221 Bye"), "quit 221, closed refused");
}

TEST(ClientOpening, ARefusedHeloEndsTheSession) {
  ClientTalk talk;
  talk.server("220 mx.example.org");
  talk.server("502 What?");
  talk.said();
  EXPECT_EQ(talk.server("502 What?"), "hello 502");
  EXPECT_EQ(talk.said(), "QUIT\r\n");
}

TEST(ClientOpening, AGreetingOf421EndsTheSessionWithoutAWord) {
  ClientTalk talk;
  EXPECT_EQ(talk.server("421 4.3.2 Closing"), "greeting 421 4.3.2, closed server gone");
  EXPECT_EQ(talk.said(), "");
}

TEST(ClientOpening, AGreetingThatIsNoReplyIsAProtocolError) {
  for (std::string_view greeting : {"SSH-2.0-OpenSSH_9.2", "* OK IMAP4rev1", "354 Go ahead"}) {
    ClientTalk talk;
    EXPECT_EQ(talk.server(greeting), "closed protocol error") << greeting;
    EXPECT_EQ(talk.said(), "");
  }
}

TEST(ClientOpening, AHelloNameThatIsNoneEndsTheSessionWithoutAWord) {
  for (std::string_view name : {"", "two words", "a\r\nQUIT", "b\xc3\xbc.example", "[1.2.3]"}) {
    ClientTalk talk(options_of(std::string(name)));
    EXPECT_EQ(talk.server("220 mx.example.org"), "greeting 220, closed gave up") << name;
    EXPECT_EQ(talk.said(), "");
  }
}

TEST(ClientOpening, TheHelloNameMayBeChosenByTheDialect) {
  ClientTalk talk;
  const std::string greeting = "220 SimpleSMTP Server Ready\r\n";
  std::copy(greeting.begin(), greeting.end(), talk.session.input().begin());
  talk.session.received(greeting.size());
  EXPECT_TRUE(std::holds_alternative<ReplyText>(talk.session.next()));
  if (talk.session.dialect().file_name_line) talk.options_.hello_name = "client";
  EXPECT_EQ(talk.pull(), "greeting 220");
  EXPECT_EQ(talk.said(), "HELO client\r\n");
}

TEST(ClientOpening, AnAddressLiteralIsAHelloName) {
  ClientTalk talk(options_of("[192.0.2.1]"));
  talk.server("220 mx.example.org");
  EXPECT_EQ(talk.said(), "EHLO [192.0.2.1]\r\n");
  talk.server("502 What?");
  EXPECT_EQ(talk.said(), "HELO [192.0.2.1]\r\n");
}

}  // namespace
}  // namespace heloport::engine
