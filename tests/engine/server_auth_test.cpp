// AUTH and STARTTLS, as far as it does not show on the wire.

#include <gtest/gtest.h>

#include <cstring>

#include "engine/server_session.hpp"
#include "tests/support/allocations.hpp"

namespace heloport::engine {
namespace {

constexpr std::string_view hello = "EHLO client.example.org\r\n";
constexpr std::string_view auth = "AUTH SCRAM-SHA-256 biws\r\n";

ServerOptions with_auth() {
  ServerOptions options;
  options.provided = {ExtensionId::auth, ExtensionId::starttls};
  options.mechanisms = {MechanismId::scram_sha_256};
  return options;
}

// A session whose every call a test makes itself.
class Exchange : public ::testing::Test {
 protected:
  explicit Exchange(ServerOptions with = with_auth()) : options(std::move(with)) {
    session.next();
    session.accept();
    give(hello);
    session.next();
    session.accept();
    sent();
  }
  void give(std::string_view octets) {
    const std::span<char> room = session.input();
    ASSERT_GE(room.size(), octets.size());
    std::memcpy(room.data(), octets.data(), octets.size());
    session.received(octets.size());
  }
  // What has been said, taken away.
  std::string sent() {
    const std::string said(session.output().runs[0]);
    if (!said.empty()) session.sent(said.size());
    return said;
  }
  template <class Event>
  bool next_is() {
    return std::holds_alternative<Event>(session.next());
  }

  ServerOptions options;
  Buffers buffers{1};
  ServerSession session{options, buffers};
};

constexpr Reply wrong{535, "5.7.8", "Wrong"};

TEST_F(Exchange, WithoutAClockAFailureIsAnsweredAtOnce) {
  give(auth);
  ASSERT_TRUE(next_is<Auth>());
  session.reject(wrong);
  EXPECT_EQ(sent(), "535 5.7.8 Wrong\r\n");
  EXPECT_TRUE(next_is<NeedInput>());
}

TEST_F(Exchange, NothingIsReadWhileTheAnswerToAFailureWaits) {
  session.expire(Time{5'000});
  give(auth);
  ASSERT_TRUE(next_is<Auth>());
  session.reject(wrong);
  EXPECT_TRUE(session.output().empty());
  EXPECT_TRUE(session.input().empty());
  EXPECT_TRUE(next_is<AwaitOutput>());
  EXPECT_EQ(session.deadline(), Time{6'000});
  session.expire(Time{5'999});
  EXPECT_TRUE(session.output().empty());
  session.expire(Time{6'000});
  EXPECT_EQ(sent(), "535 5.7.8 Wrong\r\n");
  EXPECT_TRUE(next_is<NeedInput>());
  EXPECT_FALSE(session.input().empty());
  EXPECT_EQ(session.deadline(), Time{6'000} + options.limits.command_timeout);
}

// The question is asked only where its longest answer fits: a challenge cannot be refused.
TEST_F(Exchange, IsNotAskedForWhileAChallengeDoesNotFit) {
  std::string wire;
  while (wire.size() < 8 * 600) wire += "NOOP 78\r\n";
  options.limits.idle_commands_max = 10'000;
  give(wire);
  EXPECT_TRUE(next_is<NeedInput>());
  ASSERT_LT(output_block_octets - session.output().size(), challenge_line_octets_max);
  give(auth);
  EXPECT_TRUE(next_is<AwaitOutput>());
  EXPECT_TRUE(session.input().empty());
  sent();
  ASSERT_TRUE(next_is<Auth>());
  session.challenge(std::string(challenge_octets_max, 'x'));
  EXPECT_EQ(sent().size(), challenge_line_octets_max);
  EXPECT_EQ(session.phase(), Phase::exchange);
}

TEST_F(Exchange, AllocatesNothingAndHoldsNoBlockWhileItWaits) {
  const std::string challenge(challenge_octets_max, 'x');
  const std::size_t before = test::allocations();
  give(auth);
  ASSERT_TRUE(next_is<Auth>());
  session.challenge(challenge);
  session.sent(session.output().size());
  give("biws\r\n");
  ASSERT_TRUE(next_is<AuthResponse>());
  session.challenge("more");
  session.sent(session.output().size());
  ASSERT_TRUE(next_is<NeedInput>());
  EXPECT_EQ(buffers.input.leased() + buffers.output.leased(), 0u);
  give("*\r\n");
  ASSERT_TRUE(next_is<AuthDropped>());
  EXPECT_EQ(test::allocations(), before);
}

// A view of an event lives until octets are wanted again, also across the verdict.
TEST_F(Exchange, TheOctetsOfAResponseOutliveTheVerdict) {
  give(auth);
  const ServerEvent event = session.next();
  session.challenge("r");
  EXPECT_EQ(std::get<Auth>(event).initial_response, "n,,");
}

TEST_F(Exchange, AnyVerdictTakesTheSessionOutOfIt) {
  for (const bool accepted : {false, true}) {
    give(auth);
    ASSERT_TRUE(next_is<Auth>());
    session.challenge("r");
    sent();
    EXPECT_EQ(session.phase(), Phase::exchange);
    give("AAAA\r\n");
    ASSERT_TRUE(next_is<AuthResponse>());
    if (accepted) {
      session.accept();
    } else {
      session.reject(wrong);
    }
    sent();
    EXPECT_EQ(session.phase(), Phase::ready);
    EXPECT_EQ(session.authenticated(), accepted);
  }
}

TEST_F(Exchange, StartedTlsForgetsWhatWasSaidInClear) {
  give(auth);
  ASSERT_TRUE(next_is<Auth>());
  session.accept();
  sent();
  give("STARTTLS\r\nMAIL FROM:<eve@example.org>\r\n");
  ASSERT_TRUE(next_is<StartTls>());
  session.accept();
  EXPECT_EQ(sent(), "220 2.0.0 Ready to start TLS\r\n");
  EXPECT_TRUE(next_is<NeedInput>());
  EXPECT_EQ(buffers.input.leased(), 0u);
  EXPECT_TRUE(session.authenticated());
  session.tls_started(false);
  EXPECT_EQ(session.phase(), Phase::connected);
  EXPECT_TRUE(session.inside_tls());
  EXPECT_FALSE(session.authenticated());
  EXPECT_FALSE(session.extended());
  EXPECT_EQ(session.client_name(), "");
  EXPECT_TRUE(session.output().empty());
}

TEST_F(Exchange, TlsThatComesAfterTheEndChangesNothing) {
  session.expire(Time{0});
  give("STARTTLS\r\n");
  ASSERT_TRUE(next_is<StartTls>());
  session.accept();
  sent();
  session.expire(Time{0} + options.limits.command_timeout);
  session.tls_started(false);
  EXPECT_EQ(session.phase(), Phase::over);
  EXPECT_TRUE(next_is<Closed>());
}

}  // namespace
}  // namespace heloport::engine
