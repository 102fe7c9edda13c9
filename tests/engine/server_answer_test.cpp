// LIST and READ: mail as one multi-line reply, whatever is in it.

#include <gtest/gtest.h>

#include "tests/engine/conversation.hpp"

namespace heloport::engine {
namespace {

constexpr ServerPeer local{.may_list = true};

ServerOptions simple_options() {
  ServerOptions options;
  options.dialect = &simple;
  return options;
}

TEST(ServerAnswer, ListsMailWithoutAHello) {
  Conversation talk(simple_options(), local);
  talk.lines = {"one.txt\n", "two.txt\n"};
  EXPECT_EQ(talk.client("LIST EMAILS: bob@example.com"),
            "250-List of emails for bob:\r\n250-one.txt\r\n250 two.txt\r\n");
  EXPECT_EQ(talk.client("NOOP"), "250 OK\r\n");
}

TEST(ServerAnswer, AnEmptyListIsOneLine) {
  Conversation talk(simple_options(), local);
  EXPECT_EQ(talk.client("LIST EMAILS: bob@example.com"), "250 List of emails for bob:\r\n");
}

TEST(ServerAnswer, PassesEveryOctetOfALineThrough) {
  Conversation talk(simple_options(), local);
  std::string odd;
  for (int c = 0; c < 256; ++c) {
    if (c != '\n') odd += static_cast<char>(c);
  }
  talk.lines = {odd + "\r\n", "250 not a code\r\n", "\r\r\n", "last\r"};
  EXPECT_EQ(
      talk.client("READ EMAIL: bob@example.com: x"),
      "250-Email content:\r\n250-" + odd + "\r\n250-250 not a code\r\n250-\r\r\n250 last\r\r\n");
}

TEST(ServerAnswer, ALineOfAnyLengthPassesInConstantMemory) {
  Conversation talk(simple_options(), local);
  const std::string line(3 * output_block_octets + 7, 'x');
  talk.lines = {line + "\r\n", line + "\r\n"};
  EXPECT_EQ(talk.client("READ EMAIL: bob@example.com: x"),
            "250-Email content:\r\n250-" + line + "\r\n250 " + line + "\r\n");
}

TEST(ServerAnswer, TheStandardDialectSpellsItXlistAndAnnouncesItOnlyToLocalPeers) {
  Conversation near({}, local);
  EXPECT_NE(near.client("EHLO c.example.org").find("XLIST"), std::string::npos);
  near.lines = {"a.txt\n"};
  EXPECT_EQ(near.client("XLIST <bob@example.com>"), "250-List of emails for bob:\r\n250 a.txt\r\n");
  EXPECT_EQ(near.client("LIST EMAILS: bob@example.com"), "500 5.5.2 Command not recognized\r\n");
  Conversation far;
  EXPECT_EQ(far.client("EHLO c.example.org").find("XLIST"), std::string::npos);
  EXPECT_EQ(far.client("XLIST <bob@example.com>"), "530 5.7.0 Authentication required\r\n");
}

TEST(ServerAnswer, CommandsBehindItWaitForItsEnd) {
  Conversation talk(simple_options(), local);
  talk.lines = {"a\n", "b\n"};
  EXPECT_EQ(talk.octets("READ EMAIL: bob@example.com: x\r\nNOOP\r\n"),
            "250-Email content:\r\n250-a\r\n250 b\r\n250 OK\r\n");
}

}  // namespace
}  // namespace heloport::engine
