// How a session of a load logs in, and what it does not take for a login.
#include <gtest/gtest.h>

#include <memory>
#include <vector>

#include "apps/sasl_library.hpp"
#include "tests/apps/load_talk.hpp"
#include "tests/apps/sasl_talk.hpp"

namespace heloport::apps {
namespace {

const std::string mail = "MAIL FROM:<ann@example.org>\r\n";

LoadWish with_login(const std::string& password = std::string(test::bobs_password)) {
  LoadWish wish;
  wish.manners.login = SaslLogin{std::string(test::bob), password, {}};
  return wish;
}

/// A talk inside TLS from the first octet, up to what is said behind an offer.
std::string greeted_inside(LoadTalk& talk, const std::string& mechanisms,
                           const SaslChannel& channel) {
  talk.session->tls_started(channel);
  return talk.greeted("250-mx.example.org\r\n250 AUTH " + mechanisms + "\r\n");
}

SaslChannel inside() {
  SaslChannel channel;
  channel.tls = true;
  return channel;
}

/// The octets of a response or of what follows `AUTH MECHANISM `.
std::string decoded(std::string line) {
  line.resize(line.size() - 2);
  return from_sasl_base64(line.substr(line.rfind(' ') + 1)).value_or("no base64");
}

std::string challenge(std::string_view octets) {
  return "334 " + sasl_base64(octets) + "\r\n";
}

TEST(LoadLogin, ComesBeforeTheFirstMessage) {
  LoadTalk talk(with_login());
  const std::string said = greeted_inside(talk, "PLAIN LOGIN", inside());
  EXPECT_TRUE(said.starts_with("AUTH PLAIN ")) << said;
  EXPECT_EQ(decoded(said), std::string("\0bob@example.com\0pencil", 23));
  EXPECT_EQ(talk.shared.unready, 1U);
  EXPECT_EQ(talk.hears("235 2.7.0 Welcome\r\n"), mail);
  EXPECT_EQ(talk.shared.unready, 0U);
}

TEST(LoadLogin, AnswersEachChallengeOfLogin) {
  LoadTalk talk(with_login());
  EXPECT_EQ(greeted_inside(talk, "LOGIN", inside()), "AUTH LOGIN\r\n");
  EXPECT_EQ(decoded(talk.hears(challenge("User Name"))), test::bob);
  EXPECT_EQ(decoded(talk.hears(challenge("Password"))), test::bobs_password);
  EXPECT_EQ(talk.hears("235 Ok\r\n"), mail);
}

TEST(LoadLogin, WaitsForAnEmptyChallengeWithWhatHasNoRoomBesideAuth) {
  const std::string password(700, 'x');
  LoadTalk talk(with_login(password));
  EXPECT_EQ(greeted_inside(talk, "PLAIN", inside()), "AUTH PLAIN\r\n");
  EXPECT_TRUE(decoded(talk.hears("334 \r\n")).ends_with(password));
  EXPECT_EQ(talk.hears("235 Ok\r\n"), mail);
}

/// A whole exchange with our own server of SASL, in octets of the wire.
std::string scram_talk(LoadTalk& talk, const std::string& mechanism, const SaslChannel& channel) {
  const Users users(test::users_of_example());
  const auto server = SaslServer::begin(mechanism, users, channel);
  std::string said = greeted_inside(talk, mechanism, channel);
  EXPECT_TRUE(said.starts_with("AUTH " + mechanism + " ")) << said;
  SaslStep step = server->step(decoded(said));
  while (step.kind == test::Kind::challenge) {
    said = talk.hears(challenge(step.octets));
    step = server->step(decoded(said));
  }
  EXPECT_EQ(step.kind, test::Kind::done);
  EXPECT_EQ(said, "\r\n");  // SCRAM has nothing to say to the server's proof
  return talk.hears("235 Ok\r\n");
}

TEST(LoadLogin, ProvesWithScramAndHasTheServerProveToo) {
  LoadTalk in_clear(with_login());
  EXPECT_EQ(scram_talk(in_clear, "SCRAM-SHA-256", test::in_clear()), mail);
  LoadTalk bound(with_login());
  EXPECT_EQ(scram_talk(bound, "SCRAM-SHA-256-PLUS", test::over_tls_13()), mail);
}

TEST(LoadLogin, ForgetsInsideTlsWhatWasOfferedInClear) {
  LoadWish wish = with_login();
  wish.manners.starttls = true;
  LoadTalk talk(wish);
  talk.greeted("250-mx.example.org\r\n250-AUTH PLAIN\r\n250 STARTTLS\r\n");
  talk.hears("220 Go ahead\r\n");
  talk.session->tls_started(inside());
  talk.says();
  talk.hears("250 mx.example.org\r\n");
  EXPECT_EQ(talk.fault(), "the server does not offer AUTH; leave out --user");
}

TEST(LoadLogin, IsNamedWithoutItsResponseWhereItWasNotAnswered) {
  LoadTalk talk(with_login());
  greeted_inside(talk, "PLAIN", inside());
  talk.session->end_of_input();
  EXPECT_EQ(talk.session->unanswered(), "AUTH PLAIN");
}

TEST(LoadLogin, MayHearAChallengeThatIsLongerThanAnyOtherLine) {
  LoadTalk talk(with_login());
  greeted_inside(talk, "LOGIN", inside());
  EXPECT_EQ(decoded(talk.hears(challenge(std::string(6000, 'x')))), test::bob);
}

/// Offered, what the server says then, and what it is accused of.
struct Lie {
  const char* name;
  bool tls;
  std::string offer;
  std::vector<std::string> said;
  Exit exit;
  std::string text;
};

std::vector<Lie> lies() {
  const std::string scram = "AUTH SCRAM-SHA-256";
  return {
      {"NotOffered", true, "SIZE", {}, Exit::no_permission, "the server does not offer AUTH"},
      {"PlainInClear",
       false,
       "AUTH PLAIN LOGIN",
       {},
       Exit::no_permission,
       "no way to log in that would be safe: try --tls"},
      {"Unknown", true, "AUTH CRAM-MD5", {}, Exit::no_permission, "not known here"},
      {"WrongPassword",
       true,
       "AUTH PLAIN",
       {"535 5.7.8 No\r\n"},
       Exit::no_permission,
       "AUTH PLAIN was refused: 535 5.7.8 No"},
      {"NotNow",
       true,
       "AUTH PLAIN",
       {"454 4.7.0 Later\r\n"},
       Exit::temporary,
       "AUTH PLAIN was refused: 454 4.7.0 Later"},
      {"NoBase64",
       true,
       "AUTH LOGIN",
       {"334 Username:\r\n"},
       Exit::protocol,
       "AUTH LOGIN was answered with what is no challenge"},
      {"TwoLines",
       true,
       "AUTH LOGIN",
       {"334-VXNlcg==\r\n334 VXNlcg==\r\n"},
       Exit::protocol,
       "AUTH LOGIN was answered with a challenge of many lines"},
      {"OneMore",
       true,
       "AUTH PLAIN",
       {"334 VXNlcg==\r\n"},
       Exit::protocol,
       "AUTH PLAIN was answered with a challenge that is not right"},
      {"NoProof",
       true,
       scram,
       {"235 Welcome\r\n"},
       Exit::protocol,
       "the server took the login without proving that it knows the user"},
      {"ForeignNonce",
       false,
       scram,
       {challenge("r=x,s=QSXCR+Q6sek8bf92,i=4096")},
       Exit::protocol,
       scram + " was answered with a challenge that is not right"},
      {"Twice",
       true,
       "AUTH PLAIN",
       {"235 Ok\r\n235 Ok\r\n"},
       Exit::protocol,
       "a reply came that nothing had asked for: 235 Ok"},
  };
}

class LoadLoginLies : public testing::TestWithParam<Lie> {};

TEST_P(LoadLoginLies, AreFoundAndTellNothingOfThePassword) {
  const Lie& lie = GetParam();
  LoadTalk talk(with_login());
  if (lie.tls) talk.session->tls_started(inside());
  talk.greeted("250-mx.example.org\r\n250 " + lie.offer + "\r\n");
  for (const std::string& said : lie.said) {
    EXPECT_EQ(talk.fault(), "");
    talk.hears(said);
  }
  ASSERT_TRUE(talk.shared.fault);
  EXPECT_EQ(talk.shared.fault->exit, lie.exit);
  EXPECT_NE(talk.fault().find(lie.text), std::string::npos) << talk.fault();
  EXPECT_EQ(talk.fault().find(test::bobs_password), std::string::npos);
  EXPECT_EQ(talk.fault().find(sasl_base64(std::string("\0bob@example.com", 16)).substr(0, 16)),
            std::string::npos);
  EXPECT_TRUE(talk.session->finished());
}

INSTANTIATE_TEST_SUITE_P(Of, LoadLoginLies, testing::ValuesIn(lies()),
                         [](const auto& lie) { return lie.param.name; });

}  // namespace
}  // namespace heloport::apps
