// The oracles of a client hold for real conversations, and complain when those are changed.

#include <gtest/gtest.h>

#include <algorithm>
#include <string>

#include "fuzz/client_play.hpp"
#include "fuzz/tls_boundary_oracle.hpp"

namespace heloport::fuzz {
namespace {

constexpr std::string_view opening =
    "220 mx.example.org ESMTP\r\n250-mx.example.org\r\n250-PIPELINING\r\n250-CHUNKING\r\n"
    "250-DSN\r\n250 SIZE\r\n";

class ClientOracle : public ::testing::Test {
 protected:
  void have(std::vector<WishedCommand> calls, const std::string& replies) {
    server = std::string(opening) + replies;
    scenario.content = "one\n.two";
    scenario.calls = std::move(calls);
    scenario.server = server;
    trace = play(scenario, 0);
    EXPECT_EQ(check_client(scenario), std::nullopt) << trace.wire << trace.answers_text;
  }
  void have_a_mail() {
    have({{.wish = Wish::mail, .options = 17, .text = "id=1"},
          {.wish = Wish::rcpt, .text = "bob@example.org"},
          {.wish = Wish::data, .text = {}}},
         "250 Ok\r\n250 Ok\r\n354 Go\r\n250 Ok\r\n221 Bye\r\n");
    ASSERT_EQ(trace.closed, engine::ClientClose::quit) << trace.wire << trace.answers_text;
  }
  void replace(std::string_view from, std::string_view to) {
    const std::size_t at = trace.wire.find(from);
    ASSERT_NE(at, std::string::npos) << trace.wire;
    trace.wire.replace(at, from.size(), to);
  }
  Complaint wire() { return the_wire_says_what_was_asked(scenario, trace); }
  Complaint answers() { return replies_are_answers(scenario, trace); }

