// Sending mail: MAIL, RCPT, DATA, the content, in both spellings.

#include <gtest/gtest.h>

#include "client_talk.hpp"

namespace heloport::engine {
namespace {

TEST(ClientTransaction, AMailIsSentStepByStep) {
  ClientTalk talk;
  talk.open();
  EXPECT_EQ(talk.session.mail("ann@example.org"), CommandFault::none);
  EXPECT_EQ(talk.said(), "MAIL FROM:<ann@example.org>\r\n");
  EXPECT_EQ(talk.server("250 2.1.0 Ok"), "mail 250 2.1.0, your turn");
  EXPECT_EQ(talk.session.rcpt("bob@example.org"), CommandFault::none);
  EXPECT_EQ(talk.said(), "RCPT TO:<bob@example.org>\r\n");
  EXPECT_EQ(talk.server("250 2.1.5 Ok"), "rcpt 250 2.1.5, your turn");
  EXPECT_EQ(talk.session.data(), CommandFault::none);
  EXPECT_EQ(talk.said(), "DATA\r\n");
  EXPECT_EQ(talk.server("354 Go"), "data 354, body wanted");
  EXPECT_EQ(talk.session.body("Hello\n.Bob\n"), 11u);
  EXPECT_TRUE(talk.session.finish());
  EXPECT_EQ(talk.said(), "Hello\r\n..Bob\r\n.\r\n");
  EXPECT_EQ(talk.server("250 2.0.0 Ok"), "message 250 2.0.0, your turn");
  EXPECT_EQ(talk.session.quit(), CommandFault::none);
  EXPECT_EQ(talk.said(), "QUIT\r\n");
  EXPECT_EQ(talk.server("221 2.0.0 Bye"), "quit 221 2.0.0, closed quit");
  EXPECT_EQ(talk.pull(), "closed quit");
}

TEST(ClientTransaction, TheDocumentedSessionIsSpokenToTheLetter) {
  ClientTalk talk(options_of("client"));
  talk.open_simple();
  talk.session.mail("alice@example.com");
  EXPECT_EQ(talk.said(), "MAIL FROM: alice@example.com\r\n");
  EXPECT_EQ(talk.server("250 OK"), "mail 250, your turn");
  talk.session.rcpt("bob@example.com");
  EXPECT_EQ(talk.said(), "RCPT TO: bob@example.com\r\n");
  EXPECT_EQ(talk.server("250 OK"), "rcpt 250, your turn");
  talk.session.data();
  EXPECT_EQ(talk.server("354 End with '.' on a new line"), "data 354, body wanted");
  EXPECT_EQ(talk.session.file_name("project_info"), CommandFault::none);
  EXPECT_EQ(talk.session.body("Project for CSCI-351"), 20u);
  EXPECT_TRUE(talk.session.finish());
  EXPECT_EQ(talk.said(), "DATA\r\nFILENAME: project_info\r\nProject for CSCI-351\r\n.\r\n");
  EXPECT_EQ(talk.server("250 Message accepted"), "message 250, your turn");
  talk.session.quit();
  EXPECT_EQ(talk.server("221 Bye"), "quit 221, closed quit");
}

TEST(ClientTransaction, TheNullPathKeepsItsBracketsInBothSpellings) {
  ClientTalk standard;
  standard.open();
  EXPECT_EQ(standard.session.mail(""), CommandFault::none);
  EXPECT_EQ(standard.said(), "MAIL FROM:<>\r\n");
  ClientTalk simple;
  simple.open_simple();
  EXPECT_EQ(simple.session.mail(""), CommandFault::none);
  EXPECT_EQ(simple.said(), "MAIL FROM: <>\r\n");
}

TEST(ClientTransaction, PostmasterNeedsNoDomainAsRecipientOnly) {
  ClientTalk talk;
  talk.open();
  EXPECT_EQ(talk.session.mail("Postmaster"), CommandFault::bad_argument);
  talk.session.mail("ann@example.org");
  talk.server("250 Ok");
  talk.said();
  EXPECT_EQ(talk.session.rcpt("postmaster"), CommandFault::none);
  EXPECT_EQ(talk.said(), "RCPT TO:<postmaster>\r\n");
}

TEST(ClientTransaction, ParametersAreThoseThatWereOffered) {
  ClientTalk talk;
  talk.open({"SIZE", "8BITMIME", "SMTPUTF8"});
  const MailOptions all{.size_octets = 1234, .body = BodyType::eight_bit_mime, .smtputf8 = true};
  EXPECT_EQ(talk.session.mail("ann@example.org", all), CommandFault::none);
  EXPECT_EQ(talk.said(), "MAIL FROM:<ann@example.org> SIZE=1234 BODY=8BITMIME SMTPUTF8\r\n");
}

TEST(ClientTransaction, ASizeThatNobodyAskedForIsLeftOut) {
  ClientTalk talk;
  talk.open();
  EXPECT_EQ(talk.session.mail("ann@example.org", {.size_octets = 1234}), CommandFault::none);
  EXPECT_EQ(talk.said(), "MAIL FROM:<ann@example.org>\r\n");
}

TEST(ClientTransaction, WhatWouldChangeTheMessageIsNotLeftOut) {
  ClientTalk talk;
  talk.open({"SIZE"});
  EXPECT_EQ(
      talk.session.mail("ann@example.org", {.size_octets = {}, .body = BodyType::eight_bit_mime}),
      CommandFault::not_offered);
  EXPECT_EQ(talk.session.mail("ann@example.org", {.size_octets = {}, .smtputf8 = true}),
            CommandFault::not_offered);
  EXPECT_EQ(talk.said(), "");
}

TEST(ClientTransaction, AMessageOverTheAnnouncedSizeIsNotBegun) {
  ClientTalk talk;
  talk.open({"SIZE 1000"});
  EXPECT_EQ(talk.session.mail("ann@example.org", {.size_octets = 1001}), CommandFault::too_big);
  EXPECT_EQ(talk.said(), "");
  EXPECT_EQ(talk.session.mail("ann@example.org", {.size_octets = 1000}), CommandFault::none);
}

TEST(ClientTransaction, AnAnnouncedSizeOfZeroIsNoLimit) {  // RFC 1870, 3
  ClientTalk talk;
  talk.open({"SIZE 0"});
  EXPECT_EQ(talk.session.size_octets_max(), 0u);
  EXPECT_EQ(talk.session.mail("ann@example.org", {.size_octets = ~std::uint64_t{0}}),
            CommandFault::none);
  EXPECT_EQ(talk.said(), "MAIL FROM:<ann@example.org> SIZE=18446744073709551615\r\n");
}

TEST(ClientTransaction, AnAddressInUtf8NeedsTheExtensionAskedForAndOffered) {
  constexpr std::string_view address = "j\xc3\xbcrgen@example.org";
  ClientTalk plain;
  plain.open();
  EXPECT_EQ(plain.session.mail(address), CommandFault::bad_argument);
  EXPECT_EQ(plain.session.mail(address, {.size_octets = {}, .smtputf8 = true}),
            CommandFault::not_offered);
  ClientTalk talk;
  talk.open({"SMTPUTF8"});
  EXPECT_EQ(talk.session.mail(address), CommandFault::bad_argument);
  EXPECT_EQ(talk.session.mail(address, {.size_octets = {}, .smtputf8 = true}), CommandFault::none);
  EXPECT_EQ(talk.said(), "MAIL FROM:<j\xc3\xbcrgen@example.org> SMTPUTF8\r\n");
  talk.server("250 Ok");
  EXPECT_EQ(talk.session.rcpt(address), CommandFault::none);
  EXPECT_EQ(talk.said(), "RCPT TO:<j\xc3\xbcrgen@example.org>\r\n");
}

TEST(ClientTransaction, ARecipientInUtf8NeedsAMailThatAskedForIt) {
  ClientTalk talk;
  talk.open({"SMTPUTF8"});
  talk.session.mail("ann@example.org");
  talk.server("250 Ok");
  EXPECT_EQ(talk.session.rcpt("j\xc3\xbcrgen@example.org"), CommandFault::bad_argument);
}

TEST(ClientTransaction, TheOrderIsMailThenRcptThenData) {
  ClientTalk talk;
  talk.open();
  EXPECT_EQ(talk.session.rcpt("bob@example.org"), CommandFault::not_your_turn);
  EXPECT_EQ(talk.session.data(), CommandFault::not_your_turn);
  talk.session.mail("ann@example.org");
  talk.server("250 Ok");
  EXPECT_EQ(talk.session.mail("ann@example.org"), CommandFault::not_your_turn);
  EXPECT_EQ(talk.session.data(), CommandFault::not_your_turn);
  talk.session.rcpt("bob@example.org");
  talk.server("550 5.1.1 Nobody");
  EXPECT_EQ(talk.session.rcpt("carl@example.org"), CommandFault::none);
  talk.server("250 Ok");
  EXPECT_EQ(talk.session.data(), CommandFault::none);
}

TEST(ClientTransaction, ARefusedMailOpensNothing) {
  ClientTalk talk;
  talk.open();
  talk.session.mail("ann@example.org");
  EXPECT_EQ(talk.server("550 5.7.1 No"), "mail 550 5.7.1, your turn");
  EXPECT_EQ(talk.session.rcpt("bob@example.org"), CommandFault::not_your_turn);
  EXPECT_EQ(talk.session.mail("carl@example.org"), CommandFault::none);
}

TEST(ClientTransaction, ResetClosesTheTransaction) {
  ClientTalk talk;
  talk.open();
  talk.session.mail("ann@example.org");
  talk.server("250 Ok");
  talk.said();
  EXPECT_EQ(talk.session.reset(), CommandFault::none);
  EXPECT_EQ(talk.said(), "RSET\r\n");
  EXPECT_EQ(talk.server("250 Ok"), "reset 250, your turn");
  EXPECT_EQ(talk.session.mail("ann@example.org"), CommandFault::none);
}

TEST(ClientTransaction, NoContentIsSentAfterARefusedData) {
  ClientTalk talk;
  talk.open();
  talk.session.mail("ann@example.org");
  talk.server("250 Ok");
  talk.session.rcpt("bob@example.org");
  talk.server("250 Ok");
  talk.session.data();
  talk.said();
  EXPECT_EQ(talk.server("554 5.5.1 Not today"), "data 554 5.5.1, your turn");
  EXPECT_EQ(talk.session.body("Hello"), 0u);
  EXPECT_FALSE(talk.session.finish());
  EXPECT_EQ(talk.said(), "");
  // The server may still have the transaction open.
  EXPECT_EQ(talk.session.mail("ann@example.org"), CommandFault::not_your_turn);
  EXPECT_EQ(talk.session.reset(), CommandFault::none);
}

TEST(ClientTransaction, DataIsNotSaidForNobody) {
  ClientTalk talk;
  talk.open();
  talk.session.mail("ann@example.org");
  talk.server("250 Ok");
  talk.session.rcpt("bob@example.org");
  talk.server("550 No");
  talk.said();
  EXPECT_EQ(talk.session.data(), CommandFault::not_your_turn);
  EXPECT_EQ(talk.said(), "");
  EXPECT_EQ(talk.session.rcpt("carl@example.org"), CommandFault::none);
  talk.server("250 Ok");
  EXPECT_EQ(talk.session.data(), CommandFault::none);
}

TEST(ClientTransaction, AnyOther3yzToDataIsTakenByItsFirstDigit) {  // RFC 5321, 4.2
  ClientTalk talk;
  talk.open();
  talk.session.mail("ann@example.org");
  talk.server("250 Ok");
  talk.session.rcpt("bob@example.org");
  talk.server("251 Forwarded");
  talk.session.data();
  EXPECT_EQ(talk.server("359 Go"), "data 359, body wanted");
}

TEST(ClientTransaction, ContentIsEncodedWhateverTheSplit) {
  for (std::size_t piece : {1u, 2u, 3u, 5u, 100u}) {
    ClientTalk talk;
    talk.open();
    talk.open_data();
    std::string_view content = ".one\r\n..two\n\n.\nlast";
    while (!content.empty()) {
      const std::size_t taken = talk.session.body(content.substr(0, piece));
      ASSERT_GT(taken, 0u);
      content.remove_prefix(taken);
    }
    EXPECT_TRUE(talk.session.finish());
    EXPECT_EQ(talk.said(), "..one\r\n...two\r\n\r\n..\r\nlast\r\n.\r\n");
  }
}

TEST(ClientTransaction, ABigMessageWaitsForTheOutputToDrain) {
  ClientTalk talk;
  talk.open();
  talk.open_data();
  const std::string line = std::string(76, 'x') + "\r\n";
  std::string content;
  for (int i = 0; i < 2000; ++i) content += line;
  std::string_view rest = content;
  std::string wire;
  while (!rest.empty()) {
    ASSERT_EQ(talk.pull(), "body wanted");
    rest.remove_prefix(talk.session.body(rest));
    if (!rest.empty()) {
      ASSERT_EQ(talk.session.body(rest), 0u);
      ASSERT_EQ(talk.pull(), "drain output");
    }
    wire += talk.said();
  }
  ASSERT_TRUE(talk.session.finish());
  EXPECT_EQ(wire + talk.said(), content + ".\r\n");
}

TEST(ClientTransaction, ThereIsAlwaysRoomForTheEndOfTheData) {
  ClientTalk talk;
  talk.open();
  talk.open_data();
  const std::string content(2 * output_block_octets, '.');
  const std::size_t taken = talk.session.body(content);
  EXPECT_LT(taken, content.size());
  EXPECT_TRUE(talk.session.finish());
  EXPECT_TRUE(talk.said().ends_with("...\r\n.\r\n"));
}

TEST(ClientTransaction, FoulContentEndsTheSessionButNotTheMessage) {
  for (std::string_view content : {std::string_view("a\0b", 3), std::string_view("a\rb")}) {
    ClientTalk talk;
    talk.open();
    talk.open_data();
    EXPECT_LT(talk.session.body(content), content.size());
    EXPECT_EQ(talk.pull(), "closed gave up");
    EXPECT_TRUE(talk.session.finished());
    EXPECT_FALSE(talk.session.finish());
    EXPECT_EQ(talk.said(), "");
  }
}

TEST(ClientTransaction, AContentThatEndsInACrIsFoulAtItsEnd) {
  ClientTalk talk;
  talk.open();
  talk.open_data();
  EXPECT_EQ(talk.session.body("a\r"), 2u);
  EXPECT_FALSE(talk.session.finish());
  EXPECT_EQ(talk.pull(), "closed gave up");
  EXPECT_EQ(talk.said(), "");
}

TEST(ClientTransaction, AFileNameIsForTheFirstLineOfTheSimpleDialect) {
  ClientTalk standard;
  standard.open();
  EXPECT_EQ(standard.session.file_name("x"), CommandFault::not_your_turn);
  standard.open_data();
  EXPECT_EQ(standard.session.file_name("x"), CommandFault::not_offered);
  ClientTalk simple;
  simple.open_simple();
  simple.open_data();
  EXPECT_EQ(simple.session.file_name(""), CommandFault::bad_argument);
  EXPECT_EQ(simple.session.file_name(std::string(256, 'x')), CommandFault::bad_argument);
  simple.session.body("content");
  EXPECT_EQ(simple.session.file_name("x"), CommandFault::not_your_turn);
}

TEST(ClientTransaction, EachMessageOfASessionMayHaveAFileName) {
  ClientTalk talk;
  talk.open_simple();
  for (std::string_view name : {"one", "two"}) {
    talk.open_data();
    EXPECT_EQ(talk.session.file_name(name), CommandFault::none);
    talk.session.finish();
    EXPECT_EQ(talk.said(), "FILENAME: " + std::string(name) + "\r\n.\r\n");
    EXPECT_EQ(talk.server("250 Message accepted"), "message 250, your turn");
  }
}

TEST(ClientTransaction, AbandonDropsWhatWasNotSent) {
  ClientTalk talk;
  talk.open();
  talk.open_data();
  talk.session.body("Hello");
  talk.session.abandon();
  EXPECT_TRUE(talk.session.finished());
  EXPECT_EQ(talk.pull(), "closed gave up");
  EXPECT_EQ(talk.said(), "");
  EXPECT_EQ(talk.session.body("more"), 0u);
  EXPECT_EQ(talk.session.quit(), CommandFault::not_your_turn);
}

}  // namespace
}  // namespace heloport::engine
