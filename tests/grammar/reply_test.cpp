// What a server says, as the client reads it.

#include "grammar/reply.hpp"

#include <gtest/gtest.h>

#include <string>

namespace heloport::grammar {
namespace {

TEST(ReplyLine, HasACodeAndAText) {
  const ReplyLine line = parse_reply_line("250 Requested action okay\r\n");
  EXPECT_TRUE(line.well_formed);
  EXPECT_EQ(line.code, 250);
  EXPECT_TRUE(line.last);
  EXPECT_EQ(line.text, "Requested action okay");
  EXPECT_EQ(line.enhanced, "");
}

TEST(ReplyLine, IsNotTheLastWithAHyphen) {
  EXPECT_FALSE(parse_reply_line("250-more\r\n").last);
  EXPECT_FALSE(parse_reply_line("250-\r\n").last);
  EXPECT_TRUE(parse_reply_line("250\r\n").last);
  EXPECT_TRUE(parse_reply_line("250 \r\n").last);
  EXPECT_EQ(parse_reply_line("250-more\r\n").text, "more");
}

TEST(ReplyLine, KnowsEveryCodeOfTheFourClassesAndNoOther) {
  for (int code = 0; code < 1000; ++code) {
    std::string digits = std::to_string(code);
    digits.insert(0, 3 - digits.size(), '0');
    const ReplyLine line = parse_reply_line(digits + " x\r\n");
    const bool good = code >= 200 && code < 600;
    EXPECT_EQ(line.well_formed, good) << code;
    EXPECT_EQ(line.code, good ? code : 0);
  }
}

TEST(ReplyLine, NeedsItsCrlfAtTheEndAndNowhereElse) {
  for (const std::string_view text :
       {"", "\r\n", "250 x", "250 x\n", "250 x\r", "250 x\r\n ", "250 x\r\n250 y\r\n",
        "250 x\ry\r\n", "250 x\ny\r\n", "250\r\r\n", "25\r\n", "250x\r\n", " 250 x\r\n",
        "250 a\x1B[0m\r\n"}) {
    const ReplyLine line = parse_reply_line(text);
    EXPECT_FALSE(line.well_formed) << text;
    EXPECT_EQ(line.code, 0) << text;
    EXPECT_TRUE(line.text.empty()) << text;
  }
}

TEST(ReplyLine, LetsOctetsOver127ThroughAndTabs) {
  EXPECT_EQ(parse_reply_line("250 \xC3\xA9\t\xFF\r\n").text, "\xC3\xA9\t\xFF");
}

TEST(ReplyLine, HasAStatusCodeOnlyOfItsOwnClass) {
  EXPECT_EQ(parse_reply_line("250 2.1.5 Ok\r\n").enhanced, "2.1.5");
  EXPECT_EQ(parse_reply_line("250-2.1.5 Ok\r\n").enhanced, "2.1.5");
  EXPECT_EQ(parse_reply_line("450 4.7.1\r\n").enhanced, "4.7.1");
  EXPECT_EQ(parse_reply_line("550 5.123.999 x\r\n").enhanced, "5.123.999");
  EXPECT_EQ(parse_reply_line("550 5.0.10 x\r\n").enhanced, "5.0.10");
  for (const std::string_view none :
       {"450 5.1.1 x\r\n", "354 3.0.0 x\r\n", "334 2.0.0 x\r\n", "250 2.1.5x Ok\r\n",
        "250 2.01.5 Ok\r\n", "250 2.1.05 Ok\r\n", "250 2.1.1000 x\r\n", "250 2.1 x\r\n",
        "250 x 2.1.5\r\n", "250  2.1.5 x\r\n", "250 2.1.5.6 x\r\n"}) {
    EXPECT_TRUE(parse_reply_line(none).well_formed) << none;
    EXPECT_EQ(parse_reply_line(none).enhanced, "") << none;
  }
}

TEST(EhloLine, IsAKeywordWithParameters) {
  const EhloLine size = parse_ehlo_line("SIZE 1000");
  EXPECT_EQ(size.keyword, "SIZE");
  EXPECT_EQ(size.parameters, "1000");
  EXPECT_EQ(parse_ehlo_line("8BITMIME").keyword, "8BITMIME");
  EXPECT_EQ(parse_ehlo_line("8BITMIME").parameters, "");
  EXPECT_EQ(parse_ehlo_line("AUTH PLAIN LOGIN \t").parameters, "PLAIN LOGIN");
  EXPECT_EQ(parse_ehlo_line("X-A-1 a=b").parameters, "a=b");
}

TEST(EhloLine, HasNoKeywordWhenItBreaksTheRule) {
  for (const std::string_view text : {"", " ", "AUTH=LOGIN", "AUTH=LOGIN PLAIN", "-X", "SIZE  1",
                                      "A_B", " SIZE", "SIZE \x01", "SIZE \xC3\xA9", "A\tB"}) {
    EXPECT_EQ(parse_ehlo_line(text).keyword, "") << text;
    EXPECT_EQ(parse_ehlo_line(text).parameters, "") << text;
  }
}

}  // namespace
}  // namespace heloport::grammar
