// A conversation of a fuzzer plays again as a transcript with the same result, and transcripts
// become conversations.

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <variant>

#include "conformance/player.hpp"
#include "fuzz/oracles.hpp"
#include "fuzz/script_transcript.hpp"

namespace heloport::fuzz {
namespace {

namespace fs = std::filesystem;

std::string octets_of(const fs::path& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
}

conformance::Transcript parsed(const std::string& text) {
  auto result = conformance::parse_transcript("finding.smtp", text);
  const auto* const failure = std::get_if<conformance::Failure>(&result);
  EXPECT_EQ(failure, nullptr) << text;
  return failure == nullptr ? std::get<0>(std::move(result)) : conformance::Transcript{};
}

bool resets(const Scenario& scenario) {
  for (const Act& act : scenario.acts) {
    if (act.kind == Act::Kind::reset) return true;
  }
  return false;
}

void expect_to_hold(const Scenario& scenario, const std::string& name) {
  if (resets(scenario)) return;
  const std::string text = transcript_of(scenario, "A finding.");
  const auto failure = conformance::play(parsed(text));
  EXPECT_FALSE(failure) << name << ": line " << failure->line << "\n" << text.substr(0, 4000);
}

TEST(TranscriptOf, AScenarioOfTheCorpusHoldsAgain) {
  for (const auto& entry : fs::directory_iterator(HELOPORT_CORPUS "/server_session")) {
    const std::string octets = octets_of(entry.path());
    expect_to_hold(scenario_of(octets), entry.path().filename());
  }
}

TEST(TranscriptOf, AScriptOfTheCorpusHoldsAgain) {
  for (const auto& entry : fs::directory_iterator(HELOPORT_CORPUS "/session_script")) {
    ScriptedScenario scripted;
    scripted.take(script_of(octets_of(entry.path())));
    expect_to_hold(scripted.scenario(), entry.path().filename());
  }
}

// Texts of answers are the player's own, so whole lines may differ; codes do not.
std::string codes(const std::string& replies) {
  std::string all;
  for (std::size_t at = 0; at + 3 < replies.size(); at = replies.find('\n', at) + 1) {
    if (replies[at + 3] == ' ') all += replies.substr(at, 3) + ' ';
    if (replies.find('\n', at) == std::string::npos) break;
  }
  return all;
}

TEST(ScriptOfATranscript, SaysTheSameAgain) {
  std::size_t files = 0;
  std::size_t same = 0;
  for (const auto& entry : fs::recursive_directory_iterator(HELOPORT_TRANSCRIPTS)) {
    if (entry.path().extension() != ".smtp") continue;
    if (entry.path().string().find("/failing/") != std::string::npos) continue;
    const auto loaded = conformance::load_transcript(entry.path());
    const auto* const transcript = std::get_if<conformance::Transcript>(&loaded);
    ASSERT_NE(transcript, nullptr) << entry.path();
    const auto script = script_of(*transcript);
    if (!script) continue;
    ++files;
    ScriptedScenario scripted;
    scripted.take(*script);
    ASSERT_EQ(check_session(scripted.scenario(), Comparison::after_each_cr, 0), std::nullopt)
        << entry.path();
    std::string expected;
    for (const auto& exchange : transcript->exchanges) {
      for (const auto& speech : exchange.speech) {
        const bool ends = speech.octets.size() > 3 && speech.octets[3] == ' ';
        if (ends) expected += speech.octets.substr(0, 4);
      }
    }
    same += codes(play(scripted.scenario(), {}).replies) == expected ? 1 : 0;
  }
  EXPECT_GT(files, 300u);
  EXPECT_GT(same * 10, files * 7);  // of the others an answer's text or a late answer is not told
  RecordProperty("same", static_cast<int>(same));
  std::printf("%zu of %zu transcripts say the same\n", same, files);
}

}  // namespace
}  // namespace heloport::fuzz
