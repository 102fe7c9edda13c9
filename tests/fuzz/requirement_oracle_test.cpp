// Requirements hold for real conversations, and a session that passes over one of them draws a
// complaint: its replies are changed to those of such a session.

#include "fuzz/requirement_oracle.hpp"

#include <gtest/gtest.h>

#include <string>

#include "fuzz/oracles.hpp"
#include "fuzz/session_reading.hpp"

namespace heloport::fuzz {
namespace {

constexpr unsigned starttls = 1, auth = 2, tls_required = 16, auth_required = 32;
constexpr char small = '\x10', equipped = '\x80';

const std::string hello = "EHLO a\r\n";
const std::string mail = "MAIL FROM:<>\r\n";
const std::string rcpt = "RCPT TO:<b@c>\r\n";

class RequirementOracle : public ::testing::Test {
 protected:
  void have(char mode, const std::string& wire, unsigned equipment = 0) {
    input = std::string{mode, '\0', '\0', '\x40', '\x80'};
    if ((mode & equipped) != 0) input += static_cast<char>(equipment);
    input += wire;
    scenario = scenario_of(input);
    trace = play(scenario, {});
    EXPECT_EQ(check_session(scenario), std::nullopt) << trace.conversation;
  }
  /// The last reply was this one, and is that one from now on.
  void replace_last(std::string_view from, std::string_view to) {
    const std::size_t at = trace.replies.rfind(from);
    ASSERT_NE(at, std::string::npos) << trace.replies;
    trace.replies.erase(at);
    trace.replies += std::string(to) + "\r\n";
  }
  std::string complaint() const {
    const auto reading = read_session(scenario, trace);
    if (!reading) return "no greeting";
    if (auto found = requirements_are_met(scenario, reading->wire)) return *found;
    return refused_chunks_bring_nothing(scenario, trace, reading->wire).value_or("none");
  }

  std::string input;
  Scenario scenario;
  Trace trace;
};

TEST_F(RequirementOracle, FindsContentOfAChunkThatIsTooBig) {
  have(small, hello + mail + rcpt + "BDAT 1\r\nxBDAT 99\r\nyyy");
  ASSERT_EQ(trace.messages.size(), 1u);
  trace.messages[0].body += "yyy";
  EXPECT_EQ(complaint(), "content came of a chunk that is too big");
}

TEST_F(RequirementOracle, FindsWhatLacksTlsOrALogin) {
  have(equipped, hello + mail, starttls | tls_required);
  replace_last("530", "250 Ok");
  EXPECT_EQ(complaint(), "MAIL was accepted without TLS");
  have(equipped, hello + mail, auth | auth_required);
  replace_last("530", "250 Ok");
  EXPECT_EQ(complaint(), "MAIL was accepted without a login");
  have(equipped, hello + "AUTH PLAIN AAAA\r\n", auth);
  replace_last("504", "235 Ok");
  EXPECT_EQ(complaint(), "a password was accepted without TLS");
  have(equipped, hello + "STARTTLS\r\n\x16\x03\x01" + hello + "STARTTLS\r\n", starttls);
  replace_last("503", "220 Ok");
  EXPECT_EQ(complaint(), "STARTTLS was accepted inside TLS");
}

TEST_F(RequirementOracle, FindsWhatOutlivedItsMessageOrItsHello) {
  have('\0', hello + "HELO a\r\nMAIL FROM:<> SIZE=1\r\n");
  replace_last("555", "250 Ok");
  EXPECT_EQ(complaint(), "MAIL was accepted without EHLO and with a parameter");
  have('\0', hello + "MAIL FROM:<> SMTPUTF8\r\nRSET\r\n" + mail + "RCPT TO:<\xc3\xa9@b>\r\n");
  replace_last("553", "250 Ok");
  EXPECT_EQ(complaint(), "RCPT was accepted without SMTPUTF8");
}

}  // namespace
}  // namespace heloport::fuzz
