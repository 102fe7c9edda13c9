// Replies as they come, and each property with a reply that has it and one that has not.

#include "conformance/heard_reply.hpp"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "scripted_link.hpp"

namespace heloport::conformance {
namespace {

HeardReply heard(std::string octets) {
  HeardReply reply;
  EXPECT_EQ(take_reply(octets, reply), Completeness::whole) << octets;
  EXPECT_EQ(octets, "");
  return reply;
}

TEST(TakenReply, IsOneReplyAndNoMore) {
  std::string octets = "250-a\r\n250 b\r\n221 c\r\n";
  HeardReply reply;
  EXPECT_EQ(take_reply(octets, reply), Completeness::whole);
  EXPECT_EQ(reply.code, 250);
  EXPECT_EQ(reply.lines, (std::vector<std::string>{"250-a", "250 b"}));
  EXPECT_EQ(reply.text(1), "b");
  EXPECT_EQ(octets, "221 c\r\n");
}

TEST(TakenReply, WaitsForItsEnd) {
  for (std::string octets : {"", "250", "250 a\r", "250-a\r\n", "250-a\r\n250 "}) {
    const std::string before = octets;
    HeardReply reply;
    EXPECT_EQ(take_reply(octets, reply), Completeness::begun) << before;
    EXPECT_EQ(octets, before);
  }
}

TEST(TakenReply, HasAnEnd) {
  std::string octets;
  while (octets.size() <= 70'000) octets += "250-and so on\r\n";
  HeardReply reply;
  EXPECT_EQ(take_reply(octets, reply), Completeness::endless);
}

TEST(TakenReply, MayBeAnything) {
  EXPECT_EQ(heard("hello\n").code, 0);
  EXPECT_EQ(heard("25\r\n").code, 0);
  EXPECT_EQ(heard("\r\n").code, 0);
  EXPECT_EQ(heard("999\r\n").code, 999);
}

TEST(CodePatterns, FitByPlace) {
  EXPECT_TRUE(code_fits("250", 250));
  EXPECT_TRUE(code_fits("2yz", 299));
  EXPECT_TRUE(code_fits("503|55z ...", 554));
  EXPECT_FALSE(code_fits("503|55z", 544));
  EXPECT_FALSE(code_fits("2yz", 0));
  EXPECT_EQ(spoken("503|55z"), "503 or 55z");
}

struct Sample {
  std::string property;
  std::string holds;
  std::string breaks;
};

class Property : public testing::TestWithParam<Sample> {};

TEST_P(Property, HoldsAndBreaks) {
  const Sample& sample = GetParam();
  ASSERT_TRUE(is_property(sample.property));
  EXPECT_EQ(breach_of(sample.property, heard(sample.holds), circumstances()), std::nullopt);
  EXPECT_NE(breach_of(sample.property, heard(sample.breaks), circumstances()), std::nullopt);
}

INSTANTIATE_TEST_SUITE_P(
    OfReplies, Property,
    testing::Values(
        Sample{"well-formed", "250-a\r\n250 b\r\n", "250 a\n"},
        Sample{"well-formed", "250\r\n", "250-a\r\n251 b\r\n"},
        Sample{"well-formed", "250 a\r\n", "259\ta\r\n"},
        Sample{"well-formed", "259 a\r\n", "269 a\r\n"},
        Sample{"well-formed", "550 a\r\n", "650 a\r\n"},
        Sample{"well-formed", "550 a\r\n", "hello\r\n"},
        Sample{"well-formed", "550 a\r\n", "550 a\rb\r\n"},
        Sample{"has space", "250 \r\n", "250\r\n"},
        Sample{"one line", "250 a\r\n", "250-a\r\n250 b\r\n"},
        Sample{"several lines", "250-a\r\n250 b\r\n", "250 a\r\n"},
        Sample{"lines up to 512", "250 " + std::string(506, 'x') + "\r\n",
               "250 " + std::string(507, 'x') + "\r\n"},
        Sample{"printable", "250 a\tb\r\n", "250 a\x01\r\n"},
        Sample{"printable", "250 a\r\n", "250 \xC3\xA9\r\n"},
        Sample{"utf8 printable", "250 \xC3\xA9\r\n", "250 \xE9\r\n"},
        Sample{"has text", "250 a\r\n", "250 \r\n"},
        Sample{"begins with a domain", "221 2.0.0 mx.example.org Bye\r\n", "221 2.0.0 !\r\n"},
        Sample{"begins with a domain", "220 [192.0.2.1] Hi\r\n", "220 a_b Hi\r\n"},
        Sample{"begins with mx.example.org", "220 mx.example.org\r\n", "220 mx.example.net\r\n"},
        Sample{"enhanced", "250-2.1.0 a\r\n250 2.1.0 b\r\n", "250 Ok\r\n"},
        Sample{"enhanced", "354 Go on\r\n", "250 4.1.0 Ok\r\n"},
        Sample{"enhanced", "250 2.1.10 a\r\n", "250-2.1.0 a\r\n250 2.1.1 b\r\n"},
        Sample{"enhanced 5.5.2 5.5.z", "501 5.5.4 a\r\n", "501 5.1.3 a\r\n"},
        Sample{"not enhanced", "250 Ok\r\n", "250 2.0.0 Ok\r\n"},
        Sample{"lists SIZE", "250-a\r\n250 size 5\r\n", "250-SIZE\r\n250 DSN\r\n"},
        Sample{"lists no SIZE", "250-a\r\n250 DSN\r\n", "250-a\r\n250 SIZE 5\r\n"},
        Sample{"lists AUTH with PLAIN", "250-a\r\n250 AUTH LOGIN PLAIN\r\n",
               "250-a\r\n250 AUTH LOGIN\r\n"},
        Sample{"keywords well-formed", "250-a\r\n250 SIZE 5\r\n", "250-a\r\n250 AUTH=LOGIN\r\n"},
        Sample{"keywords registered", "250-a\r\n250-XFOO\r\n250 dsn\r\n", "250-a\r\n250 FOO\r\n"},
        Sample{"keywords once", "250-a\r\n250-DSN\r\n250 SIZE\r\n",
               "250-a\r\n250-DSN\r\n250 dsn\r\n"},
        Sample{"shows an address", "250 Ann <ann@example.org>\r\n", "250 ann@example.org\r\n"},
        Sample{"shows an address", "250 <ann@example.org>\r\n", "250 <ann>\r\n"},
        Sample{"matches ^a+$", "250-a\r\n250 AA\r\n", "250-a\r\n250 b\r\n"},
        Sample{"known codes", "354 a\r\n", "299 a\r\n"}));

TEST(Properties, OfNoNameAreNone) {
  for (const char* text :
       {"", "enhance", "begins with", "begins", "matches [", "lists", "printably"}) {
    EXPECT_FALSE(is_property(text)) << text;
  }
}

}  // namespace
}  // namespace heloport::conformance
