// Transcripts that must not hold do not, and the line to look at is named.

#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <ostream>
#include <set>
#include <string>
#include <string_view>
#include <variant>

#include "conformance/player.hpp"
#include "conformance/transcript.hpp"

namespace heloport::tests {
namespace {

using conformance::Failure;
using conformance::Transcript;

struct Failing {
  std::string_view name;
  std::size_t line;
  std::string_view what;  // part of the message
};

constexpr Failing failing[] = {
    // What comes is not what is written.
    {"wrong-reply", 6, "the reply differs"},
    {"wrong-reply-behind-a-right-one", 6, "the reply differs"},
    {"wrong-class", 4, "the reply differs"},
    {"missing-reply", 4, "the reply differs"},
    {"unsaid", 4, "must stay unsaid"},
    {"unsaid-behind-a-reply", 5, "must stay unsaid"},
    {"no-greeting-written", 2, "must stay unsaid"},
    {"wrong-event", 6, "the event differs"},
    {"missing-event", 4, "the event differs"},
    {"extra-event", 4, "not expected"},
    {"events-in-another-order", 11, "the event differs"},
    {"wrong-body", 15, "the event differs"},
    {"body-too-long", 16, "the event differs"},
    {"wrong-close", 5, "the event differs"},
    {"later-and-no-silence", 6, "the reply differs"},
    {"too-early", 5, "the event differs"},
    {"client-wrong-command", 5, "the command differs"},
    {"client-unsaid", 4, "must stay unsaid"},
    {"client-wrong-event", 4, "the event differs"},
    // What is written cannot be done.
    {"unused-verdict", 4, "nothing was asked"},
    {"unused-silent-verdict", 3, "nothing was asked"},
    {"now-without-later", 4, "no question was left open"},
    {"answer-to-a-recipient", 6, "for verify, expand and etrn"},
    {"lines-to-a-sender", 6, "for list and read"},
    {"written-to-nobody", 6, "nobody reads this"},
    {"written-behind-the-end", 9, "after the end of input"},
    {"client-no-content-wanted", 7, "no content is wanted"},
    // What is written is no transcript.
    {"malformed-line", 3, "no line of a transcript"},
    {"malformed-marker", 2, "no line of a transcript"},
    {"malformed-escape", 3, "no line of a transcript"},
    {"malformed-world-escape", 4, "backslash"},
    {"malformed-event", 4, "no event is written like that"},
    {"malformed-body", 4, "no event is written like that"},
    {"malformed-pattern", 4, "no pattern"},
    {"malformed-verdict", 4, "4yz or 5yz"},
    {"malformed-clock", 4, "clock +"},
    {"malformed-times", 3, "times 1 to"},
    {"times-before-nothing", 4, "right before the line"},
    {"unknown-world", 4, "no setting, verdict or act"},
    {"unknown-setting-value", 2, "the value of this setting"},
    {"unknown-limit", 2, "the value of this setting"},
    {"setting-too-late", 3, "before everything else"},
    {"reply-to-nothing", 5, "answers nothing"},
    {"event-from-nothing", 5, "follows from nothing"},
    {"verdict-at-the-end", 6, "without a question"},
    {"event-wire-only", 5, "no events are written"},
    {"nothing", 1, "nobody says or does anything"},
    {"command-to-a-server", 3, "application of a client"},
    {"client-verdict", 4, "application of a server"},
    {"client-stop", 4, "only a server is stopped"},
};

std::string path_of(const Failing& row) {
  return std::string(HELOPORT_TRANSCRIPTS) + "/failing/" + std::string(row.name) + ".smtp";
}

class FailingTranscript : public testing::TestWithParam<Failing> {};

TEST_P(FailingTranscript, FailsOnItsLineAtEveryChunkSize) {
  const Failing& row = GetParam();
  const std::string path = path_of(row);
  const auto loaded = conformance::load_transcript(path);
  const auto expect_failure = [&](const Failure& failure) {
    EXPECT_EQ(failure.line, row.line) << describe(failure);
    EXPECT_NE(failure.what.find(row.what), std::string::npos) << describe(failure);
    EXPECT_TRUE(describe(failure).starts_with(path + ":" + std::to_string(row.line) + ": "));
  };
  if (const auto* failure = std::get_if<Failure>(&loaded)) return expect_failure(*failure);
  const auto& transcript = std::get<Transcript>(loaded);
  for (std::size_t size : chunk_sizes(transcript)) {
    const auto failure = play(transcript, size);
    ASSERT_TRUE(failure) << "it holds in pieces of " << size;
    expect_failure(*failure);
  }
}

std::string name_of(const testing::TestParamInfo<Failing>& info) {
  std::string name(info.param.name);
  std::replace(name.begin(), name.end(), '-', '_');
  return name;
}

INSTANTIATE_TEST_SUITE_P(, FailingTranscript, testing::ValuesIn(failing), name_of);

TEST(FailingTranscripts, EachHasItsRow) {
  std::set<std::string> with_row;
  for (const Failing& row : failing) with_row.insert(path_of(row));
  std::set<std::string> there;
  const std::string folder = std::string(HELOPORT_TRANSCRIPTS) + "/failing";
  for (const auto& entry : std::filesystem::directory_iterator(folder)) {
    there.insert(entry.path().string());
  }
  EXPECT_EQ(there, with_row);
}

// The message has all that is needed to see what went wrong.
TEST(FailingTranscripts, TheMessageShowsWhatWasExpectedAndWhatCame) {
  const std::string text =
      "# Two writes.\n"
      "S: 220 mx.example.org ESMTP Heloport\n"
      "C: NOOP\n"
      "S: 250 2.0.0 Ok\n"
      "C| VRFY \\xC3\\xA9\\r\\n\n"
      "E: verify x\n"
      "S: 252 Perhaps\n";
  const auto loaded = conformance::parse_transcript("two.smtp", text);
  const auto failure = play(std::get<Transcript>(loaded));
  ASSERT_TRUE(failure);
  EXPECT_EQ(describe(*failure),
            "two.smtp:6: the event differs\n"
            "  expected:\n"
            "    E: verify x\n"
            "  came:\n"
            "    E: verify \xC3\xA9\n"
            "  all that came here:\n"
            "    E: verify \xC3\xA9\n"
            "    S: 250 2.1.5\n"
            "  sent until then, the last octets:\n"
            "    NOOP\\r\\nVRFY \\xC3\\xA9\\r\\n");
}

}  // namespace

}  // namespace heloport::tests
