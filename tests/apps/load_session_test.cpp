// What a session of a load says, and when.
#include <gtest/gtest.h>

#include "tests/apps/load_talk.hpp"

namespace heloport::apps {
namespace {

constexpr std::string_view offer =
    "250-mx.example.org\r\n250-PIPELINING\r\n250-CHUNKING\r\n250 8BITMIME\r\n";
constexpr std::string_view content = "abcdef\r\n";
const std::string envelope = "MAIL FROM:<ann@example.org>\r\nRCPT TO:<bob@example.com>\r\nDATA\r\n";
const std::string body = std::string(content) + ".\r\n";

LoadWish pipelined(std::uint64_t messages, std::size_t ahead) {
  LoadWish wish;
  wish.mail.pipelined = true;
  wish.mail.ahead = ahead;
  wish.amount.messages_max = messages;
  wish.manners.needed = {"PIPELINING"};
  return wish;
}

TEST(LoadSession, SaysOneCommandAtATime) {
  LoadTalk talk;
  EXPECT_EQ(talk.says(), "");
  EXPECT_EQ(talk.hears("220 mx.example.org ESMTP\r\n"), "EHLO client.example.org\r\n");
  EXPECT_EQ(talk.hears(offer), "MAIL FROM:<ann@example.org>\r\n");
  EXPECT_EQ(talk.hears("250 2.1.0 Ok\r\n"), "RCPT TO:<bob@example.com>\r\n");
  EXPECT_EQ(talk.hears("250 2.1.5 Ok\r\n"), "DATA\r\n");
  EXPECT_EQ(talk.hears("354 Go ahead\r\n"), body);
  EXPECT_EQ(talk.delivered(), 0U);
  EXPECT_EQ(talk.hears("250 2.0.0 Ok\r\n"), "QUIT\r\n");
  EXPECT_EQ(talk.delivered(), 1U);
  EXPECT_EQ(talk.hears("221 2.0.0 Bye\r\n"), "");
  EXPECT_TRUE(talk.session->finished());
  EXPECT_EQ(talk.fault(), "");
}

TEST(LoadSession, PipelinesTheEnvelopeAndWaitsWithTheContent) {
  LoadTalk talk(pipelined(1, 0));
  EXPECT_EQ(talk.greeted(offer), envelope);
  EXPECT_EQ(talk.hears("250 Ok\r\n250 Ok\r\n"), "");
  EXPECT_EQ(talk.hears("354 Go ahead\r\n"), body);
  EXPECT_EQ(talk.hears("250 Ok\r\n"), "QUIT\r\n");
}

TEST(LoadSession, PipelinesTheNextEnvelopeBehindTheContent) {
  LoadTalk talk(pipelined(3, 1));
  EXPECT_EQ(talk.greeted(offer), envelope);
  const std::string_view accepted = "250 Ok\r\n250 Ok\r\n354 Go ahead\r\n";
  EXPECT_EQ(talk.hears(accepted), body + envelope);
  EXPECT_EQ(talk.hears("250 Ok\r\n" + std::string(accepted)), body + envelope);
  EXPECT_EQ(talk.hears("250 Ok\r\n" + std::string(accepted)), body);
  EXPECT_EQ(talk.hears("250 Ok\r\n"), "QUIT\r\n");
  EXPECT_EQ(talk.delivered(), 3U);
}

TEST(LoadSession, WithoutAnEnvelopeAheadWaitsForTheAnswerToTheContent) {
  LoadTalk talk(pipelined(2, 0));
  talk.greeted(offer);
  EXPECT_EQ(talk.hears("250 Ok\r\n250 Ok\r\n354 Go ahead\r\n"), body);
  EXPECT_EQ(talk.hears("250 Ok\r\n"), envelope);
}

TEST(LoadSession, SendsSeveralChunkedMessagesInOneWrite) {
  LoadWish wish = pipelined(4, 2);
  wish.mail.chunked = true;
  LoadTalk talk(wish);
  const std::string message =
      "MAIL FROM:<ann@example.org>\r\nRCPT TO:<bob@example.com>\r\nBDAT 8 LAST\r\nabcdef\r\n";
  EXPECT_EQ(talk.greeted(offer), message + message + message);
  const std::string accepted = "250 Ok\r\n250 Ok\r\n250 Ok\r\n";
  EXPECT_EQ(talk.hears(accepted), message);
  EXPECT_EQ(talk.hears(accepted + accepted + accepted), "QUIT\r\n");
  EXPECT_EQ(talk.delivered(), 4U);
}

TEST(LoadSession, WaitsInLmtpForOneReplyARecipient) {
  LoadWish wish;
  wish.mail.recipients = 2;
  wish.mail.lmtp = true;
  LoadTalk talk(wish);
  EXPECT_EQ(talk.greeted(offer), "MAIL FROM:<ann@example.org>\r\n");
  EXPECT_EQ(talk.hears("250 Ok\r\n"), "RCPT TO:<bob1@example.com>\r\n");
  EXPECT_EQ(talk.hears("250 Ok\r\n"), "RCPT TO:<bob2@example.com>\r\n");
  EXPECT_EQ(talk.hears("250 Ok\r\n"), "DATA\r\n");
  EXPECT_EQ(talk.hears("354 Go ahead\r\n"), body);
  EXPECT_EQ(talk.hears("250 bob1\r\n"), "");
  EXPECT_EQ(talk.delivered(), 0U);
  EXPECT_EQ(talk.hears("250 bob2\r\n"), "QUIT\r\n");
  EXPECT_EQ(talk.delivered(), 1U);
}

TEST(LoadSession, SaysGoodbyeAfterItsShareOfMessages) {
  LoadWish wish = pipelined(10, 1);
  wish.manners.session_mails = 2;
  LoadTalk talk(wish);
  talk.greeted(offer);
  EXPECT_EQ(talk.hears("250 Ok\r\n250 Ok\r\n354 Go\r\n"), body + envelope);
  EXPECT_EQ(talk.hears("250 Ok\r\n250 Ok\r\n250 Ok\r\n354 Go\r\n"), body);
  EXPECT_EQ(talk.hears("250 Ok\r\n"), "QUIT\r\n");
  EXPECT_EQ(talk.shared.schedule.taken(), 2U);
}

TEST(LoadSession, SaysGoodbyeWhenTheMessagesOfOthersAreAnsweredToo) {
  LoadWish wish;
  wish.amount.messages_max = 2;
  LoadTalk talk(wish);
  talk.greeted();
  talk.hears("250 Ok\r\n");
  talk.hears("250 Ok\r\n");
  ASSERT_TRUE(talk.shared.schedule.take(LoadTalk::now()));  // another session's
  talk.hears("354 Go\r\n");
  EXPECT_EQ(talk.hears("250 Ok\r\n"), "");
  EXPECT_TRUE(talk.session->idle());
  talk.shared.record.delivered(LoadTalk::now(), LoadTalk::now());
  EXPECT_EQ(talk.says(), "QUIT\r\n");
}

TEST(LoadSession, StartsTlsAndSaysHelloAgain) {
  LoadWish wish;
  wish.manners.starttls = true;
  LoadTalk talk(wish);
  EXPECT_EQ(talk.greeted("250-mx.example.org\r\n250 STARTTLS\r\n"), "STARTTLS\r\n");
  EXPECT_FALSE(talk.session->asks_tls());
  EXPECT_EQ(talk.hears("220 Go ahead\r\n"), "");
  EXPECT_TRUE(talk.session->asks_tls());
  talk.session->tls_started({});
  EXPECT_EQ(talk.says(), "EHLO client.example.org\r\n");
  EXPECT_EQ(talk.hears(offer), "MAIL FROM:<ann@example.org>\r\n");
}

TEST(LoadSession, ForgetsInsideTlsWhatWasOfferedInClear) {
  LoadWish wish = pipelined(1, 0);
  wish.manners.starttls = true;
  LoadTalk talk(wish);
  talk.greeted("250-mx.example.org\r\n250-PIPELINING\r\n250 STARTTLS\r\n");
  talk.hears("220 Go ahead\r\n");
  talk.session->tls_started({});
  talk.says();
  talk.hears("250 mx.example.org\r\n");
  EXPECT_EQ(talk.fault(), "the server does not offer PIPELINING");
}

TEST(LoadSession, HearsTheSameHoweverOctetsAreCut) {
  const std::string conversation =
      "220-mx.example.org\r\n220 ESMTP\r\n" + std::string(offer) +
      "250 Ok\r\n250 Ok\r\n354 Go ahead\r\n250 2.0.0 Ok\r\n221 Bye\r\n";
  for (std::size_t chunk = 1; chunk <= conversation.size(); ++chunk) {
    LoadTalk talk;
    std::string said;
    // A reply never comes before its command, so no piece goes on behind the end of a reply.
    for (std::size_t at = 0; at < conversation.size();) {
      std::size_t end = std::min(conversation.size(), at + chunk);
      const std::size_t crlf = conversation.find("\r\n", at);
      if (crlf + 2 > at) end = std::min(end, crlf + 2);
      said += talk.hears(std::string_view(conversation).substr(at, end - at));
      at = end;
    }
    EXPECT_EQ(talk.fault(), "") << chunk;
    EXPECT_EQ(talk.delivered(), 1U) << chunk;
    EXPECT_TRUE(said.ends_with(body + "QUIT\r\n")) << said;
  }
}

TEST(LoadSession, TakesItsTimeFromTheEnvelopeToTheLastReply) {
  LoadTalk talk;
  LoadTalk::clock() += 5 * a_millisecond;
  talk.greeted();
  for (const char* reply : {"250 Ok\r\n", "250 Ok\r\n", "354 Go\r\n", "250 Ok\r\n"}) {
    LoadTalk::clock() += a_millisecond;
    talk.hears(reply);
  }
  EXPECT_EQ(talk.shared.record.latencies().max(), 4'000'000U);
}

TEST(LoadSession, WithAMessageOfItsOwnTakesTheConnectionForAPartOfIt) {
  LoadTalk talk;
  talk.session->begin_with();
  LoadTalk::clock() += 5 * a_millisecond;
  talk.greeted();
  for (const char* reply : {"250 Ok\r\n", "250 Ok\r\n", "354 Go\r\n", "250 Ok\r\n"}) {
    talk.hears(reply);
  }
  EXPECT_EQ(talk.shared.record.latencies().max(), 5'000'000U);
}

TEST(LoadSession, BeginsAMessageAheadWhenItsEnvelopeLeaves) {
  LoadTalk talk(pipelined(2, 1));
  talk.greeted(offer);
  LoadTalk::clock() += 9 * a_millisecond;
  talk.hears("250 Ok\r\n250 Ok\r\n354 Go\r\n");
  LoadTalk::clock() += a_millisecond;
  talk.hears("250 Ok\r\n250 Ok\r\n250 Ok\r\n354 Go\r\n");
  LoadTalk::clock() += a_millisecond;
  talk.hears("250 Ok\r\n");
  EXPECT_EQ(talk.shared.record.latencies().max(), 10'000'000U);
  EXPECT_EQ(talk.shared.record.latencies().min(), 2'000'000U);
}

TEST(LoadScript, KeepsToTheSizeThatWasAskedFor) {
  for (const std::size_t octets : {2U, 3U, 77U, 78U, 79U, 80U, 81U, 156U, 157U, 1024U, 100'000U}) {
    const LoadMail mail{.from = "ann@example.org", .to = "bob@example.com", .octets = octets};
    const std::string message = load_content(mail);
    EXPECT_EQ(message.size(), octets);
    EXPECT_TRUE(message.ends_with("\r\n")) << octets;
    EXPECT_EQ(message.find("\n."), std::string::npos) << octets;
    for (std::size_t at = 0; at < message.size();) {
      const std::size_t end = message.find("\r\n", at);
      EXPECT_LE(end - at, 76U);
      at = end + 2;
    }
  }
}

TEST(LoadScript, OfALargeMessageGivesTwoPieces) {
  const LoadMail mail{.from = "ann@example.org",
                      .to = "bob@example.com",
                      .octets = 300'000,
                      .pipelined = true,
                      .ahead = 1};
  const LoadScript script(mail);
  const std::uint64_t end = script.message_octets();
  const engine::Output output = script.octets(end - 3, end + script.steps()[0].end);
  EXPECT_EQ(output.runs[0], ".\r\n");
  EXPECT_EQ(output.runs[1], "MAIL FROM:<ann@example.org>\r\n");
}

}  // namespace
}  // namespace heloport::apps
