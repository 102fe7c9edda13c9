// Every input is a script, scripts survive their encoding, and what a mutator makes is one.

#include "fuzz/script.hpp"

#include <gtest/gtest.h>

#include <set>
#include <string>

#include "fuzz/script_mutator.hpp"

namespace heloport::fuzz {
namespace {

TEST(Script, SurvivesItsEncoding) {
  const Script script{{{.kind = EventKind::token, .a = 3},
                       {.kind = EventKind::line, .text = "NOOP"},
                       {.kind = EventKind::fill, .a = 'x', .n = 70'000},
                       {.kind = EventKind::chunk, .a = 3, .n = 1u << 27, .text = "\r\n.\r\n"},
                       {.kind = EventKind::act, .a = 1, .n = 301'000},
                       {.kind = EventKind::split}}};
  EXPECT_EQ(script_of(encoded(script)), script);
}

TEST(Script, IsWhateverIsRead) {
  Chance chance(7);
  for (int round = 0; round < 2000; ++round) {
    std::string input(chance.below(64), '\0');
    for (char& c : input) c = static_cast<char>(chance.below(256));
    const Script script = script_of(input);
    EXPECT_EQ(script_of(encoded(script)), script);
    ScriptedScenario scripted;
    scripted.take(script);
    EXPECT_LE(scripted.scenario().octets.size(), Script::said_octets_max);
  }
}

TEST(Script, SaysWhatStandsInIt) {
  ScriptedScenario scripted;
  scripted.take({{{.kind = EventKind::token, .a = 7},
                  {.kind = EventKind::again, .n = 1},
                  {.kind = EventKind::split},
                  {.kind = EventKind::chunk, .a = 1, .text = "ab"},
                  {.kind = EventKind::response, .text = "ann"},
                  {.kind = EventKind::response, .text = "a"}}});
  EXPECT_EQ(scripted.scenario().octets, "NOOP\r\nNOOP\r\nBDAT 2 LAST\r\nabYW5u\r\nYQ==\r\n");
  EXPECT_EQ(scripted.scenario().more_cuts, (std::vector<std::size_t>{12}));
}

TEST(ScriptMutator, ReachesEveryKindAndKeepsTheBounds) {
  const TextMutator shorten = [](std::string& text, std::size_t) { text.pop_back(); };
  std::set<EventKind> kinds;
  Script script;
  Chance chance(1);
  for (int round = 0; round < 3000; ++round) {
    mutate(script, chance, shorten);
    ASSERT_LE(script.events.size(), Script::events_max);
    ASSERT_EQ(encoded(script_of(encoded(script))), encoded(script));
    for (const Event& event : script.events) kinds.insert(event.kind);
    if (script.events.size() > 40) script = crossed(script, {}, chance);
  }
  EXPECT_EQ(kinds.size(), event_kinds);
}

TEST(ScriptMutator, ChangesTheSameAlways) {
  const TextMutator leave = [](std::string&, std::size_t) {};
  Script one;
  Script other;
  Chance first(42);
  Chance second(42);
  for (int round = 0; round < 100; ++round) {
    mutate(one, first, leave);
    mutate(other, second, leave);
  }
  EXPECT_EQ(one, other);
}

}  // namespace
}  // namespace heloport::fuzz
