// An update writes what came and nothing else.

#include "conformance/update.hpp"

#include <gtest/gtest.h>

#include <string>
#include <string_view>
#include <variant>

#include "conformance/player.hpp"
#include "tests/transcripts/files.hpp"

namespace heloport::conformance {
namespace {

Transcript load(std::string_view text) {
  auto loaded = parse_transcript("x.smtp", text);
  if (const auto* failure = std::get_if<Failure>(&loaded)) {
    ADD_FAILURE() << describe(*failure);
    return {};
  }
  return std::get<Transcript>(std::move(loaded));
}

std::string update(std::string_view text) {
  const auto out = updated(load(text));
  if (const auto* failure = std::get_if<Failure>(&out)) return describe(*failure);
  return std::get<std::string>(out);
}

TEST(Update, AFileOfActsAloneIsFilledIn) {
  EXPECT_EQ(update("# Claim.\n"
                   "C: EHLO client.example.org\n"
                   "S: 250 ...\n"
                   "\n"
                   "# Prose stays.\n"
                   "C: MAIL FROM:<ann@example.org>\n"
                   "C: RCPT TO:<bob@example.org>\n"
                   "! accept\n"
                   "! reject 550 5.1.1 No\n"
                   "\n"
                   "C: QUIT\n"),
            "# Claim.\n"
            "S: 220 mx.example.org ESMTP Heloport\n"
            "C: EHLO client.example.org\n"
            "S: 250 ...\n"
            "\n"
            "# Prose stays.\n"
            "C: MAIL FROM:<ann@example.org>\n"
            "C: RCPT TO:<bob@example.org>\n"
            "! accept\n"
            "E: sender <ann@example.org>\n"
            "! reject 550 5.1.1 No\n"
            "E: recipient <bob@example.org>\n"
            "S: 250 2.1.0 Ok\n"
            "S: 550 5.1.1 No\n"
            "\n"
            "C: QUIT\n"
            "E: dropped session end\n"
            "E: closed quit\n"
            "S: 221 2.0.0 mx.example.org Bye\n");
}

TEST(Update, OnlyWhatDiffersIsWrittenAgain) {
  EXPECT_EQ(update("S: 220 mx.example.org ESMTP Heloport\n"
                   "C: NOOP\n"
                   "S: 2yz\n"
                   "C: NOOP\n"
                   "S: 250 Old\n"
                   "C: VRFY ann\n"
                   "! accept Ann\n"
                   "E: verify bob\n"
                   "S: 2yz\n"),
            "S: 220 mx.example.org ESMTP Heloport\n"
            "C: NOOP\n"
            "S: 2yz\n"
            "C: NOOP\n"
            "S: 250 2.0.0 Ok\n"
            "C: VRFY ann\n"
            "! accept Ann\n"
            "E: verify ann\n"
            "S: 2yz\n");
}

TEST(Update, WhatMustStayUnsaidIsTakenOut) {
  EXPECT_EQ(update("S: 220 mx.example.org ESMTP Heloport\n"
                   "C| NOO\n"
                   "S: 250 2.0.0 Ok\n"
                   "\n"
                   "C: P\n"),
            "S: 220 mx.example.org ESMTP Heloport\n"
            "C| NOO\n"
            "\n"
            "C: P\n"
            "S: 250 2.0.0 Ok\n");
}

TEST(Update, WhatCannotBePerformedIsNotTouched) {
  EXPECT_EQ(update("S: 220 mx.example.org ESMTP Heloport\n"
                   "\n"
                   "! now\n"),
            "x.smtp:3: no question was left open");
}

// An update of a file that holds changes nothing; one of a file without its E: and S: lines is
// the same file but for patterns, and holds.
TEST(Update, EveryFileComesBack) {
  for (const tests::File& file : tests::transcripts_in(HELOPORT_TRANSCRIPTS)) {
    const auto loaded = load_transcript(file.path);
    ASSERT_TRUE(std::holds_alternative<Transcript>(loaded)) << file.path;
    const auto& transcript = std::get<Transcript>(loaded);
    std::string text;
    for (const std::string& line : transcript.source) text += line + '\n';
    const auto again = updated(transcript);
    ASSERT_TRUE(std::holds_alternative<std::string>(again)) << file.path;
    EXPECT_EQ(std::get<std::string>(again), text);

    std::string wrong;
    for (const std::string& line : transcript.source) {
      const bool expectation = transcript.settings.played == Played::server
                                   ? line.starts_with("S: ")
                                   : line.starts_with("C: ");
      wrong += expectation ? line.substr(0, 3) + "999 wrong\n" : line + '\n';
    }
    const std::string right = update(wrong);
    const auto failure = play(load(right));
    EXPECT_FALSE(failure) << file.path << '\n' << right << describe(*failure);
  }
}

}  // namespace
}  // namespace heloport::conformance
