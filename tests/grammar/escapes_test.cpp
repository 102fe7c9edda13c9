// Octets as text: xtext, and the notation of transcripts.

#include <gtest/gtest.h>

#include <string>

#include "grammar/transcript.hpp"
#include "grammar/xtext.hpp"

namespace heloport::grammar {
namespace {

using Kind = TranscriptKind;

std::string every_octet() {
  std::string octets;
  for (int octet = 0; octet < 256; ++octet) octets.push_back(static_cast<char>(octet));
  return octets;
}

TEST(Xtext, HoldsPrintableAsciiAndEscapes) {
  for (const std::string_view good : {"", "a", "!~", "+2B", "a+3Db", "+00", "+FF"}) {
    EXPECT_TRUE(is_xtext(good)) << good;
  }
  for (const std::string_view bad :
       {"+", "+2", "a+", "+2b", "+GG", "=", "a b", "a\t", "\x7F", "\xC3\xA9", "++2B2B", "+ 2B"}) {
    EXPECT_FALSE(is_xtext(bad)) << bad;
    EXPECT_FALSE(decode_xtext(bad)) << bad;
  }
}

TEST(Xtext, StandsForOctets) {
  EXPECT_EQ(decode_xtext(""), "");
  EXPECT_EQ(decode_xtext("e+3Dmc2@example.com"), "e=mc2@example.com");
  EXPECT_EQ(decode_xtext("+2B+20+C3+A9"), "+ \xC3\xA9");
}

TEST(Xtext, NeverStandsForControls) {
  for (int octet = 0; octet < 256; ++octet) {
    const std::string text = encode_xtext(std::string(1, static_cast<char>(octet)));
    const bool control = octet < 32 || octet == 127;
    EXPECT_EQ(decode_xtext(text).has_value(), !control) << octet;
  }
}

TEST(Xtext, EncodesWhatItDecodes) {
  std::string octets = every_octet().substr(32);
  octets.erase(127 - 32, 1);
  const std::string text = encode_xtext(octets);
  EXPECT_TRUE(is_xtext(text));
  EXPECT_EQ(decode_xtext(text), octets);
  EXPECT_TRUE(is_xtext(encode_xtext(every_octet())));
  EXPECT_EQ(encode_xtext("a=b+c d"), "a+3Db+2Bc+20d");
}

TEST(Transcript, MarksEachKindOfLine) {
  const auto expect = [](std::string_view line, Kind kind, std::string_view text) {
    EXPECT_EQ(parse_transcript_line(line).kind, kind) << line;
    EXPECT_EQ(parse_transcript_line(line).text, text) << line;
  };
  expect("C: EHLO client", Kind::client, "EHLO client");
  expect("S: 250 Ok", Kind::server, "250 Ok");
  expect("C| a\\r\\n", Kind::client_raw, "a\\r\\n");
  expect("S| \\x00", Kind::server_raw, "\\x00");
  expect("E: sender <a@b>", Kind::event, "sender <a@b>");
  expect("! reject 550 5.1.1 No such user", Kind::world, "reject 550 5.1.1 No such user");
  expect("# A claim.", Kind::prose, "A claim.");
  expect("#!claim", Kind::prose, "!claim");
  expect("#", Kind::prose, "");
  expect("", Kind::blank, "");
  expect(" \t", Kind::blank, "");
}

TEST(Transcript, LinesMayBeEmpty) {
  for (const std::string_view line : {"C:", "C: "}) {
    EXPECT_EQ(parse_transcript_line(line).kind, Kind::client);
    EXPECT_EQ(parse_transcript_line(line).text, "");
  }
  EXPECT_EQ(parse_transcript_line("C:  x").text, " x");  // the second space is the client's
  EXPECT_EQ(parse_transcript_line("C: x ").text, "x ");
  EXPECT_EQ(parse_transcript_line("S|").kind, Kind::server_raw);
}

TEST(Transcript, RefusesWhatItDoesNotKnow) {
  for (const std::string_view line : {"C:x",      "c: x",    "X: x",   "C",      "CC: x",
                                      " C: x",    "E:",      "E: ",    "E:  x",  "!",
                                      "! ",       "!reject", "C| \\",  "C| \\q", "S| \\x4",
                                      "S| \\xGG", "C: a\rb", "C: a\r", "S: a\n", "text"}) {
    EXPECT_EQ(parse_transcript_line(line).kind, Kind::malformed) << line;
    EXPECT_EQ(parse_transcript_line(line).text, "") << line;
  }
}

TEST(Escapes, StandForOctets) {
  EXPECT_EQ(unescape("a\\r\\n\\t\\\\\\x41\\xfF"), "a\r\n\t\\A\xFF");
  EXPECT_EQ(unescape(""), "");
  EXPECT_EQ(unescape("\\x00"), std::string(1, '\0'));
  for (const std::string_view bad : {"\\", "a\\", "\\a", "\\x", "\\x0", "\\xg0", "\\X00", "\\ "}) {
    EXPECT_FALSE(unescape(bad)) << bad;
    EXPECT_FALSE(is_raw_text(bad)) << bad;
  }
}

TEST(Escapes, AreUndoneByTheirInverse) {
  const std::string octets = every_octet();
  const std::string raw = escape(octets);
  EXPECT_EQ(unescape(raw), octets);
  EXPECT_EQ(escape("a\r\n\t\\\x01\xFF"), "a\\r\\n\\t\\\\\\x01\\xFF");
  for (const char c : raw) EXPECT_TRUE(c >= ' ' && c <= '~');
}

}  // namespace
}  // namespace heloport::grammar
