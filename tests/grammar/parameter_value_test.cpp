// The values of the parameters that we know.

#include "grammar/parameter_value.hpp"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace heloport::grammar {
namespace {

using Texts = std::vector<std::string_view>;

void expect(ValueOf parameter, const Texts& good, const Texts& bad) {
  for (const std::string_view value : good) EXPECT_TRUE(is_value_of(parameter, value)) << value;
  for (const std::string_view value : bad) EXPECT_FALSE(is_value_of(parameter, value)) << value;
}

TEST(ParameterValue, Size) {
  expect(ValueOf::size, {"0", "1", "007", "12345678901234567890"},
         {"", "-1", "+1", "1k", " 1", "1 ", "0x1", "123456789012345678901"});
}

TEST(ParameterValue, Body) {
  expect(ValueOf::body, {"7BIT", "8BITMIME", "BINARYMIME", "8bitmime", "BinaryMime"},
         {"", "8BIT", "7BITMIME", "BINARY", "8BITMIME ", "8BITMIMEX"});
}

TEST(ParameterValue, Ret) {
  expect(ValueOf::ret, {"FULL", "HDRS", "full", "hDrS"}, {"", "HEADERS", "FULL,HDRS", "FUL"});
}

TEST(ParameterValue, Envid) {
  expect(ValueOf::envid, {"QQ314159", "a+20b", "+7E", "+2B+3D"},
         {"", "a=b", "a b", "+0A", "+0D", "+00", "+1F", "+7F", "+80", "+FF", "+2b", "+"});
}

TEST(ParameterValue, Notify) {
  expect(ValueOf::notify,
         {"NEVER", "never", "SUCCESS", "success,FAILURE", "DELAY,DELAY", "SUCCESS,FAILURE,DELAY"},
         {"", ",", "NEVER,FAILURE", "FAILURE,NEVER", "SUCCESS,", ",SUCCESS", "SUCCESS,,DELAY",
          "SUCCESS;DELAY", "ALWAYS"});
}

TEST(ParameterValue, Orcpt) {
  expect(ValueOf::orcpt,
         {"rfc822;a@b", "X-Unknown;a+2Bb@c", "x-unknown;anything!at/all", "utf-8;a@b",
          "utf-8;\\x{E9}@b", "UTF-8;\\x{10FFFF}\\x{D7FF}\\x{20}\\x{5C}", "utf-8;\xC3\xA9@b",
          "utf-8x;a", "utf-;a"},
         {"",
          ";",
          "rfc822",
          "rfc822;",
          ";a@b",
          "rfc822;a b",
          "rfc822;+0A",
          "rfc822;\xC3\xA9",
          "x 400;a",
          "utf-8;",
          "utf-8;a+2Bb",
          "utf-8;\\x{41}",
          "utf-8;\\x{D800}",
          "utf-8;\\x{DFFF}",
          "utf-8;\\x{110000}",
          "utf-8;\\x{0E9}",
          "utf-8;\\x{e9}",
          "utf-8;\\",
          "utf-8;\xC3",
          "utf-8;\xED\xA0\x80"});
}

TEST(ParameterValue, Auth) {
  expect(ValueOf::auth, {"<>", "a@b", "e+3Dmc2@example.com", "+22a+20b+22@[192.0.2.1]", "+3C+3E"},
         {"", "a", "<a@b>", "+3Ca@b+3E", "a@b+0A", "a b@c", "a@b.", "<", "+3"});
}

TEST(ParameterValue, By) {
  expect(ValueOf::by,
         {"120;R", "+120;R", "0120;R", "1;RT", "-1;N", "0;N", "-0;NT", "123456789;n", "1;rt"},
         {"", "120", ";R", "0;R", "000;R", "+0;R", "-1;R", "1;X", "1;T", "1;NR", "1;RTT", "1 ;R",
          "1234567890;R", "+-1;N"});
}

TEST(ParameterValue, Holdfor) {
  expect(ValueOf::holdfor, {"1", "86400", "999999999"}, {"", "0", "01", "-1", "1234567890", "1h"});
}

TEST(ParameterValue, Holduntil) {
  expect(ValueOf::holduntil,
         {"2026-01-31T23:59:59Z", "2026-12-01T00:00:60Z", "2026-01-01t00:00:00z",
          "2026-01-01T00:00:00.123Z"},
         {"", "2026-01-31", "2026-13-01T00:00:00Z", "2026-00-01T00:00:00Z", "2026-01-32T00:00:00Z",
          "2026-01-00T00:00:00Z", "2026-01-01T24:00:00Z", "2026-01-01T00:60:00Z",
          "2026-01-01T00:00:61Z", "2026-01-01T00:00:00", "2026-01-01T00:00:00+01:00",
          "2026-01-01 00:00:00Z", "26-01-01T00:00:00Z", "2026-01-01T00:00:00.Z"});
}

TEST(ParameterValue, MtPriority) {
  expect(ValueOf::mt_priority, {"0", "1", "9", "-1", "-9"},
         {"", "-", "-0", "+1", "01", "00", "10", "-10", "1 "});
}

}  // namespace
}  // namespace heloport::grammar
