// Facts about what a user is told of each recipient, whatever came in which order (promise R6).

#include "apps/send_outcome.hpp"

#include <gtest/gtest.h>

namespace heloport::apps {
namespace {

using engine::Answered;
using engine::ClientClose;
using engine::Step;

Answered answer(Step step, std::uint16_t code, std::size_t recipient = 0) {
  return {.step = step, .code = code, .enhanced = {}, .text = "text", .recipient = recipient};
}

TEST(SendOutcome, AnEarlyRefusalOfTheNextMessageLeavesTheFirstSent) {
  SendOutcome outcome({"one@example.com", "two@example.com"});
  outcome.recipient_answered(0, answer(Step::rcpt, 250));
  outcome.content_complete(0, 1);
  outcome.message_answered(answer(Step::message, 250));
  outcome.message_begun();
  outcome.recipient_answered(1, answer(Step::rcpt, 250));
  // In the middle of the second content.
  outcome.message_answered(answer(Step::message, 552));
  testing::internal::CaptureStderr();
  EXPECT_EQ(outcome.conclude(ClientClose::protocol_error), Exit::unavailable);
  const std::string told = testing::internal::GetCapturedStderr();
  EXPECT_NE(told.find("sent to 1 of 2 recipients"), std::string::npos) << told;
}

TEST(SendOutcome, ARefusedMailIsTheCauseAndItsRecipientsOnlyEchoIt) {
  SendOutcome outcome({"one@example.com"});
  outcome.all_refused(answer(Step::mail, 451));
  outcome.recipient_answered(0, answer(Step::rcpt, 503));
  testing::internal::CaptureStderr();
  EXPECT_EQ(outcome.conclude(ClientClose::quit), Exit::temporary);
  const std::string told = testing::internal::GetCapturedStderr();
  EXPECT_NE(told.find("451"), std::string::npos) << told;
  EXPECT_EQ(told.find("503"), std::string::npos) << told;
}

TEST(SendOutcome, ASessionThatLacksALoginIsNoRecipientsFault) {
  SendOutcome outcome({"one@example.com"});
  outcome.all_refused(answer(Step::mail, 530));
  EXPECT_EQ(outcome.conclude(ClientClose::quit), Exit::no_permission);
}

TEST(SendOutcome, WithoutAnAnswerToTheMessageNobodyKnows) {
  SendOutcome outcome({"one@example.com"});
  outcome.recipient_answered(0, answer(Step::rcpt, 250));
  outcome.content_complete(0, 1);
  testing::internal::CaptureStderr();
  EXPECT_EQ(outcome.conclude(ClientClose::server_gone), Exit::temporary);
  EXPECT_NE(testing::internal::GetCapturedStderr().find("UNKNOWN"), std::string::npos);
}

TEST(SendOutcome, LmtpTellsEachOfThoseThatWereAccepted) {
  SendOutcome outcome({"one@example.com", "two@example.com", "three@example.com"});
  outcome.recipient_answered(0, answer(Step::rcpt, 250));
  outcome.recipient_answered(1, answer(Step::rcpt, 550));
  outcome.recipient_answered(2, answer(Step::rcpt, 250));
  outcome.content_complete(0, 3);
  EXPECT_EQ(outcome.of_message(), 2u);
  outcome.message_answered_for(0, answer(Step::message, 250, 0));
  outcome.message_answered_for(1, answer(Step::message, 452, 1));
  testing::internal::CaptureStderr();
  EXPECT_EQ(outcome.conclude(ClientClose::quit), Exit::no_user);
  const std::string told = testing::internal::GetCapturedStderr();
  EXPECT_NE(told.find("two@example.com refused: 550"), std::string::npos) << told;
  EXPECT_NE(told.find("three@example.com refused: 452"), std::string::npos) << told;
  EXPECT_NE(told.find("sent to 1 of 3 recipients"), std::string::npos) << told;
}

}  // namespace
}  // namespace heloport::apps
