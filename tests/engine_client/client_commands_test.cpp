// The commands outside a transaction.

#include <gtest/gtest.h>

#include "client_talk.hpp"

namespace heloport::engine {
namespace {

TEST(ClientCommands, EachIsSpelledAndAnsweredOnce) {
  ClientTalk talk;
  talk.open({"VRFY", "EXPN", "HELP"});
  EXPECT_EQ(talk.session.noop(), CommandFault::none);
  EXPECT_EQ(talk.said(), "NOOP\r\n");
  EXPECT_EQ(talk.server("250 Ok"), "noop 250, your turn");
  EXPECT_EQ(talk.session.verify("Crispin"), CommandFault::none);
  EXPECT_EQ(talk.said(), "VRFY Crispin\r\n");
  EXPECT_EQ(talk.server("252 2.1.5 Perhaps"), "verify 252 2.1.5, your turn");
  EXPECT_EQ(talk.session.expand("Example-People"), CommandFault::none);
  EXPECT_EQ(talk.said(), "EXPN Example-People\r\n");
  EXPECT_EQ(talk.server("250-Ann <ann@example.org>", "250 Bob <bob@example.org>"),
            "expand 250, your turn");
  EXPECT_EQ(talk.session.help("MAIL"), CommandFault::none);
  EXPECT_EQ(talk.said(), "HELP MAIL\r\n");
  EXPECT_EQ(talk.server("214 See RFC 5321"), "help 214, your turn");
  EXPECT_EQ(talk.session.help(), CommandFault::none);
  EXPECT_EQ(talk.said(), "HELP\r\n");
}

TEST(ClientCommands, ListAndReadAreSpelledAsTheDialectHasThem) {
  ClientTalk standard;
  standard.open({"XLIST", "XREAD"});
  EXPECT_EQ(standard.session.list("bob@example.com"), CommandFault::none);
  EXPECT_EQ(standard.said(), "XLIST <bob@example.com>\r\n");
  EXPECT_EQ(standard.server("250 None"), "list 250, your turn");
  EXPECT_EQ(standard.session.read("bob@example.com", "a name"), CommandFault::none);
  EXPECT_EQ(standard.said(), "XREAD <bob@example.com> a name\r\n");
  ClientTalk simple;
  simple.open_simple();
  EXPECT_EQ(simple.session.list("bob@example.com"), CommandFault::none);
  EXPECT_EQ(simple.said(), "LIST EMAILS: bob@example.com\r\n");
  EXPECT_EQ(simple.server("250 None"), "list 250, your turn");
  EXPECT_EQ(simple.session.read("bob@example.com", "project_info"), CommandFault::none);
  EXPECT_EQ(simple.said(), "READ EMAIL: bob@example.com: project_info\r\n");
}

TEST(ClientCommands, TheDocumentedListingNeedsNoHello) {
  ClientOptions options;
  options.say_hello = false;
  ClientTalk talk(options);
  talk.server("220 SimpleSMTP Server Ready");
  EXPECT_EQ(talk.session.list("bob@example.com"), CommandFault::none);
  EXPECT_EQ(talk.said(), "LIST EMAILS: bob@example.com\r\n");
  talk.lines.clear();
  EXPECT_EQ(talk.server("250-List of emails for bob@example.com:", "250-project_info.txt",
                        "250 test_mail_1.txt"),
            "list 250, your turn");
  EXPECT_EQ(talk.lines,
            (std::vector<std::string>{"list 250-List of emails for bob@example.com:",
                                      "list 250-project_info.txt", "list 250 test_mail_1.txt"}));
}

TEST(ClientCommands, ListAndReadWaitForAnOfferWhereThereWasAHello) {
  ClientTalk talk;
  talk.open();
  EXPECT_EQ(talk.session.list("bob@example.com"), CommandFault::not_offered);
  EXPECT_EQ(talk.session.read("bob@example.com", "x"), CommandFault::not_offered);
  EXPECT_EQ(talk.said(), "");
}

TEST(ClientCommands, VrfyOfUtf8AsksForIt) {  // RFC 6531, 3.7.4
  ClientTalk plain;
  plain.open();
  EXPECT_EQ(plain.session.verify("j\xc3\xbcrgen"), CommandFault::not_offered);
  ClientTalk talk;
  talk.open({"SMTPUTF8"});
  EXPECT_EQ(talk.session.verify("j\xc3\xbcrgen"), CommandFault::none);
  EXPECT_EQ(talk.said(), "VRFY j\xc3\xbcrgen SMTPUTF8\r\n");
}

TEST(ClientCommands, AnArgumentThatWouldMeanMoreThanItSaysIsRefused) {
  ClientTalk talk;
  talk.open({"SMTPUTF8", "XREAD"});
  EXPECT_EQ(talk.session.verify("bob SMTPUTF8"), CommandFault::bad_argument);
  EXPECT_EQ(talk.session.verify(""), CommandFault::bad_argument);
  EXPECT_EQ(talk.session.verify("bob "), CommandFault::bad_argument);
  EXPECT_EQ(talk.session.help("j\xc3\xbcrgen"), CommandFault::bad_argument);
  EXPECT_EQ(talk.session.mail("<ann@example.org>"), CommandFault::bad_argument);
  EXPECT_EQ(talk.session.mail("ann@example.org> SIZE=1"), CommandFault::bad_argument);
  EXPECT_EQ(talk.session.mail("@relay.example:ann@example.org"), CommandFault::bad_argument);
  EXPECT_EQ(talk.session.read("bob@example.org", " x"), CommandFault::bad_argument);
  EXPECT_EQ(talk.said(), "");
}

TEST(ClientCommands, ALineOverTheLimitOfTheServerIsRefused) {
  ClientTalk talk;
  talk.open();
  EXPECT_EQ(talk.session.verify(std::string(512 - 7, 'x')), CommandFault::none);
  EXPECT_EQ(talk.said().size(), 512u);  // RFC 5321, 4.5.3.1.4
  talk.server("250 Ok");
  EXPECT_EQ(talk.session.verify(std::string(512 - 6, 'x')), CommandFault::bad_argument);
  EXPECT_EQ(talk.session.verify(std::string(100'000, 'x')), CommandFault::bad_argument);
}

TEST(ClientCommands, NothingIsSaidWhileAReplyIsAwaited) {
  ClientTalk talk;
  talk.open();
  talk.session.noop();
  talk.said();
  EXPECT_EQ(talk.session.noop(), CommandFault::not_your_turn);
  EXPECT_EQ(talk.session.quit(), CommandFault::not_your_turn);
  EXPECT_EQ(talk.pull(), "");
  EXPECT_EQ(talk.said(), "");
}

TEST(ClientCommands, AfterQuitTheServerMayJustClose) {
  ClientTalk talk;
  talk.open();
  talk.session.quit();
  talk.session.end_of_input();
  EXPECT_EQ(talk.pull(), "closed quit");
}

TEST(ClientCommands, WhateverAnswersQuitEndsTheSession) {
  for (std::string_view code : {"221", "250", "421", "500"}) {
    ClientTalk talk;
    talk.open();
    talk.session.quit();
    const std::string reply = std::string(code) + " Bye";
    EXPECT_EQ(talk.server(reply), "quit " + std::string(code) + ", closed quit");
  }
}

TEST(ClientCommands, ATurnThatIsNotUsedIsOfferedAgain) {
  ClientTalk talk;
  talk.open();
  EXPECT_EQ(talk.pull(), "your turn");
  EXPECT_EQ(talk.pull(), "your turn");
}

}  // namespace
}  // namespace heloport::engine
