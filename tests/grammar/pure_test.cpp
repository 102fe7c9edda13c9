// The parsers repeat rules of the pure grammar in order to take parts. Both accept the same.

#include <gtest/gtest.h>

#include <string>

#include "grammar/command.hpp"
#include "grammar/reply.hpp"
#include "grammar/transcript.hpp"
#include "tests/grammar/generator.hpp"
#include "tests/grammar/pure_recogniser.hpp"
#include "tests/grammar/table.hpp"

namespace heloport::grammar {
namespace {

constexpr std::size_t strings_generated = 200'000;
constexpr std::uint64_t seed = 4712;

bool accepts_command(std::string_view line) {
  return parse_command(line).fault == SyntaxFault::none;
}
// What the leniency lets through, and nothing lets through without it.
bool accepts_simple_listing(std::string_view line) {
  return !accepts_command(line) &&
         parse_command(line, Leniency::simple_listing).fault == SyntaxFault::none;
}
bool accepts_mailbox(std::string_view text) {
  return !parse_mailbox(text).is_null;
}

TEST(PureGrammar, AcceptsTheCommandsOfTheTableThatTheParserAccepts) {
  for (const test::Row& row : test::read_table("table_commands.txt")) {
    const std::string line = row.text + "\r\n";
    EXPECT_EQ(test::pure_command(line), accepts_command(line)) << row.where;
    EXPECT_EQ(test::pure_simple_listing(line), accepts_simple_listing(line)) << row.where;
  }
}

TEST(PureGrammar, AcceptsTheMailboxesOfTheTableThatTheParserAccepts) {
  for (const test::Row& row : test::read_table("table_mailboxes.txt")) {
    EXPECT_EQ(test::pure_mailbox(row.text), accepts_mailbox(row.text)) << row.where;
    EXPECT_EQ(test::pure_domain(row.text), is_domain(row.text)) << row.where;
  }
}

TEST(PureGrammar, AcceptsWhatTheParserAcceptsOfGeneratedStrings) {
  test::Generator generator(seed);
  for (std::size_t i = 0; i < strings_generated; ++i) {
    const std::string line = generator.line();
    ASSERT_EQ(test::pure_command(line), accepts_command(line)) << escape(line);
    ASSERT_EQ(test::pure_simple_listing(line), accepts_simple_listing(line)) << escape(line);
    const std::string address = generator.address();
    ASSERT_EQ(test::pure_mailbox(address), accepts_mailbox(address)) << escape(address);
    ASSERT_EQ(test::pure_domain(address), is_domain(address)) << escape(address);
    if (address.ends_with(' ') || address.ends_with('\t')) continue;  // tolerated in EHLO lines
    ASSERT_EQ(test::pure_ehlo_line(address), !parse_ehlo_line(address).keyword.empty())
        << escape(address);
  }
}

// Every reply of up to six octets over an alphabet of what matters. The parser takes three
// things that the pure grammar has not: no text after a space, octets over 127, and a second digit
// over 5.
TEST(PureGrammar, AcceptsTheRepliesThatTheParserAccepts) {
  constexpr std::string_view alphabet = "25609 -.\t\x01x";
  std::size_t accepted = 0;
  for (std::size_t n = 0; n < 11 * 11 * 11 * 11 * 11; ++n) {
    std::string text;
    for (std::size_t rest = n; text.size() < 5; rest /= alphabet.size()) {
      text += alphabet[rest % alphabet.size()];
    }
    for (std::size_t size = 0; size <= text.size(); ++size) {
      const std::string line = text.substr(0, size) + "\r\n";
      const bool empty_text = size == 4 && text[3] == ' ';
      const bool second_over_5 = size > 1 && text[1] >= '6' && text[1] <= '9';
      const bool ours = parse_reply_line(line).well_formed;
      if (!empty_text && !second_over_5) {
        ASSERT_EQ(test::pure_reply_line(line), ours) << line;
      }
      accepted += ours ? 1 : 0;
    }
  }
  EXPECT_GT(accepted, 1000u);
}

// Every line of a greeting is a line of a reply; its last one need not name the host.
TEST(PureGrammar, KnowsTheFirstLineOfAGreeting) {
  for (const std::string_view good :
       {"220 mx.example.org\r\n", "220-mx.example.org ESMTP\r\n", "220 [IPv6:::1] ready\r\n"}) {
    EXPECT_TRUE(test::pure_greeting_line(good)) << good;
    EXPECT_TRUE(parse_reply_line(good).well_formed) << good;
  }
  for (const std::string_view bad :
       {"220\r\n", "220 \r\n", "220 mx_1\r\n", "554 mx.example.org\r\n", "220 [::1]\r\n"}) {
    EXPECT_FALSE(test::pure_greeting_line(bad)) << bad;
  }
}

TEST(PureGrammar, AcceptsTheTranscriptsThatTheParserAccepts) {
  constexpr std::string_view alphabet = "CSE!#:| \\xrn0\r\t";
  std::size_t accepted = 0;
  for (std::size_t n = 0; n < 15 * 15 * 15 * 15 * 15; ++n) {
    std::string text;
    for (std::size_t rest = n; text.size() < 5; rest /= alphabet.size()) {
      text += alphabet[rest % alphabet.size()];
    }
    const bool ours = parse_transcript_line(text).kind != TranscriptKind::malformed;
    ASSERT_EQ(test::pure_transcript_line(text), ours) << escape(text);
    accepted += ours ? 1 : 0;
  }
  EXPECT_GT(accepted, 1000u);
}

}  // namespace
}  // namespace heloport::grammar
