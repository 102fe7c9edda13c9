// What a server may say, and what is no reply.

#include <gtest/gtest.h>

#include "client_talk.hpp"

namespace heloport::engine {
namespace {

/// A client whose NOOP waits for its answer.
class Waiting : public ClientTalk {
 public:
  Waiting() {
    open();
    session.noop();
    said();
  }
};

/// A client whose READ waits for its answer.
class Reading : public ClientTalk {
 public:
  Reading() {
    open_simple();
    session.read("bob@example.com", "x");
    said();
  }
};

TEST(ClientReplies, ALineOfNothingButTheCodeIsAReply) {  // RFC 5321, 4.2.1
  EXPECT_EQ(Waiting().octets("250\r\n"), "noop 250, your turn");
  EXPECT_EQ(Waiting().octets("250 \r\n"), "noop 250, your turn");
}

TEST(ClientReplies, OnlyTheCodeDecides) {
  Waiting talk;
  EXPECT_EQ(talk.server("250-550 no such user", "250 421 closing"), "noop 250, your turn");
}

TEST(ClientReplies, AnUnknownCodeIsTakenByItsFirstDigit) {  // RFC 5321, 4.2.1
  for (std::string_view code : {"299", "260", "499", "571", "599"}) {
    const bool positive = code.starts_with('2');
    Waiting talk;
    EXPECT_EQ(talk.server(std::string(code) + " ?"), "noop " + std::string(code) + ", your turn");
    talk.session.mail("ann@example.org");
    talk.server(std::string(code) + " ?");
    const CommandFault fault = talk.session.rcpt("bob@example.org");
    EXPECT_EQ(fault == CommandFault::none, positive) << code;
  }
  EXPECT_EQ(Waiting().server("399 ?"), "closed protocol error");
  EXPECT_EQ(Waiting().server("150 ?"), "closed protocol error");
  EXPECT_EQ(Waiting().server("650 ?"), "closed protocol error");
}

TEST(ClientReplies, TheAnswerHoldsTheLastLine) {
  Waiting talk;
  const std::string reply = "250-2.1.0 First\r\n250 2.1.5 Last\r\n";
  const std::span<char> room = talk.session.input();
  std::copy(reply.begin(), reply.end(), room.begin());
  talk.session.received(reply.size());
  talk.session.next();
  talk.session.next();
  talk.session.input();  // moves what is in the block
  const ClientEvent event = talk.session.next();
  ASSERT_TRUE(std::holds_alternative<Answered>(event));
  EXPECT_EQ(std::get<Answered>(event).text, "2.1.5 Last");
  EXPECT_EQ(std::get<Answered>(event).enhanced, "2.1.5");
  EXPECT_TRUE(std::get<Answered>(event).positive());
}

TEST(ClientReplies, AnEnhancedCodeOfAnotherClassIsText) {  // RFC 2034, 4
  EXPECT_EQ(Waiting().server("250 5.1.1 Ok"), "noop 250, your turn");
}

TEST(ClientReplies, WhatIsNoReplyIsAProtocolError) {
  for (std::string_view line :
       {"", "2", "25", "25 Ok", "250Ok", "250_Ok", "2500 Ok", "999 Ok", "150 Ok", "650 Ok",
        "000 Ok", "-250 Ok", " 250 Ok", "250\tOk", "abc", "HTTP/1.1 400 Bad Request"}) {
    EXPECT_EQ(Waiting().server(line), "closed protocol error") << line;
  }
}

TEST(ClientReplies, ControlCharactersInAReplyAreAProtocolError) {
  for (std::string_view text :
       {std::string_view("250 a\0b\r\n", 9), std::string_view("250 a\nb\r\n"),
        std::string_view("250 a\rb\r\n"), std::string_view("250 \x1b[2J\r\n"),
        std::string_view("250 Ok\n\r\n"), std::string_view("\n250 Ok\r\n")}) {
    EXPECT_EQ(Waiting().octets(text), "closed protocol error") << testing::PrintToString(text);
  }
}

TEST(ClientReplies, OctetsOver127PassInTheText) {
  Waiting talk;
  EXPECT_EQ(talk.server("250 gr\xc3\xbc\xc3\x9f dich"), "noop 250, your turn");
}

TEST(ClientReplies, OnlyCrlfEndsALine) {
  Waiting talk;
  EXPECT_EQ(talk.octets("250 Ok\n"), "");
  EXPECT_EQ(talk.octets("250 Ok\n250 Ok\n"), "");
  EXPECT_EQ(talk.octets("\r\n"), "closed protocol error");
}

TEST(ClientReplies, LinesOfOneReplyHaveOneCode) {  // RFC 5321, 4.2.1
  EXPECT_EQ(Waiting().server("250-Ok", "251 Ok"), "closed protocol error");
  EXPECT_EQ(Waiting().server("250-Ok", "550-Ok"), "closed protocol error");
}

TEST(ClientReplies, AReplyThatNeverEndsIsAProtocolErrorAtTheLimit) {
  Waiting talk;
  int lines = 0;
  std::string said;
  while (said.empty() && lines < 10'000) {
    said = talk.server("250-and so on");
    ++lines;
  }
  EXPECT_EQ(said, "closed protocol error");
  EXPECT_EQ(lines, 257);
}

TEST(ClientReplies, AReplyOfAsManyLinesAsTheLimitIsTaken) {
  Waiting talk;
  for (int i = 0; i < 255; ++i) ASSERT_EQ(talk.server("250-and so on"), "");
  EXPECT_EQ(talk.server("250 Ok"), "noop 250, your turn");
}

TEST(ClientReplies, ALineThatNeverEndsIsAProtocolErrorAtTheLimit) {
  Waiting talk;
  std::size_t octets = 4;
  std::string said = talk.octets("250 ");
  while (said.empty() && octets < (std::size_t{1} << 20)) {
    said = talk.octets("x");
    ++octets;
  }
  EXPECT_EQ(said, "closed protocol error");
  EXPECT_EQ(octets, 4097u);
}

TEST(ClientReplies, AMegabyteWithoutALineEndIsNotReadOn) {
  Waiting talk;
  EXPECT_EQ(talk.octets(std::string(std::size_t{1} << 20, '2')), "closed protocol error");
  EXPECT_TRUE(talk.session.input().empty());
}

TEST(ClientReplies, ALineAsLongAsTheLimitIsTaken) {
  EXPECT_EQ(Waiting().server("250 " + std::string(4096 - 6, 'x')), "noop 250, your turn");
  EXPECT_EQ(Waiting().server("250 " + std::string(4096 - 5, 'x')), "closed protocol error");
}

TEST(ClientReplies, A3yzToAnythingButDataIsAProtocolError) {
  EXPECT_EQ(Waiting().server("354 Go"), "closed protocol error");
  ClientTalk talk;
  talk.open();
  talk.session.mail("ann@example.org");
  EXPECT_EQ(talk.server("354 Go"), "closed protocol error");
}

TEST(ClientReplies, A2yzToDataIsAProtocolError) {
  ClientTalk talk;
  talk.open();
  talk.session.mail("ann@example.org");
  talk.server("250 Ok");
  talk.session.rcpt("bob@example.org");
  talk.server("250 Ok");
  talk.session.data();
  EXPECT_EQ(talk.server("250 Ok"), "closed protocol error");
}

TEST(ClientReplies, AReplyThatNobodyAskedForIsAProtocolError) {
  ClientTalk talk;
  talk.open();
  EXPECT_EQ(talk.server("250 Ok"), "closed protocol error");
}

TEST(ClientReplies, A421OutOfTheBlueIsToldAndEndsTheSession) {  // RFC 5321, 3.8
  ClientTalk talk;
  talk.open();
  EXPECT_EQ(talk.server("421-4.4.2 mx.example.org", "421 4.4.2 Timeout"),
            "unasked 421 4.4.2, closed server gone");
}

TEST(ClientReplies, A421InTheMiddleOfTheContentEndsTheSession) {
  ClientTalk talk;
  talk.open();
  talk.open_data();
  talk.session.body("Hello");
  talk.said();
  talk.pull();
  EXPECT_EQ(talk.server("421 4.3.2 Closing"), "message 421 4.3.2, closed server gone");
}

TEST(ClientReplies, ARefusalInTheMiddleOfTheContentIsTold) {
  ClientTalk talk;
  talk.open();
  talk.open_data();
  talk.session.body("Hello");
  talk.pull();
  EXPECT_EQ(talk.server("552 5.3.4 Too big"), "message 552 5.3.4, closed protocol error");
  EXPECT_EQ(talk.said(), "");
}

TEST(ClientReplies, AnAcceptanceBeforeTheEndOfTheContentIsNotBelieved) {
  ClientTalk talk;
  talk.open();
  talk.open_data();
  talk.session.body("Hello");
  talk.pull();
  EXPECT_EQ(talk.server("250 Ok"), "closed protocol error");
}

TEST(ClientReplies, TheEndOfTheInputLeavesWhatIsUnansweredUnknown) {
  Waiting talk;
  talk.octets("250 O");
  talk.session.end_of_input();
  EXPECT_EQ(talk.pull(), "closed server gone");
  EXPECT_TRUE(talk.session.finished());
}

TEST(ClientReplies, WhatCameBeforeTheEndOfTheInputIsStillTold) {
  Waiting talk;
  const std::string reply = "250 Ok\r\n";
  std::copy(reply.begin(), reply.end(), talk.session.input().begin());
  talk.session.received(reply.size());
  talk.session.end_of_input();
  EXPECT_EQ(talk.pull(), "noop 250, closed server gone");
}

TEST(ClientReplies, AMailIsReadWhateverItsOctets) {
  Reading talk;
  const std::string line("a\0b\rc\nd\xff\x1b", 9);
  EXPECT_EQ(talk.octets("250-Email content:\r\n250-" + line + "\r\n250-\r\n250 end\r\n"),
            "read 250, your turn");
  EXPECT_EQ(talk.lines, (std::vector<std::string>{"read 250-Email content:", "read 250-" + line,
                                                  "read 250-", "read 250 end"}));
}

TEST(ClientReplies, AMailMayHaveAnyNumberOfLines) {
  Reading talk;
  for (int i = 0; i < 10'000; ++i) {
    const std::string line = std::to_string(i);
    ASSERT_EQ(talk.server("250-" + line), "");
    ASSERT_EQ(talk.lines.back(), "read 250-" + line);
    talk.lines.clear();
  }
  EXPECT_EQ(talk.server("250 end"), "read 250, your turn");
}

TEST(ClientReplies, ARefusalOfAMailHasItsEnhancedCode) {
  EXPECT_EQ(Reading().server("530 5.7.0 Authentication required"), "read 530 5.7.0, your turn");
}

TEST(ClientReplies, ALineOfAMailStillNeedsItsCode) {
  EXPECT_EQ(Reading().server("250-Email content:", "From: ann"), "closed protocol error");
  EXPECT_EQ(Reading().server("250-Email content:", "25"), "closed protocol error");
  EXPECT_EQ(Reading().server("250-Email content:", "550 no"), "closed protocol error");
  EXPECT_EQ(Reading().octets(std::string(std::size_t{1} << 20, 'x')), "closed protocol error");
}

TEST(ClientReplies, ALineLongerThanTheBlockComesInPartsThatTheSplitDoesNotChange) {
  // Carriage returns at every place around the ends of the block, and the line end itself there.
  for (std::size_t octets = 2 * input_block_octets - 6; octets < 2 * input_block_octets + 4;
       ++octets) {
    std::string text(octets, 'x');
    text[input_block_octets - 5] = '\r';
    text[input_block_octets - 4] = '\r';
    std::vector<std::string> first_parts;
    for (std::size_t chunk :
         {std::size_t{1}, std::size_t{4093}, input_block_octets, std::size_t{1} << 20}) {
      Reading talk;
      const std::string reply = "250-Email content:\r\n250-" + text + "\r\n250 end\r\n";
      std::string said;
      for (std::size_t at = 0; at < reply.size(); at += chunk) {
        said += talk.octets(std::string_view(reply).substr(at, chunk));
      }
      EXPECT_EQ(said, "read 250, your turn");
      if (first_parts.empty()) first_parts = talk.lines;
      ASSERT_TRUE(talk.lines == first_parts) << octets << " in chunks of " << chunk;
    }
    EXPECT_GE(first_parts.size(), 4u);
    std::string whole;
    for (std::string part : first_parts) {
      if (part.find("250+-") != part.npos)
        part = part.substr(part.find("250+-") + 5);
      else
        part = part.substr(part.find("250") + 4);
      if (part.ends_with('+')) part.pop_back();
      whole += part;
    }
    EXPECT_TRUE(whole == "Email content:" + text + "end") << octets;
  }
}

TEST(ClientReplies, TheLastLineOfAMailMayComeInPartsToo) {
  Reading talk;
  const std::string text(input_block_octets, 'x');
  EXPECT_EQ(talk.octets("250 " + text + "\r\n"), "read 250, your turn");
  ASSERT_EQ(talk.lines.size(), 2u);
  EXPECT_EQ(talk.lines[0], "read 250 " + std::string(input_block_octets - 4, 'x') + "+");
  EXPECT_EQ(talk.lines[1], "read 250+ xxxx");
}

}  // namespace
}  // namespace heloport::engine
