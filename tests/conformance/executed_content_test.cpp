// Where a message ended whose content was executed, in words.

#include "conformance/executed_content.hpp"

#include <gtest/gtest.h>

#include <string>

namespace heloport::conformance {
namespace {

using namespace std::string_literals;

std::string told(const std::string& content) {
  return executed_content(content).value_or("");
}

TEST(ExecutedContent, NamesWhatStandsBeforeTheCommand) {
  const auto at = [](std::string end) {
    return "the message ended at " + end + ": NOOP behind it was executed";
  };
  EXPECT_EQ(told("text\r\n.\nNOOP\r\n.\r\n"), at("CRLF . LF"));
  EXPECT_EQ(told("\n.\nNOOP\r\nNOOP\r\n.\r\n"), at("LF . LF"));
  EXPECT_EQ(told("x\r\n..\r\nNOOP\r\n"), at("CRLF . . CRLF"));
  EXPECT_EQ(told("x\r\n.\0\r\nNOOP\r\n"s), at("CRLF . NUL CRLF"));
  EXPECT_EQ(told("x\r\n \t.\rNOOP\r\n"), at("CRLF SP TAB . CR"));
}

TEST(ExecutedContent, NamesNoEndWhereNoDotStandsBeforeTheCommand) {
  const std::string somewhere = "the message ended before its end: NOOP in it was executed";
  EXPECT_EQ(told("x\r\n.\rx\r\nNOOP\r\n"), somewhere);
  EXPECT_EQ(told("NOOP\r\n"), somewhere);
}

TEST(ExecutedContent, IsNothingWithoutACommand) {
  EXPECT_EQ(told("text\r\n.\r\n"), "");
  EXPECT_EQ(told("NOOP"), "");
  EXPECT_EQ(told(""), "");
}

}  // namespace
}  // namespace heloport::conformance
