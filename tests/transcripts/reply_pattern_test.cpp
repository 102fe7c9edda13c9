// Replies by class.

#include "conformance/reply_pattern.hpp"

#include <gtest/gtest.h>

#include <string_view>

namespace heloport::conformance {
namespace {

using Kind = PatternMatch::Kind;

void expect_fit(std::string_view pattern, std::string_view octets, std::size_t fitting) {
  const PatternMatch match = match_pattern(pattern, octets);
  EXPECT_EQ(match.kind, Kind::fits) << pattern << " / " << octets;
  EXPECT_EQ(match.octets, fitting) << pattern << " / " << octets;
}

void expect(Kind kind, std::string_view pattern, std::string_view octets) {
  EXPECT_EQ(match_pattern(pattern, octets).kind, kind) << pattern << " / " << octets;
}

TEST(ReplyPattern, OnlyPlaceholdersAlternativesAndDotsMakeAPattern) {
  for (std::string_view text : {"5yz", "55z", "2y0", "503|554", "4yz|5yz", "250 ...", "5yz ...",
                                "250-mx.example.org ...", "250 2.1.0 ...", "250-..."}) {
    const bool odd = text == "250-...";  // a line that ends in dots, without a space before them
    EXPECT_EQ(pattern_form(text), odd ? PatternForm::none : PatternForm::pattern) << text;
  }
  for (std::string_view text : {"250 Ok", "250", "354 End with '.' on a new line", "xyz", "",
                                "250-5yz", "250 5yz", "6yz", "220 and so on..."}) {
    EXPECT_EQ(pattern_form(text), PatternForm::none) << text;
  }
}

TEST(ReplyPattern, WhatLooksLikeAPatternMustBeOne) {
  for (std::string_view text : {"5yz Not here", "503|554 Sorry", "Ok ...", "2yz  ...", "25 ..."}) {
    EXPECT_EQ(pattern_form(text), PatternForm::malformed) << text;
  }
}

TEST(ReplyPattern, AClassFitsEveryCodeOfIt) {
  expect_fit("5yz", "550 5.1.1 No\r\n", 14);
  expect_fit("5yz", "500\r\nrest", 5);
  expect_fit("55z", "553 No\r\n", 8);
  expect_fit("2y0", "250 Ok\r\n", 8);
  expect_fit("503|554", "554 No\r\n", 8);
  expect_fit("4yz|5yz", "451 No\r\n", 8);
  expect(Kind::differs, "5yz", "450 No\r\n");
  expect(Kind::differs, "55z", "500 No\r\n");
  expect(Kind::differs, "5yz", "560 No such second digit\r\n");
  expect(Kind::differs, "503|554", "500 No\r\n");
}

TEST(ReplyPattern, AWholeReplyIsAllItsLines) {
  const std::string_view reply = "250-mx\r\n250-SIZE\r\n250 HELP\r\n";
  expect_fit("250 ...", reply, reply.size());
  expect_fit("2yz", "250-mx\r\n250 HELP\r\n250 Ok\r\n", 18);
  expect(Kind::differs, "2yz", "250-mx\r\n251 HELP\r\n");
  expect(Kind::differs, "2yz", "250-mx\r\n25\r\n");
  expect(Kind::differs, "2yz", "250;mx\r\n");
}

TEST(ReplyPattern, ABeginningIsUnfinished) {
  for (std::string_view octets : {"", "2", "25", "250", "250-", "250-mx\r", "250-mx\r\n",
                                  "250-mx\r\n250", "250-mx\r\n250 HELP", "250-mx\r\n250 HELP\r"}) {
    expect(Kind::unfinished, "250 ...", octets);
  }
  expect(Kind::unfinished, "250-mx ...", "250-m");
  expect(Kind::unfinished, "250-mx ...", "250-mx and more\r");
}

TEST(ReplyPattern, ALineFitsByItsBeginning) {
  expect_fit("250-mx.example.org ...", "250-mx.example.org greets you\r\n250 HELP\r\n", 31);
  expect_fit("250 2.1.0 ...", "250 2.1.0 Ok\r\n", 14);
  expect(Kind::differs, "250 2.1.0 ...", "250 2.1.5 Ok\r\n");
}

}  // namespace
}  // namespace heloport::conformance
