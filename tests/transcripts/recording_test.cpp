// What was recorded plays again.

#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <variant>
#include <vector>

#include "conformance/engine_player.hpp"
#include "conformance/recorder.hpp"
#include "tests/transcripts/files.hpp"

namespace heloport::conformance {
namespace {

Transcript load(const std::string& name, const std::string& text) {
  auto loaded = parse_transcript(name, text);
  if (const auto* failure = std::get_if<Failure>(&loaded)) {
    ADD_FAILURE() << describe(*failure) << '\n' << text;
    return {};
  }
  return std::get<Transcript>(std::move(loaded));
}

std::vector<std::string> settings_of(const Transcript& transcript) {
  std::vector<std::string> settings;
  for (const std::string& line : transcript.source) {
    Settings scratch;
    if (!line.starts_with("! ")) continue;
    if (take_setting(line.substr(2), scratch) == SettingFault::none) {
      settings.push_back(line.substr(2));
    }
  }
  return settings;
}

std::string record(const Transcript& transcript, RecordingHead head, std::size_t chunk_octets) {
  Recorder recorder(std::move(head));
  EnginePlayer player(transcript.settings, chunk_octets, &recorder);
  for (const Exchange& exchange : transcript.exchanges) player.perform(exchange);
  return recorder.text();
}

bool has_act(const Transcript& transcript, bool (*wanted)(const Act&)) {
  for (const Exchange& exchange : transcript.exchanges) {
    for (const PlacedAct& placed : exchange.acts) {
      if (wanted(placed.act)) return true;
    }
  }
  return false;
}

// A peer that does not read is not seen by a recorder: when it reads is no part of a recording.
bool can_be_recorded(const Transcript& transcript) {
  return transcript.settings.played == Played::server &&
         !has_act(transcript, [](const Act& act) { return std::holds_alternative<Reading>(act); });
}

class Recording : public testing::TestWithParam<tests::File> {};

TEST_P(Recording, PlaysAgain) {
  const auto loaded = load_transcript(GetParam().path);
  ASSERT_TRUE(std::holds_alternative<Transcript>(loaded));
  const auto& original = std::get<Transcript>(loaded);
  if (!can_be_recorded(original)) return SUCCEED() << "not of a server that is read";
  // A long session in single octets would only be cut.
  const bool is_long = chunk_sizes(original).back() > 4096;
  for (std::size_t size :
       {std::size_t{0}, std::size_t{is_long ? 1000u : 1u}, std::size_t{is_long ? 4096u : 7u}}) {
    const std::string text =
        record(original, {.claim = "Again.", .settings = settings_of(original)}, size);
    if (text.find("! credentials hidden\n") != std::string::npos) continue;  // shown below
    const auto failure = play(load("recorded.smtp", text), size);
    EXPECT_FALSE(failure) << describe(*failure) << '\n' << text;
  }
}

std::string name_of(const testing::TestParamInfo<tests::File>& info) {
  return info.param.name;
}

INSTANTIATE_TEST_SUITE_P(, Recording,
                         testing::ValuesIn(tests::transcripts_in(HELOPORT_TRANSCRIPTS)), name_of);

constexpr const char* session =
    "S: 220 mx.example.org ESMTP Heloport\n"
    "C: HELO client.example.org\n"
    "S: 250 ...\n"
    "\n"
    "! clock +5s\n"
    "\n"
    "C: MAIL FROM:<ann@example.org>\n"
    "C: RCPT TO:<bob@example.org>\n"
    "E: sender <ann@example.org>\n"
    "! reject 550 5.1.1 No such user\n"
    "E: recipient <bob@example.org>\n"
    "S: 250 2.1.0 Ok\n"
    "S: 550 5.1.1 No such user\n"
    "\n"
    "C| QU\n"
    "\n"
    "C: IT\n"
    "E: dropped session end\n"
    "E: closed quit\n"
    "S: 221 2.0.0 mx.example.org Bye\n";

TEST(Recorder, WritesASessionDown) {
  EXPECT_EQ(record(load("s.smtp", session), {}, 0),
            "# A recorded session.\n"
            "\n"
            "S: 220 mx.example.org ESMTP Heloport\n"
            "\n"
            "C: HELO client.example.org\n"
            "S: 250 mx.example.org greets client.example.org\n"
            "\n"
            "! clock +5000ms\n"
            "C: MAIL FROM:<ann@example.org>\n"
            "C: RCPT TO:<bob@example.org>\n"
            "E: sender <ann@example.org>\n"
            "! reject 550 5.1.1 No such user\n"
            "E: recipient <bob@example.org>\n"
            "S: 250 2.1.0 Ok\n"
            "S: 550 5.1.1 No such user\n"
            "\n"
            "C: QUIT\n"
            "E: dropped session end\n"
            "E: closed quit\n"
            "S: 221 2.0.0 mx.example.org Bye\n");
}

TEST(Recorder, WireOnlyWritesOctetsAlone) {
  EXPECT_EQ(record(load("s.smtp", session), {.claim = "Wire.", .wire_only = true}, 0),
            "# Wire.\n"
            "! wire only\n"
            "\n"
            "S: 220 mx.example.org ESMTP Heloport\n"
            "\n"
            "C: HELO client.example.org\n"
            "S: 250 mx.example.org greets client.example.org\n"
            "\n"
            "! clock +5000ms\n"
            "C: MAIL FROM:<ann@example.org>\n"
            "C: RCPT TO:<bob@example.org>\n"
            "S: 250 2.1.0 Ok\n"
            "S: 550 5.1.1 No such user\n"
            "\n"
            "C: QUIT\n"
            "S: 221 2.0.0 mx.example.org Bye\n");
}

TEST(Recorder, ALongSessionIsCut) {
  const std::string text = record(load("s.smtp", session), {.octets_max = 100}, 0);
  EXPECT_TRUE(text.ends_with("\n# The recording was cut here.\n")) << text;
  EXPECT_LT(text.size(), 300u);
  EXPECT_FALSE(play(load("cut.smtp", text)));
}

}  // namespace
}  // namespace heloport::conformance
