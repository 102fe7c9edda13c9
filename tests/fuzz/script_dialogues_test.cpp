// The dialogues that a mutator puts into scripts lead somewhere, and those near a limit to both
// sides of it.

#include "fuzz/script_dialogues.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <set>
#include <string>

#include "fuzz/reference_reading.hpp"
#include "fuzz/session_trace.hpp"

namespace heloport::fuzz {
namespace {

constexpr int draws = 200;

struct Outcome {
  std::set<Asked> asked;
  std::set<int> codes;
};

Outcome outcome_of(const Script& script) {
  ScriptedScenario scripted;
  scripted.take(script);
  const Trace trace = play(scripted.scenario(), {});
  Outcome outcome;
  for (const Step& step : trace.steps) {
    if (step.kind == Step::Kind::asked) outcome.asked.insert(step.about);
  }
  const auto replies = replies_on_wire(trace.replies, trace.cut_off);
  for (const WireReply& reply : replies.value()) outcome.codes.insert(reply.code);
  return outcome;
}

bool goes_well(const Outcome& outcome) {
  return std::all_of(outcome.codes.begin(), outcome.codes.end(),
                     [](int code) { return code < 400; });
}

TEST(ScriptDialogues, ComeToEveryQuestion) {
  std::set<Asked> asked;
  Chance chance(1);
  for (std::size_t number = 0; number < dialogue_count(); ++number) {
    for (int draw = 0; draw < draws; ++draw) {
      asked.merge(outcome_of({dialogue(number, chance)}).asked);
    }
  }
  for (std::size_t kind = 0; kind < asked_kinds; ++kind) {
    EXPECT_TRUE(asked.contains(static_cast<Asked>(kind))) << kind;
  }
}

TEST(ScriptDialogues, OftenGoWell) {
  Chance chance(1);
  for (std::size_t number = 0; number < dialogue_count(); ++number) {
    int hellos = 0;
    for (int draw = 0; draw < draws; ++draw) {
      hellos += outcome_of({dialogue(number, chance)}).codes.contains(250) ? 1 : 0;
    }
    // The next message has its hello before it, in the script that it is put into.
    EXPECT_GT(hellos, draws / 10) << "dialogue " << number;
  }
}

// Beyond some limits the session ends; within those something is refused already.
TEST(ScriptBounds, HaveTwoSides) {
  Chance chance(1);
  for (std::size_t number = 0; number < bound_count(); ++number) {
    int good = 0;
    int ended = 0;
    for (int draw = 0; draw < draws; ++draw) {
      const Outcome outcome = outcome_of({near_bound(number, {}, chance)});
      good += goes_well(outcome) ? 1 : 0;
      ended += outcome.codes.contains(421) ? 1 : 0;
    }
    const int beyond = ended > 0 ? ended : draws - good;
    EXPECT_GT(beyond, draws / 20) << bound_subject(number);
    EXPECT_GT(draws - beyond, draws / 20) << bound_subject(number);
  }
}

TEST(ScriptBounds, KnowWhatTheScriptHasSet) {
  const Script small{
      {{.kind = EventKind::setting, .a = static_cast<std::uint8_t>(Setting::small_limits)}}};
  Chance chance(1);
  for (std::size_t number = 0; number < bound_count(); ++number) {
    if (bound_subject(number) != "recipients") continue;
    std::set<std::uint32_t> again;
    for (int draw = 0; draw < draws; ++draw) {
      const Events events = near_bound(number, small, chance);
      if (events.front().kind == EventKind::setting) continue;  // another limit is set
      const auto more = std::find_if(events.begin(), events.end(), [](const Event& event) {
        return event.kind == EventKind::again;
      });
      again.insert(more == events.end() ? 1 : more->n + 1);
    }
    EXPECT_EQ(again, (std::set<std::uint32_t>{1, 2, 3, 4}));
  }
}

TEST(ScriptBounds, StretchALineToTheLongestCommand) {
  std::set<std::size_t> lengths;
  Chance chance(1);
  for (int draw = 0; draw < draws; ++draw) {
    Script script{{said("NOOP now\r\n")}};
    stretch_line(script, 0, chance);
    ScriptedScenario scripted;
    scripted.take(script);
    const engine::ServerOptions& options = scripted.scenario().options;
    const std::size_t limit = engine::command_octets_max(options.extensions(), options.limits);
    lengths.insert(scripted.scenario().octets.size() + 1 - limit);
  }
  EXPECT_EQ(lengths, (std::set<std::size_t>{0, 1, 2, 3}));
}

TEST(ScriptBounds, StretchNothingButLines) {
  Chance chance(1);
  const Script before{{{.kind = EventKind::split}, said("DATA\r\n.\r\n"), said("\n.\r\n")}};
  for (std::size_t place = 0; place < before.events.size(); ++place) {
    Script script = before;
    stretch_line(script, place, chance);
    EXPECT_EQ(script, before);
  }
}

}  // namespace
}  // namespace heloport::fuzz
