// The oracles of states, limits, memory and repetition hold for a real conversation, and complain
// when what was seen of it is changed as a faulty session would change it.

#include <gtest/gtest.h>

#include <algorithm>
#include <string>

#include "fuzz/oracles.hpp"
#include "fuzz/script.hpp"
#include "fuzz/search_count.hpp"

namespace heloport::fuzz {
namespace {

Event line(std::string text) {
  return {.kind = EventKind::line, .text = std::move(text)};
}
Event act(Act::Kind kind, std::uint32_t milliseconds = 0) {
  return {.kind = EventKind::act, .a = static_cast<std::uint8_t>(kind), .n = milliseconds};
}
Event answer(Asked asked, Answer::Kind kind) {
  return {.kind = EventKind::answer,
          .a = static_cast<std::uint8_t>(asked),
          .b = static_cast<std::uint8_t>(kind)};
}
Event setting(Setting which, std::uint8_t b = 0, std::uint32_t n = 0) {
  return {.kind = EventKind::setting, .a = static_cast<std::uint8_t>(which), .b = b, .n = n};
}

const std::vector<Event> envelope{line("EHLO client.example.org"),
                                  line("MAIL FROM:<ann@example.org>"),
                                  line("RCPT TO:<bob@example.org>")};

class StateOracle : public ::testing::Test {
 protected:
  void have(std::vector<Event> events) {
    scripted.take({std::move(events)});
    play(scripted.scenario(), {}, {}, trace);
    EXPECT_EQ(check_session(scripted.scenario()), std::nullopt) << trace.conversation;
  }
  void have_envelope_and(std::vector<Event> more) {
    std::vector<Event> events = envelope;
    events.insert(events.end(), more.begin(), more.end());
    have(std::move(events));
  }
  Complaint limits() {
    const auto reading = read_session(scripted.scenario(), trace);
    return reading ? limits_are_kept(scripted.scenario(), trace, *reading) : "no reading";
  }
  Step& answered(Asked about) {
    return *std::find_if(trace.steps.begin(), trace.steps.end(), [about](const Step& step) {
      return step.kind == Step::Kind::answered && step.about == about;
    });
  }

