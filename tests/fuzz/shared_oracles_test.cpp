// The oracles of sessions that share a pool, of a duet and of TLS: they hold, and they complain.

#include <gtest/gtest.h>

#include <string>

#include "fuzz/duet_oracle.hpp"
#include "fuzz/many_sessions_oracle.hpp"
#include "fuzz/script.hpp"
#include "fuzz/tls_session_oracle.hpp"

namespace heloport::fuzz {
namespace {

Event token(std::uint8_t number) {
  return {.kind = EventKind::token, .a = number};
}

TEST(ManySessions, AreEachAlone) {
  ScriptedScenario one;
  one.take({{token(0), token(1), token(2), token(3), token(50), token(4), token(5)}});
  ScriptedScenario other;
  other.take({{token(0), token(1), token(2), token(26), token(27), token(6)}});
  const std::vector<const Scenario*> scenarios{&one.scenario(), &other.scenario()};
  const std::string turns("\0\1\0\1\1\0\0\1\1\1\0", 11);
  const SharedRun good = run_together(scenarios, turns);
  EXPECT_EQ(sharing_is_not_seen(scenarios, good), std::nullopt);
  SharedRun bad = good;
  bad.traces[0].conversation = bad.traces[1].conversation;
  EXPECT_NE(sharing_is_not_seen(scenarios, bad), std::nullopt);
  bad = good;
  bad.blocks_left = 1;
  EXPECT_NE(sharing_is_not_seen(scenarios, bad), std::nullopt);
  bad = good;
  bad.blocks_max = 5;
  EXPECT_NE(sharing_is_not_seen(scenarios, bad), std::nullopt);
  bad = good;
  bad.traces[1].broken = "waits";
  EXPECT_NE(sharing_is_not_seen(scenarios, bad), std::nullopt);
}

TEST(DuetOracle, HoldsOnABadLinkAndNoticesASessionThatStays) {
  const std::string faults("\0\1\1\0\0\0\0\x06\0\1\x02\0\x06\x20\1", 15);
  duet::Duet bad_link(duet_setup_of(faults));
  disturb(bad_link, faults);
  bad_link.play();
  EXPECT_EQ(nothing_is_lost_or_doubled(bad_link), std::nullopt);
  duet::Duet unplayed(duet_setup_of(""));
  EXPECT_NE(nothing_is_lost_or_doubled(unplayed), std::nullopt);
}

TEST(TlsSessionOracle, TellsAGoodbyeFromACut) {
  TlsTrouble trouble;
  trouble.inside = "EHLO a.example\r\nMAIL FROM:<ann@example.org>\r\nQUIT\r\n";
  const TlsOutcome untroubled = play_tls(trouble);
  trouble.at = 20;
  for (const auto kind : {TlsTrouble::Kind::goodbye, TlsTrouble::Kind::half_close}) {
    for (const std::string_view behind : {"", "RSET\r\n"}) {
      trouble.kind = kind;
      trouble.in_clear = behind;
      TlsOutcome outcome = play_tls(trouble);
      EXPECT_EQ(tls_lets_nothing_else_through(trouble, untroubled, outcome), std::nullopt);
      EXPECT_EQ(ends_are_told_apart(trouble, outcome), std::nullopt);
      EXPECT_TRUE(outcome.stood);
      outcome.truncated = !outcome.truncated;
      EXPECT_NE(ends_are_told_apart(trouble, outcome), std::nullopt);
    }
  }
}

TEST(TlsSessionOracle, LooksAtTheRoomThatWasLentInClear) {
  TlsTrouble trouble;
  trouble.kind = TlsTrouble::Kind::clear;
  trouble.in_clear = "RSET\r\n";
  for (const bool waits : {false, true}) {
    trouble.to_client = waits;
    EXPECT_EQ(no_lent_room_is_heard(trouble), std::nullopt);
  }
}

TEST(TlsSessionOracle, HearsOnlyWhatWasSaidInside) {
  TlsTrouble trouble;
  trouble.inside = "EHLO a.example\r\nMAIL FROM:<ann@example.org>\r\nQUIT\r\n";
  const TlsOutcome untroubled = play_tls(trouble);
  EXPECT_EQ(tls_lets_nothing_else_through(trouble, untroubled, untroubled), std::nullopt);
  EXPECT_NE(untroubled.events.find("ann@example.org"), std::string::npos) << untroubled.events;

  trouble.kind = TlsTrouble::Kind::clear;
  trouble.in_clear = "MAIL FROM:<eve@example.org>\r\n";
  TlsOutcome outcome = play_tls(trouble);
  EXPECT_EQ(tls_lets_nothing_else_through(trouble, untroubled, outcome), std::nullopt);
  outcome.events += "sender <eve@example.org>\n";
  EXPECT_NE(tls_lets_nothing_else_through(trouble, untroubled, outcome), std::nullopt);

  trouble.kind = TlsTrouble::Kind::cut;
  trouble.in_clear.clear();
  trouble.at = 700;
  outcome = play_tls(trouble);
  EXPECT_EQ(tls_lets_nothing_else_through(trouble, untroubled, outcome), std::nullopt);
  outcome.events = "starttls\nsender <eve@example.org>\n";
  EXPECT_NE(tls_lets_nothing_else_through(trouble, untroubled, outcome), std::nullopt);
  outcome.finished = false;
  EXPECT_NE(tls_lets_nothing_else_through(trouble, untroubled, outcome), std::nullopt);
}

}  // namespace
}  // namespace heloport::fuzz