  std::string server;
  ClientScenario scenario;
  ClientTrace trace;
};

TEST_F(ClientOracle, WhatIsSearchedAgainWithEachReadIsFound) {
  have_a_mail();
  EXPECT_GT(trace.searched, server.size()) << "nothing counts";
  EXPECT_EQ(client_work_is_linear(scenario, trace), std::nullopt);
  trace.searched += server.size() * server.size();
  EXPECT_NE(client_work_is_linear(scenario, trace), std::nullopt);
}

TEST_F(ClientOracle, AnotherTimeOfReleaseIsFound) {
  server =
      "220 mx.example.org ESMTP\r\n250-mx.example.org\r\n"
      "250 FUTURERELEASE 999999 2030-12-31T23:59:59Z\r\n250 Ok\r\n250 Ok\r\n221 Bye\r\n";
  scenario.calls = {{.wish = Wish::held_mail, .text = "2030-01-01T00:00:00Z"},
                    {.wish = Wish::held_mail, .options = 60, .text = {}}};
  scenario.server = server;
  trace = play(scenario, 0);
  EXPECT_EQ(wire(), std::nullopt) << trace.wire;
  replace("HOLDUNTIL=2030", "HOLDUNTIL=2029");
  EXPECT_NE(wire(), std::nullopt);
}

TEST_F(ClientOracle, AFileNameOfTwoLinesIsFound) {
  server =
      "220 SimpleSMTP Server Ready\r\n250 Ok\r\n250 Ok\r\n250 Ok\r\n354 Go\r\n"
      "250 Ok\r\n221 Bye\r\n";
  scenario.content = "one";
  scenario.calls = {{.wish = Wish::mail, .text = "ann@example.org"},
                    {.wish = Wish::rcpt, .text = "bob@example.org"},
                    {.wish = Wish::named_data, .text = "name"}};
  scenario.server = server;
  trace = play(scenario, 0);
  EXPECT_EQ(wire(), std::nullopt) << trace.wire;
  replace("FILENAME: name", "FILENAME: na\r\nme");
  EXPECT_NE(wire(), std::nullopt);
  const auto data = std::find_if(trace.intents.begin(), trace.intents.end(),
                                 [](const Intent& intent) { return intent.named; });
  ASSERT_NE(data, trace.intents.end());
  data->content = "FILENAME: na\r\nme\r\none";  // as who takes such a name believes
  EXPECT_NE(wire(), std::nullopt);
}

TEST_F(ClientOracle, ACommandThatWasNotAskedForIsFound) {
  have_a_mail();
  EXPECT_EQ(wire(), std::nullopt);
  const ClientTrace good = trace;
  replace("RCPT TO:<bob@example.org>\r\n",
          "RCPT TO:<bob@example.org>\r\nRCPT TO:<eve@example.org>\r\n");
  EXPECT_NE(wire(), std::nullopt);
  trace = good;
  replace("bob@", "eve@");
  EXPECT_NE(wire(), std::nullopt);
  trace = good;
  replace("ENVID=id+3D1", "ENVID=id");
  EXPECT_NE(wire(), std::nullopt);
  trace = good;
  replace("SIZE=64", "SIZE=64 SMTPUTF8=x");
  EXPECT_NE(wire(), std::nullopt);
  trace = good;
  replace("..two", ".two");
  EXPECT_NE(wire(), std::nullopt);
  trace = good;
  replace("QUIT\r\n", "");
  EXPECT_NE(wire(), std::nullopt);
  trace = good;
  trace.wire += "NOOP\r\n";
  EXPECT_NE(wire(), std::nullopt);
}

TEST_F(ClientOracle, AnAnswerThatNobodyGaveIsFound) {
  have_a_mail();
  EXPECT_EQ(answers(), std::nullopt);
  const ClientTrace good = trace;
  trace.answers[3].code = 550;
  EXPECT_NE(answers(), std::nullopt);
  trace = good;
  trace.answers.push_back({engine::Step::message, 250, {}, {}, 0});
  EXPECT_NE(answers(), std::nullopt);
  trace = good;
  std::erase_if(trace.intents, [](auto& one) { return one.step == engine::Step::message; });
  EXPECT_NE(answers(), std::nullopt);  // sent, and its end was never said
}

TEST_F(ClientOracle, AnObligingServerHearsAMailToItsEnd) {
  scenario.obliging = true;
  scenario.content = "one\r\n";
  scenario.calls = {{.wish = Wish::mail, .text = "ann@example.org"},
                    {.wish = Wish::rcpt, .text = "bob@example.org"},
                    {.wish = Wish::data, .text = {}}};
  trace = play(scenario, 0);
  EXPECT_EQ(trace.closed, engine::ClientClose::quit) << trace.wire << trace.answers_text;
  EXPECT_NE(trace.wire.find("\r\n.\r\nQUIT\r\n"), std::string::npos) << trace.wire;
  EXPECT_EQ(check_client(scenario), std::nullopt);
  replace("bob@", "eve@");
  EXPECT_NE(wire(), std::nullopt);
}

TEST_F(ClientOracle, AnEndThatOwesAnAnswerIsFound) {
  have_a_mail();
  EXPECT_EQ(answers(), std::nullopt);
  std::erase_if(trace.answers, [](auto& one) { return one.step >= engine::Step::message; });
  EXPECT_NE(answers(), std::nullopt);  // as if QUIT had been all that was left
  trace.closed = engine::ClientClose::server_gone;
  EXPECT_EQ(answers(), std::nullopt);
}

TEST_F(ClientOracle, APasswordInClearIsFound) {
  scenario.obliging = true;
  scenario.calls = {{.wish = Wish::auth, .options = 2, .text = "secret"}};
  trace = play(scenario, 0);
  EXPECT_EQ(trace.wire.find("AUTH"), std::string::npos) << trace.wire;
  scenario.options.passwords_in_clear = true;
  trace = play(scenario, 0);
  EXPECT_NE(trace.wire.find("AUTH PLAIN "), std::string::npos) << trace.wire;
  EXPECT_EQ(no_password_is_said_in_clear(scenario, trace), std::nullopt);
  scenario.options.passwords_in_clear = false;
  EXPECT_NE(no_password_is_said_in_clear(scenario, trace), std::nullopt);
  trace.intents.front().inside_tls = true;
  EXPECT_EQ(no_password_is_said_in_clear(scenario, trace), std::nullopt);
}

TEST_F(ClientOracle, ALedInputIsADialogue) {
  // Nothing is refused or withheld; a message of two lines, and chunks.
  scenario = client_scenario_of(
      std::string_view("\x80\0\0\0\x14\0\0.one\n.two\xff\x1a\0\0one\r\ntwo\r\n\xff", 31));
  EXPECT_EQ(scenario.calls.size(), 7u);
  trace = play(scenario, 0);
  EXPECT_NE(trace.wire.find("DATA\r\n..one\r\n..two\r\n.\r\n"), std::string::npos) << trace.wire;
  EXPECT_NE(trace.wire.find("BDAT 5 LAST\r\ntwo\r\nQUIT\r\n"), std::string::npos) << trace.wire;
  EXPECT_EQ(trace.closed, engine::ClientClose::quit) << trace.wire << trace.answers_text;
  EXPECT_EQ(check_client(scenario), std::nullopt);
}

TEST_F(ClientOracle, NoMannerOfAnAnswerConfusesAClient) {
  scenario.obliging = true;
  scenario.meddles = true;
  for (unsigned manner = 0; manner <= static_cast<unsigned>(Manner::deaf); ++manner) {
    for (const unsigned options : {0u, hesitates, drops_out, is_long, 16u}) {
      const WishedCommand data{.wish = Wish::data,
                               .options = static_cast<std::uint8_t>(options),
                               .text = {},
                               .manner = static_cast<Manner>(manner),
                               .content = "one\r\n.two"};
      scenario.calls = {{.wish = Wish::mail, .text = "ann@example.org"},
                        {.wish = Wish::rcpt, .text = "bob@example.org"},
                        data};
      EXPECT_EQ(check_client(scenario), std::nullopt) << manner << " and " << options;
      std::swap(scenario.calls.back().manner, scenario.calls.back().end_manner);
      EXPECT_EQ(check_client(scenario), std::nullopt) << manner << " and " << options;
    }
  }
}

TEST_F(ClientOracle, ALineWithoutBoundIsFound) {
  have({}, "221 Bye\r\n");
  const std::string more(5000, 'x');
  server = "220 " + more + "\r\n";
  scenario.server = server;
  EXPECT_EQ(check_client(scenario), std::nullopt);  // the session ends
  trace.server = server;
  trace.answers = {{engine::Step::greeting, 220, {}, {}, 0}};
  EXPECT_NE(answers(), std::nullopt);
  server.clear();
  for (int i = 0; i < 300; ++i) server += "220-x\r\n";
  server += "220 x\r\n";
  trace.server = server;
  EXPECT_NE(answers(), std::nullopt);
}

TEST_F(ClientOracle, AClientThatSpinsOrKeepsABlockIsFound) {
  have_a_mail();
  EXPECT_EQ(client_is_bounded(scenario, trace), std::nullopt);
  trace.blocks_left = 1;
  EXPECT_NE(client_is_bounded(scenario, trace), std::nullopt);
  trace.blocks_left = 0;
  trace.wire.append(1'000'000, 'x');
  EXPECT_NE(client_is_bounded(scenario, trace), std::nullopt);
}

TEST_F(ClientOracle, ADifferenceBetweenSplitsIsFound) {
  have_a_mail();
  ClientTrace split = play(scenario, 1);
  EXPECT_EQ(client_traces_agree(trace, split), std::nullopt);
  split.answers_text += "x";
  EXPECT_NE(client_traces_agree(trace, split), std::nullopt);
}

TEST_F(ClientOracle, NoArgumentInjects) {
  for (const std::string_view text : {"a@b.example>\r\nDATA\r\n<", "a@b.example\r\nRSET",
                                      "a b@c.example", "\"a\r\n\"@b.example"}) {
    have({{.wish = Wish::mail, .text = text},
          {.wish = Wish::mail, .options = 16, .text = text},
          {.wish = Wish::mail, .text = "ann@example.org"},
          {.wish = Wish::rcpt, .text = text},
          {.wish = Wish::rcpt, .options = 2, .text = text},
          {.wish = Wish::verify, .text = text},
          {.wish = Wish::help, .text = text}},
         "250 Ok\r\n550 No\r\n221 Bye\r\n");
  }
}

TEST(ServerBoundaryOracle, HoldsWithOctetsInClear) {
  ServerBoundary boundary;
  boundary.scenario.options.hostname = "mx.example.org";
  boundary.scenario.options.provided = engine::ExtensionSet::all();
  boundary.scenario.refusal = no_such_user;
  boundary.before = "EHLO a.example\r\nMAIL FROM:<ann@example.org>\r\nRSET\r\n";
  boundary.behind = "EHLO eve.example\r\nMAIL FROM:<eve@example.org>\r\n";
  boundary.inside = "NOOP\r\nMAIL FROM:<ann@example.org>\r\nEHLO b.example\r\n";
  EXPECT_EQ(nothing_in_clear_is_heard_inside_tls(boundary), std::nullopt);
  // What counts over a whole session is remembered, and must be noticed where it is not lifted.
  boundary.before = "XYZZY\r\n";
  boundary.inside = "XYZZY\r\nNOOP\r\n";
  boundary.scenario.options.limits.errors_max = 1;
  EXPECT_NE(nothing_in_clear_is_heard_inside_tls(boundary), std::nullopt);
}

TEST(ClientBoundaryOracle, HoldsWithOctetsInClear) {
  ClientBoundary boundary;
  boundary.offered = "250-PIPELINING\r\n250-SIZE 1\r\n";
  boundary.inside = "250 mx.example.org\r\n250 Ok\r\n250 Ok\r\n354 Go\r\n250 Ok\r\n";
  EXPECT_EQ(nothing_in_clear_is_heard_inside_tls(boundary), std::nullopt);
  boundary.behind = "250 mx.example.org\r\n";
  EXPECT_EQ(nothing_in_clear_is_heard_inside_tls(boundary), std::nullopt);
}

TEST(ClientBoundaryOracle, HoldsWhereStarttlsIsRefused) {
  ClientBoundary boundary;
  boundary.scenario.obliging = true;
  boundary.answer = "454 4.7.0 No";
  EXPECT_EQ(nothing_in_clear_is_heard_inside_tls(boundary), std::nullopt);
}

}  // namespace
}  // namespace heloport::fuzz
