// The oracles hold for sessions with TLS, AUTH and proxies, and complain when those are changed.

#include <gtest/gtest.h>

#include <string>

#include "fuzz/oracles.hpp"
#include "fuzz/reference_reading.hpp"

namespace heloport::fuzz {
namespace {

constexpr unsigned starttls = 1, auth = 2, trusted = 8, auth_required = 32, challenges = 64;

// The octets of a fuzzer for this equipment and this wire.
std::string input_of(unsigned equipment, std::string_view wire) {
  std::string input("\x80\0\0\x40\x80", 5);
  input += static_cast<char>(equipment);
  return input += wire;
}

class LoginOracle : public ::testing::Test {
 protected:
  void have(unsigned equipment, std::string_view wire) {
    input = input_of(equipment, wire);
    scenario = scenario_of(input);
    trace = play(scenario, {});
    EXPECT_EQ(check_session(scenario), std::nullopt) << trace.conversation;
  }
  void replace(std::string_view from, std::string_view to) {
    const std::size_t at = trace.replies.find(from);
    ASSERT_NE(at, std::string::npos) << trace.replies;
    trace.replies.replace(at, from.size(), to);
  }

  std::string input;
  Scenario scenario;
  Trace trace;
};

constexpr std::string_view logs_in =
    "EHLO client.example.org\r\nAUTH SCRAM-SHA-256 biws\r\nMAIL FROM:<ann@example.org>\r\n";

TEST_F(LoginOracle, ALoginThatNobodyAcceptedIsFound) {
  have(auth | auth_required, logs_in);
  EXPECT_EQ(trace.logins, 1u);
  EXPECT_EQ(logins_are_accepted(scenario, trace), std::nullopt);
  trace.logins = 0;
  EXPECT_NE(logins_are_accepted(scenario, trace), std::nullopt);
  trace.logins = 1;
  replace("235 2.7.0", "535 5.7.8");
  EXPECT_NE(logins_are_accepted(scenario, trace), std::nullopt);
}

TEST_F(LoginOracle, EveryChallengeIsTriedAndMustBeOne) {
  have(auth | challenges, std::string(logs_in.substr(0, 25 + 25)) + "\r\nYz1iaXdz\r\nAAAA\r\n");
  EXPECT_NE(trace.replies.find("334 \r\n334 DQoA/z0=\r\n334 paWl"), std::string::npos);
  EXPECT_EQ(replies_are_disciplined(trace), std::nullopt);
  const std::string good = trace.replies;
  for (const std::string_view bad :
       {"334\r\n", "334 AAA\r\n", "334 =AAA\r\n", "334 A=AA\r\n", "334 AA A\r\n", "334 A===\r\n",
        "334-AAAA\r\n334 AAAA\r\n", "334 AA-_\r\n"}) {
    trace.replies = good + std::string(bad);
    EXPECT_NE(replies_are_disciplined(trace), std::nullopt) << bad;
  }
}

TEST_F(LoginOracle, AuthOutOfOrderIsFound) {
  for (std::string_view wire : {"AUTH PLAIN AAAA\r\n", "HELO a\r\nAUTH PLAIN AAAA\r\n",
                                "EHLO a\r\nAUTH PLAIN AAAA\r\nAUTH PLAIN AAAA\r\n",
                                "EHLO a\r\nMAIL FROM:<a@b>\r\nAUTH PLAIN AAAA\r\n"}) {
    scenario.octets = wire;
    trace.replies = "220 hello\r\n";
    while (!wire.empty()) {
      trace.replies += wire.starts_with("AUTH") ? "235 Ok\r\n" : "250 Ok\r\n";
      wire.remove_prefix(wire.find('\n') + 1);
    }
    EXPECT_NE(transactions_are_in_order(scenario, trace), std::nullopt) << scenario.octets;
  }
}

constexpr std::string_view injects =
    "EHLO client.example.org\r\nSTARTTLS\r\nEHLO eve.example.org\r\nMAIL FROM:<eve@example.org>\r\n"
    "\x16\x03\x01"
    "NOOP\r\nMAIL FROM:<ann@example.org>\r\n";

// What stands in clear behind STARTTLS is no command: one that was answered has no place.
TEST_F(LoginOracle, WhatWasSaidInClearIsNotHeardInsideTls) {
  have(starttls, injects);
  EXPECT_NE(trace.events.find("E: tls\n"), std::string::npos);
  EXPECT_EQ(trace.events.find("eve"), std::string::npos);
  trace.replies += "250 2.1.0 Ok\r\n";
  EXPECT_NE(one_reply_each(scenario, trace), std::nullopt);

  have(starttls, injects);
  replace("503 5.5.1 Say", "250 2.1.0 Ok");
  EXPECT_NE(transactions_are_in_order(scenario, trace), std::nullopt);
}

TEST_F(LoginOracle, WithoutAHandshakeTheRestIsNothing) {
  have(starttls, injects.substr(0, 25 + 10 + 22));
  EXPECT_EQ(trace.closed, engine::CloseReason::peer_gone);
  EXPECT_EQ(trace.events.find("eve"), std::string::npos);
}

TEST_F(LoginOracle, AfterXclientAllBeginsAnew) {
  have(trusted | auth,
       "EHLO a.example.org\r\nAUTH SCRAM-SHA-256 biws\r\nXCLIENT NAME=b\r\n"
       "MAIL FROM:<ann@example.org>\r\n");
  EXPECT_EQ(trace.logins, 1u);
  replace("503 5.5.1 Say", "250 2.1.0 Ok");
  EXPECT_NE(transactions_are_in_order(scenario, trace), std::nullopt);
}

}  // namespace
}  // namespace heloport::fuzz
