// The transcripts that the documentation prints hold.

#include <gtest/gtest.h>

#include <fstream>
#include <string>
#include <variant>
#include <vector>

#include "conformance/player.hpp"
#include "conformance/transcript.hpp"

namespace heloport::conformance {
namespace {

/// The blocks between ```text and ``` that a server or a client speaks in.
std::vector<std::string> transcripts_of(const std::string& page) {
  std::vector<std::string> found;
  std::ifstream in(page);
  std::string block;
  bool inside = false;
  for (std::string line; std::getline(in, line);) {
    if (line == "```text") {
      inside = true;
      block.clear();
    } else if (line == "```") {
      if (inside && block.find("\nS: ") != std::string::npos) found.push_back(block);
      inside = false;
    } else if (inside) {
      block += line + '\n';
    }
  }
  return found;
}

void expect_examples(const std::string& page, std::size_t least) {
  const std::vector<std::string> examples = transcripts_of(page);
  EXPECT_GE(examples.size(), least) << page;
  for (const std::string& text : examples) {
    const auto loaded = parse_transcript(page, text);
    const auto* fault = std::get_if<Failure>(&loaded);
    ASSERT_EQ(fault, nullptr) << describe(*fault) << '\n' << text;
    const auto failure = play_at_every_chunk_size(std::get<Transcript>(loaded));
    EXPECT_FALSE(failure) << describe(*failure) << '\n' << text;
  }
}

TEST(PrintedExamples, TheNotationsPageHolds) {
  expect_examples(HELOPORT_SOURCE "/docs/transcripts.md", 2);
}

TEST(PrintedExamples, TheContributorsPageHolds) {
  expect_examples(HELOPORT_SOURCE "/CONTRIBUTING.md", 1);
}

}  // namespace
}  // namespace heloport::conformance
