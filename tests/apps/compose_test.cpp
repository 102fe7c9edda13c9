// Facts about the messages that the client makes.

#include "apps/compose.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <string>

#include "apps/mime.hpp"

namespace heloport::apps {
namespace {

Letter letter_of(std::string content) {
  return {.from = "alice@example.com",
          .to = {"bob@example.com", "carol@example.com"},
          .name = "meeting",
          .content = std::move(content),
          .date = "Tue, 15 Jan 2008 16:02:43 -0500",
          .message_id = "<1@example.com>"};
}

TEST(Compose, PlainTextNeedsNoMime) {
  const Letter letter = letter_of("At nine.\r\n");
  EXPECT_EQ(compose(letter, transfer_for(letter.content, true)),
            "From: alice@example.com\r\n"
            "To: bob@example.com,\r\n carol@example.com\r\n"
            "Date: Tue, 15 Jan 2008 16:02:43 -0500\r\n"
            "Message-ID: <1@example.com>\r\n"
            "Subject: meeting\r\n"
            "\r\n"
            "At nine.\r\n");
}

TEST(Compose, EightBitTravelsAsItIsWhereItIsOffered) {
  const Letter letter = letter_of(
      "Gr\xC3\xBC\xC3\x9F"
      "e\r\n");
  const Transfer transfer = transfer_for(letter.content, true);
  EXPECT_EQ(transfer, Transfer::eight_bit);
  const std::string message = compose(letter, transfer);
  EXPECT_NE(message.find("MIME-Version: 1.0\r\n"
                         "Content-Type: text/plain; charset=utf-8\r\n"
                         "Content-Transfer-Encoding: 8bit\r\n"
                         "\r\nGr\xC3\xBC\xC3\x9F"
                         "e\r\n"),
            std::string::npos);
}

TEST(Compose, EightBitIsEncodedWhereItIsNotOffered) {
  const Letter few = letter_of(
      "A word of German is Gr\xC3\xBC\xC3\x9F"
      "e, which means greetings\r\n");
  EXPECT_EQ(transfer_for(few.content, false), Transfer::quoted_printable);
  const std::string message = compose(few, Transfer::quoted_printable);
  EXPECT_FALSE(has_eight_bit(message));
  EXPECT_NE(message.find("Gr=C3=BC=C3=9Fe"), std::string::npos);

  std::string many;
  for (int i = 0; i < 40; ++i) many += "\xD0\x96";
  EXPECT_EQ(transfer_for(many, false), Transfer::base64);
}

TEST(Compose, OctetsThatAreNoUtf8AreNotCalledUtf8) {
  const Letter letter = letter_of("caf\xE9\r\n");
  EXPECT_NE(compose(letter, Transfer::eight_bit).find("charset=unknown-8bit"), std::string::npos);
}

TEST(Compose, WhatSmtpCannotCarryIsEncoded) {
  EXPECT_EQ(transfer_for(std::string(998, 'x') + "\r\n", true), Transfer::seven_bit);
  EXPECT_EQ(transfer_for(std::string(999, 'x') + "\r\n", true), Transfer::quoted_printable);
  EXPECT_EQ(transfer_for("a\rb\r\n", true), Transfer::quoted_printable);
  EXPECT_EQ(transfer_for("a\nb\r\n", true), Transfer::quoted_printable);
  EXPECT_EQ(transfer_for(std::string("a\0b", 3), true), Transfer::base64);
}

TEST(Compose, LineEndsBecomeCrlfOnce) {
  EXPECT_EQ(with_crlf("a\nb\r\nc\rd\n"), "a\r\nb\r\nc\rd\r\n");
  EXPECT_EQ(with_crlf("\n\n"), "\r\n\r\n");
}

TEST(Mime, Base64OfRfc4648) {
  EXPECT_EQ(base64_lines("foobar"), "Zm9vYmFy\r\n");
  EXPECT_EQ(base64_lines("fooba"), "Zm9vYmE=\r\n");
  EXPECT_EQ(base64_lines("foob"), "Zm9vYg==\r\n");
  EXPECT_EQ(base64_lines(""), "");
  EXPECT_EQ(base64_lines(std::string(58, '\xFF')), std::string(76, '/') + "\r\n/w==\r\n");
}

TEST(Mime, QuotedPrintableKeepsLinesUnder77) {
  const std::string encoded = quoted_printable(std::string(100, 'x') + std::string(50, '='));
  std::size_t begin = 0;
  while (begin < encoded.size()) {
    const std::size_t end = std::min(encoded.find("\r\n", begin), encoded.size());
    EXPECT_LE(end - begin, 76u);
    begin = end + 2;
  }
}

TEST(Mime, QuotedPrintableProtectsBlanksAtLineEnds) {
  EXPECT_EQ(quoted_printable("a b \r\nc\t"), "a b=20\r\nc=09");
}

TEST(Mime, WellFormedUtf8IsThatOfRfc3629) {
  EXPECT_TRUE(is_utf8("a\xC3\xA9\xE2\x82\xAC\xF0\x9F\x98\x80"));
  EXPECT_FALSE(is_utf8("\xC0\xAF"));          // overlong
  EXPECT_FALSE(is_utf8("\xED\xA0\x80"));      // surrogate
  EXPECT_FALSE(is_utf8("\xF4\x90\x80\x80"));  // above U+10FFFF
  EXPECT_FALSE(is_utf8("\xE2\x82"));          // cut
}

TEST(Subject, IsPlainWhereItCanBe) {
  EXPECT_EQ(unstructured("Project for CSCI-351", 9), "Project for CSCI-351");
}

TEST(Subject, IsFoldedAtSpacesAndUnfoldsToItself) {
  std::string text;
  for (int i = 0; i < 40; ++i) text += "word ";
  text += "end";
  std::string folded = unstructured(text, 9);
  std::size_t line = 9;
  for (char c : folded) {
    line = c == '\n' ? 0 : line + 1;
    EXPECT_LE(line, 79u);  // CR included
  }
  for (std::size_t at = folded.find("\r\n"); at != std::string::npos; at = folded.find("\r\n")) {
    folded.erase(at, 2);
  }
  EXPECT_EQ(folded, text);
}

TEST(Subject, IsEncodedWhereItIsNotAscii) {
  EXPECT_EQ(unstructured("Gr\xC3\xBC\xC3\x9F"
                         "e",
                         9),
            "=?utf-8?B?R3LDvMOfZQ==?=");
}

TEST(Subject, EncodedWordsAreCutBetweenCharacters) {
  std::string text = "x";
  for (int i = 0; i < 60; ++i) text += "\xE2\x82\xAC";
  const std::string words = unstructured(text, 9);
  // Each word but the last holds 1 + 12 or 13 characters of three octets: no cut inside one.
  EXPECT_EQ(words.find("=?utf-8?B?"), 0u);
  std::size_t begin = 0;
  while (begin < words.size()) {
    const std::size_t end = std::min(words.find("\r\n", begin), words.size());
    EXPECT_LE(end - begin, 76u);
    begin = end + 2;
  }
}

TEST(Subject, WhatLooksEncodedIsEncoded) {
  EXPECT_EQ(unstructured("=?utf-8?Q?a?=", 9), "=?utf-8?B?PT91dGYtOD9RP2E/PQ==?=");
}

}  // namespace
}  // namespace heloport::apps