  ScriptedScenario scripted;
  Trace trace;
};

TEST_F(StateOracle, APhaseThatDoesNotFollowIsFound) {
  have_envelope_and({line("DATA"), line("Hello"), line(".")});
  EXPECT_EQ(states_are_in_step(trace), std::nullopt);
  const Trace good = trace;
  answered(Asked::sender).facts.phase = engine::Phase::ready;
  EXPECT_NE(states_are_in_step(trace), std::nullopt);
  trace = good;
  answered(Asked::end).facts.transaction_open = true;
  EXPECT_NE(states_are_in_step(trace), std::nullopt);
  trace = good;
  answered(Asked::hello).facts.authenticated = true;
  EXPECT_NE(states_are_in_step(trace), std::nullopt);
  trace = good;
  answered(Asked::hello).facts.extended = false;
  EXPECT_NE(states_are_in_step(trace), std::nullopt);
  trace = good;
  answered(Asked::recipient).answer = Answer::Kind::reject;  // and yet the phase went on
  EXPECT_NE(states_are_in_step(trace), std::nullopt);
}

TEST_F(StateOracle, ATransactionThatOutlivesRsetIsFound) {
  have_envelope_and({line("RSET"), line("MAIL FROM:<>")});
  const auto dropped = std::find_if(trace.steps.begin(), trace.steps.end(), [](const Step& step) {
    return step.kind == Step::Kind::dropped;
  });
  ASSERT_NE(dropped, trace.steps.end());
  dropped->facts.transaction_open = true;
  EXPECT_NE(states_are_in_step(trace), std::nullopt);
}

TEST_F(StateOracle, AQuestionInTheWrongPlaceIsFound) {
  have_envelope_and({});
  std::rotate(trace.steps.begin() + 2, trace.steps.begin() + 4, trace.steps.begin() + 6);
  EXPECT_NE(states_are_in_step(trace), std::nullopt);
}

TEST_F(StateOracle, TooManyOfEverythingIsFound) {
  have_envelope_and({line("NOOP x"), line("FOO"), line("FOO")});
  EXPECT_EQ(limits(), std::nullopt);
  // The same conversation where less was allowed.
  const auto with = [&](Event limit) {
    std::vector<Event> events{std::move(limit)};
    events.insert(events.end(), envelope.begin(), envelope.end());
    for (const char* more : {"NOOP x", "FOO", "FOO"}) events.push_back(line(more));
    const Trace good = trace;
    scripted.take({std::move(events)});
    trace = good;
    return limits();
  };
  const auto row = [](std::string_view name) {
    const auto& rows = script_limits();
    return static_cast<std::uint8_t>(
        std::find_if(rows.begin(), rows.end(), [&](auto& r) { return r.name == name; }) -
        rows.begin());
  };
  EXPECT_NE(with(setting(Setting::limit, row("errors_max"), 1)), std::nullopt);
  EXPECT_NE(with(setting(Setting::limit, row("idle_commands_max"), 2)), std::nullopt);
  EXPECT_NE(with(setting(Setting::limit, row("recipients_max"), 0)), std::nullopt);
  EXPECT_NE(with(setting(Setting::limit, row("recipient_tries_max"), 0)), std::nullopt);
  EXPECT_NE(with(setting(Setting::limit, row("skipped_octets_max"), 20)), std::nullopt);
  trace.path_octets = 255;
  EXPECT_NE(limits(), std::nullopt);
  trace.path_octets = 254;
  EXPECT_EQ(with(setting(Setting::lmtp)), std::nullopt);
  trace.local_part_octets = 65;
  EXPECT_NE(limits(), std::nullopt);
}

TEST(LocalPart, EndsAtTheAtThatIsNotQuoted) {
  EXPECT_EQ(local_part_octets("ann@example.org"), 3u);
  EXPECT_EQ(local_part_octets("\"a@\\\"b\"@example.org"), 7u);
  EXPECT_EQ(local_part_octets("@a.example,@b.example:ann@example.org"), 3u);
  EXPECT_EQ(local_part_octets(""), 0u);
}

TEST_F(StateOracle, WorkAndMemoryAreBounded) {
  have_envelope_and({line("DATA"), line("Hello"), line(".")});
  const Trace good = trace;
  EXPECT_EQ(resources_are_bounded(trace), std::nullopt);
  trace.replies.append(100'000, 'x');
  EXPECT_NE(resources_are_bounded(trace), std::nullopt);
  trace = good;
  trace.pulls = 100'000;
  EXPECT_NE(resources_are_bounded(trace), std::nullopt);
  trace = good;
  EXPECT_EQ(memory_is_bounded(trace), std::nullopt);
  trace.blocks_max = 3;
  EXPECT_NE(memory_is_bounded(trace), std::nullopt);
  trace = good;
  trace.idle_blocks = 1;
  EXPECT_NE(memory_is_bounded(trace), std::nullopt);
}

TEST_F(StateOracle, WhatIsSearchedAgainWithEachReadIsFound) {
  have_envelope_and({line("DATA"), line("Hello"), line(".")});
  const Scenario& scenario = scripted.scenario();
  EXPECT_GT(trace.searched, scenario.octets.size()) << "nothing counts";
  EXPECT_EQ(work_is_linear(scenario, trace), std::nullopt);
  // As many as a reader searches that begins each line again with each of its octets.
  trace.searched += scenario.octets.size() * scenario.octets.size();
  EXPECT_NE(work_is_linear(scenario, trace), std::nullopt);
}

TEST(SearchCount, IsOfTheOctetsThatWereLookedAt) {
  const std::string text(100, 'x');
  const std::size_t before = octets_searched();
  EXPECT_EQ(std::string_view(text).find('\n'), std::string_view::npos);
  EXPECT_EQ(octets_searched() - before, 100u);
  EXPECT_EQ(std::string_view("abc\n").find('\n'), 3u);
  EXPECT_EQ(octets_searched() - before, 104u);
}

TEST_F(StateOracle, AnotherEffectOfTheSameOctetsIsFound) {
  have_envelope_and({line("DATA"), line("Hello"), line(".")});
  EXPECT_EQ(it_happens_again(scripted.scenario(), trace), std::nullopt);
  trace.conversation += "250 2.0.0 Ok\r\n";
  EXPECT_NE(it_happens_again(scripted.scenario(), trace), std::nullopt);
}

TEST_F(StateOracle, WhenRepliesLeaveIsNotSeen) {
  have_envelope_and({line("QUIT")});
  Trace reluctant = play(scripted.scenario(), {}, Draining::reluctant);
  EXPECT_EQ(draining_is_not_seen(trace, reluctant), std::nullopt);
  reluctant.events += "E: closed 1\n";
  EXPECT_NE(draining_is_not_seen(trace, reluctant), std::nullopt);
}

// What is remembered on purpose tells an old session from a new one: the number of messages. The
// oracle lifts such limits; where it is not told of one, it must notice.
TEST_F(StateOracle, WhatOutlivesATransactionIsFound) {
  have_envelope_and({line("RSET"), line("MAIL FROM:<j\xc3\xbcrgen@example.org>")});
  for (std::size_t place = 0; place < 4; ++place) {
    EXPECT_EQ(reset_equals_new(scripted.scenario(), place), std::nullopt) << place;
  }
  scripted.take({{line("EHLO client.example.org"), line("RSET"), line("XYZZY"), line("XYZZY"),
                  line("NOOP")}});
  Scenario counted = scripted.scenario();
  EXPECT_EQ(reset_equals_new(counted, 2), std::nullopt);
  Trace old_one;
  Mark mark{.at = counted.octets.find("NOOP")};
  play(counted, {}, {.leave = &mark}, old_one);
  EXPECT_TRUE(mark.reached);
  EXPECT_EQ(mark.facts.phase, engine::Phase::ready);
}

// An application that takes its time to read a mail, and a server that must stop meanwhile: 421 in
// the middle would be a line of another code (RFC 5321, 4.2.1).
TEST(ServerSessionStop, SaysNoGoodbyeBetweenTheLinesOfAReply) {
  engine::ServerOptions options;
  engine::Buffers buffers(1);
  engine::ServerSession session(options, buffers, {.may_list = true});
  session.expire(engine::Time(0));
  const auto pull_until_rest = [&] {
    while (!std::holds_alternative<engine::NeedInput>(session.next())) {
      if (std::holds_alternative<engine::AwaitVerdict>(session.next())) session.accept();
    }
  };
  pull_until_rest();
  constexpr std::string_view command = "XLIST <bob@example.org>\r\n";
  command.copy(session.input().data(), command.size());
  session.received(command.size());
  ASSERT_TRUE(std::holds_alternative<engine::List>(session.next()));
  session.accept_lines();
  session.stop_now();
  ASSERT_TRUE(session.finished());
  EXPECT_EQ(session.output().runs[0].find("421"), std::string_view::npos)
      << session.output().runs[0];
}

TEST_F(StateOracle, HoldsWhenTheWorldActs) {
  have_envelope_and({line("DATA"), line("Hello"), act(Act::Kind::expire)});
  EXPECT_EQ(trace.closed, engine::CloseReason::timeout);
  have_envelope_and({act(Act::Kind::stop_now), line("NOOP")});
  EXPECT_EQ(trace.closed, engine::CloseReason::shutdown);
  have_envelope_and({act(Act::Kind::end_of_input), line("NOOP")});
  EXPECT_EQ(trace.closed, engine::CloseReason::peer_gone);
  have_envelope_and({act(Act::Kind::reset), line("NOOP")});
  EXPECT_EQ(trace.closed, std::nullopt);
  have({answer(Asked::sender, Answer::Kind::later), line("EHLO a.example"),
        line("MAIL FROM:<ann@example.org>"), act(Act::Kind::advance, 5000),
        line("RCPT TO:<bob@example.org>")});
  EXPECT_NE(trace.events.find("recipient"), std::string::npos);
  have({act(Act::Kind::reading_off), line("EHLO a.example"), line("NOOP"), act(Act::Kind::expire)});
  EXPECT_EQ(trace.closed, engine::CloseReason::timeout);
}

}  // namespace
}  // namespace heloport::fuzz
