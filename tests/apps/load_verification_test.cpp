// A server that is fast and wrong is found, whatever it does wrong.
#include <gtest/gtest.h>

#include <vector>

#include "tests/apps/load_talk.hpp"

namespace heloport::apps {
namespace {

/// What the server says, a piece after each write of the client, and what it is accused of.
struct Lie {
  const char* name;
  std::vector<std::string> said;
  Exit exit;
  std::string text;
};

const std::string hello = "250-mx.example.org\r\n250 PIPELINING\r\n";

std::vector<Lie> lies() {
  return {
      {"Greeting", {"554 No\r\n"}, Exit::unavailable, "the connection was refused: 554 No"},
      {"GreetingNot2", {"354 Go\r\n"}, Exit::protocol, "the connection was answered, where"},
      {"NoReply", {"hello\r\n"}, Exit::protocol, "what is no reply: hello"},
      {"BareLf", {"220 mx\n"}, Exit::protocol, "what is no reply: 220 mx"},
      {"TwoCodes", {"220-mx\r\n250 mx\r\n"}, Exit::protocol, "two codes in one reply: 250 mx"},
      {"Endless", {std::string(5000, '2')}, Exit::protocol, "a line without end"},
      {"LongLine",
       {"220 " + std::string(5000, 'x') + "\r\n"},
       Exit::protocol,
       "the connection was answered with what is no reply"},
      {"HelloTwice",
       {"220 mx\r\n220 mx\r\n"},
       Exit::protocol,
       "a reply came that nothing had asked for: 220 mx"},
      {"NoPipelining",
       {"220 mx\r\n", "250 mx\r\n"},
       Exit::unavailable,
       "the server does not offer PIPELINING"},
      {"FirstLineIsNoOffer",
       {"220 mx\r\n", "250 PIPELINING\r\n"},
       Exit::unavailable,
       "the server does not offer PIPELINING"},
      {"Sender",
       {"220 mx\r\n", hello, "451 4.3.0 Later\r\n"},
       Exit::temporary,
       "MAIL FROM:<ann@example.org> was refused: 451 4.3.0 Later"},
      {"Recipient",
       {"220 mx\r\n", hello, "250 Ok\r\n550 5.1.1 No\r\n"},
       Exit::unavailable,
       "RCPT TO:<bob@example.com> was refused: 550 5.1.1 No"},
      {"DataWith250",
       {"220 mx\r\n", hello, "250 Ok\r\n250 Ok\r\n250 Ok\r\n"},
       Exit::protocol,
       "DATA was answered, where only 3yz is right: 250 Ok"},
      {"SenderWith354",
       {"220 mx\r\n", hello, "354 Go\r\n"},
       Exit::protocol,
       "MAIL FROM:<ann@example.org> was answered, where only 2yz is right: 354 Go"},
      {"DotRefused",
       {"220 mx\r\n", hello, "250 Ok\r\n250 Ok\r\n354 Go\r\n", "554 5.6.0 No\r\n"},
       Exit::unavailable,
       "the dot that ends the data was refused: 554 5.6.0 No"},
      {"OneTooMany",
       {"220 mx\r\n", hello, "250 Ok\r\n250 Ok\r\n354 Go\r\n250 Ok\r\n"},
       Exit::protocol,
       "a reply came that nothing had asked for: 250 Ok"},
      {"BehindQuit",
       {"220 mx\r\n", hello, "250 Ok\r\n250 Ok\r\n354 Go\r\n", "250 Ok\r\n",
        "221 Bye\r\n250 Ok\r\n"},
       Exit::protocol,
       "octets came behind the last reply: 250 Ok"},
      {"QuitRefused",
       {"220 mx\r\n", hello, "250 Ok\r\n250 Ok\r\n354 Go\r\n", "250 Ok\r\n", "500 What\r\n"},
       Exit::unavailable,
       "QUIT was refused: 500 What"},
      {"Terminal",
       {"220 mx\r\n", hello, "550 \x1b[31m\r\n"},
       Exit::protocol,
       "what is no reply: 550 \\x1B[31m"},
  };
}

class Verification : public testing::TestWithParam<Lie> {};

TEST_P(Verification, FindsIt) {
  LoadWish wish;
  wish.mail.pipelined = true;
  wish.manners.needed = {"PIPELINING"};
  LoadTalk talk(wish);
  for (const std::string& said : GetParam().said) {
    EXPECT_EQ(talk.fault(), "");
    talk.hears(said);
  }
  ASSERT_TRUE(talk.shared.fault);
  EXPECT_EQ(talk.shared.fault->exit, GetParam().exit);
  EXPECT_NE(talk.fault().find(GetParam().text), std::string::npos) << talk.fault();
  EXPECT_TRUE(talk.session->finished());
}

INSTANTIATE_TEST_SUITE_P(Of, Verification, testing::ValuesIn(lies()),
                         [](const auto& lie) { return lie.param.name; });

TEST(LoadVerification, FindsOctetsInClearBehindTheAnswerToStarttls) {
  LoadWish wish;
  wish.manners.starttls = true;
  LoadTalk talk(wish);
  talk.greeted("250-mx\r\n250 STARTTLS\r\n");
  talk.hears("220 Go\r\n250 Ok\r\n");
  EXPECT_NE(talk.fault().find("octets came in clear"), std::string::npos) << talk.fault();
}

TEST(LoadVerification, FindsAReplyBeforeTheWholeCommandLeft) {
  LoadTalk talk;
  talk.hears("220 mx\r\n");
  talk.session->received(0);
  const std::string_view reply = "250 mx\r\n";
  reply.copy(talk.session->input().data(), reply.size());
  talk.session->received(reply.size());
  ASSERT_EQ(talk.fault(), "");
  // MAIL is in output() and was not sent.
  talk.session->speak();
  const std::string_view early = "250 Ok\r\n";
  early.copy(talk.session->input().data(), early.size());
  talk.session->received(early.size());
  EXPECT_NE(talk.fault().find("nothing had asked for"), std::string::npos) << talk.fault();
}

TEST(LoadVerification, KnowsWhatWasUnansweredWhenTheServerWent) {
  LoadTalk talk;
  talk.greeted();
  talk.session->end_of_input();
  EXPECT_EQ(talk.session->unanswered(), "MAIL FROM:<ann@example.org>");
  EXPECT_TRUE(talk.session->finished());
}

TEST(LoadVerification, LosesPatienceWithAServerThatIsSilent) {
  LoadTalk talk;
  EXPECT_EQ(talk.session->deadline(), std::nullopt);
  talk.session->expire(engine::Time(0));
  EXPECT_EQ(talk.session->deadline(), engine::Time(60'000));
  talk.session->expire(engine::Time(1'000));
  talk.greeted();
  EXPECT_EQ(talk.session->deadline(), engine::Time(61'000));
  talk.session->expire(engine::Time(60'999));
  EXPECT_EQ(talk.fault(), "");
  talk.session->expire(engine::Time(61'000));
  EXPECT_EQ(talk.fault(), "MAIL FROM:<ann@example.org> was not answered for 60 s");
  EXPECT_EQ(talk.shared.fault->exit, Exit::temporary);
  EXPECT_EQ(talk.session->deadline(), std::nullopt);
}

TEST(LoadVerification, HasPatienceWithASlowServerAndWithItself) {
  LoadWish wish;
  wish.amount.messages_per_second = 0.001;
  wish.amount.messages_max = 2;
  LoadTalk talk(wish);
  talk.greeted();
  engine::Time now{0};
  for (const char* reply : {"250 Ok\r\n", "250 Ok\r\n", "354 Go\r\n", "250 Ok\r\n"}) {
    talk.session->expire(now += engine::Time(59'000));
    talk.hears(reply);
  }
  EXPECT_TRUE(talk.session->idle());
  EXPECT_EQ(talk.session->deadline(), std::nullopt);
  talk.session->expire(now += engine::Time(60'000));
  talk.session->expire(now += engine::Time(900'000));
  EXPECT_EQ(talk.fault(), "");
}

}  // namespace
}  // namespace heloport::apps
