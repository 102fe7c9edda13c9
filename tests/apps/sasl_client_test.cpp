// Our client of SASL against servers that follow a script: what it believes and what it does not.

#include <gtest/gtest.h>

#include <string>
#include <utility>
#include <vector>

#include "apps/hmac.hpp"
#include "apps/sasl_library.hpp"
#include "grammar/scram.hpp"
#include "tests/apps/sasl_talk.hpp"

namespace heloport::apps {
namespace {

using namespace heloport::test;
using namespace std::string_literals;

std::unique_ptr<SaslClient> client_named(const std::string& user, std::string_view mechanism,
                                         const SaslChannel& channel) {
  return SaslClient::begin(mechanism, {user, std::string(bobs_password), ""}, channel);
}

std::unique_ptr<SaslClient> client_of(std::string_view mechanism, const SaslChannel& channel) {
  return client_named(std::string(bob), mechanism, channel);
}

std::string nonce_of(const std::string& first) {
  return std::string(grammar::parse_scram_client_first(first).value().nonce);
}

std::string server_first(const std::string& nonce) {
  return "r=" + nonce + ",s=c2FsdA==,i=4096";
}

/// The channels over which SCRAM-SHA-256 is spoken by each of the two clients of it.
std::vector<SaslChannel> channels() {
  return {in_clear(), over_tls_13()};
}

TEST(SaslClientMessages, ArePlainsThreeParts) {
  const auto client = client_of("PLAIN", over_tls_13());
  EXPECT_TRUE(client->speaks_first());
  EXPECT_FALSE(client->complete());
  EXPECT_EQ(client->step({}).octets, "\0bob@example.com\0pencil"s);
  EXPECT_TRUE(client->complete());
  EXPECT_EQ(client->step("").kind, Kind::failed);
}

TEST(SaslClientMessages, WaitForAnEmptyChallengeWhereTheLineWouldBeTooLong) {
  const auto client = client_of("PLAIN", over_tls_13());
  EXPECT_EQ(client->step("").octets, "\0bob@example.com\0pencil"s);
}

TEST(SaslClientMessages, OfLoginAnswerTwoQuestionsWhateverTheirWords) {
  const auto client = client_of("LOGIN", over_tls_13());
  EXPECT_FALSE(client->speaks_first());
  EXPECT_EQ(client->step("User Name\0"s).octets, bob);
  EXPECT_FALSE(client->complete());
  EXPECT_EQ(client->step("").octets, bobs_password);
  EXPECT_TRUE(client->complete());
}

TEST(SaslClientMessages, EscapeNames) {
  const auto client = client_named("a=b,c", "SCRAM-SHA-256", in_clear());
  EXPECT_TRUE(client->step({}).octets.starts_with("n,,n=a=3Db=2Cc,r="));
}

TEST(SaslClientMessages, DoNotHoldWhatCannotBePrepared) {
  for (const std::string& user : {"\xFF"s, ""s, "bell\x07"s, "nul\0"s}) {
    for (const std::string mechanism : {"PLAIN", "LOGIN", "SCRAM-SHA-256"}) {
      const SaslStep step = client_named(user, mechanism, over_tls_12())->step({});
      EXPECT_EQ(step.kind, Kind::failed) << mechanism;
      EXPECT_EQ(step.octets, "") << mechanism;
    }
  }
}

TEST(SaslClientScram, TakesNoUnreasonableChallenge) {
  const std::vector<std::pair<std::string, Kind>> rests{
      {",s=c2FsdA==,i=4096", Kind::challenge},
      {",s=c2FsdA==,i=4096,x=an extension", Kind::challenge},
      {",s=c2FsdA==,i=4095", Kind::failed},
      {",s=c2FsdA==,i=1", Kind::failed},
      {",s=c2FsdA==,i=10000001", Kind::failed},
      {",s=c2FsdA==,i=18446744073709551617", Kind::failed},
      {",s=c2FsdA==,i=0", Kind::malformed},
      {",s=c2FsdA==,i=-4096", Kind::malformed},
      {",s=c2FsdA==", Kind::malformed},
      {",s=,i=4096", Kind::malformed},
      {",s=!,i=4096", Kind::malformed},
      {",i=4096,s=c2FsdA==", Kind::malformed},
      {",s=c2FsdA==,i=4096\0"s, Kind::malformed},
      {"\0,s=c2FsdA==,i=4096"s, Kind::malformed}};
  for (const SaslChannel& channel : channels()) {
    for (const auto& [rest, kind] : rests) {
      const auto client = client_of("SCRAM-SHA-256", channel);
      const std::string nonce = nonce_of(client->step({}).octets) + "more";
      EXPECT_EQ(client->step("r=" + nonce + rest).kind, kind) << rest;
      EXPECT_FALSE(client->complete());
    }
  }
}

TEST(SaslClientScram, WantsItsNonceExtended) {
  for (const SaslChannel& channel : channels()) {
    for (const int difference : {-1, 0}) {
      const auto client = client_of("SCRAM-SHA-256", channel);
      std::string nonce = nonce_of(client->step({}).octets);
      if (difference < 0) nonce.front() = nonce.front() == 'x' ? 'y' : 'x';
      if (difference < 0) nonce += "more";
      EXPECT_EQ(client->step(server_first(nonce)).kind, Kind::failed);
    }
    const auto client = client_of("SCRAM-SHA-256", channel);
    EXPECT_EQ(client->step("m=x," + server_first(nonce_of(client->step({}).octets) + "more")).kind,
              Kind::failed);
    EXPECT_EQ(client->step("").kind, Kind::failed);
  }
}

TEST(SaslClientScram, BelievesOnlyAServerThatProvesItself) {
  const ScramSecrets secrets = *scram_secrets(bobs_password, 4096, "salt");
  for (const SaslChannel& channel : channels()) {
    const auto answer = [&](const auto& final) {
      const auto client = client_of("SCRAM-SHA-256", channel);
      const std::string first = client->step({}).octets;
      const std::string challenge = server_first(nonce_of(first) + "more");
      const std::string proof = client->step(challenge).octets;
      const std::string message =
          first.substr(3) + "," + challenge + "," + proof.substr(0, proof.find(",p="));
      const std::string verifier = "v=" + sasl_base64(hmac_sha256(secrets.server_key, message));
      EXPECT_FALSE(client->complete());
      const SaslStep step = client->step(final(verifier));
      EXPECT_EQ(step.octets, "");
      EXPECT_EQ(client->complete(), step.kind == Kind::done);
      return step.kind;
    };
    EXPECT_EQ(answer([](const std::string& right) { return right; }), Kind::done);
    EXPECT_EQ(answer([](const std::string& right) { return right + ",x=1"; }), Kind::done);
    EXPECT_EQ(answer([](const std::string&) { return "v=" + sasl_base64(std::string(32, 'x')); }),
              Kind::failed);
    EXPECT_EQ(answer([](const std::string&) { return "v=c2FsdA=="s; }), Kind::failed);
    EXPECT_EQ(answer([](const std::string&) { return "e=other-error"s; }), Kind::failed);
    EXPECT_EQ(answer([](const std::string&) { return ""s; }), Kind::malformed);
    EXPECT_EQ(answer([](const std::string& right) { return right + "\0"s; }), Kind::malformed);
  }
}

// What the example of RFC 7677, 3 says, recomputed from its nonces, salt and password.
TEST(SaslClientScram, KnowsTheKeysOfTheExampleOfRfc7677) {
  const std::string first = "n=user,r=rOprNGfwEbeRWgbNEkqO";
  const std::string challenge =
      "r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0,s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4096";
  const std::string final = "c=biws,r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0";
  const std::string message = first + "," + challenge + "," + final;
  const auto keys = scram_keys("pencil", 4096, *from_sasl_base64("W22ZaJ0SNY7soEsUEjb6gQ=="));
  ASSERT_TRUE(keys);
  std::string proof = hmac_sha256(keys->stored_key, message);
  for (std::size_t i = 0; i < proof.size(); ++i) {
    proof[i] = static_cast<char>(proof[i] ^ keys->client_key[i]);
  }
  EXPECT_EQ(sasl_base64(proof), "dHzbZapWIk4jUhN+Ute9ytag9zjfMHgsqmmiz7AndVQ=");
  EXPECT_EQ(sasl_base64(hmac_sha256(keys->server_key, message)),
            "6rriTRBi23WpRR/wtup+mMhUZUn/dB5nLTJRsjl95G4=");
}

// What either side computes by the library is what the example's functions give.
TEST(SaslClientScram, ProvesWhatTheKeysOfThePasswordProve) {
  const auto keys = scram_keys(bobs_password, 4096, "salt");
  for (const SaslChannel& channel : channels()) {
    const auto client = client_of("SCRAM-SHA-256", channel);
    const std::string first = client->step({}).octets;
    const std::string challenge = server_first(nonce_of(first) + "more");
    const std::string final = client->step(challenge).octets;
    const std::string without_proof = final.substr(0, final.find(",p="));
    EXPECT_EQ(without_proof,
              "c=" + sasl_base64(first.substr(0, 3)) + ",r=" + nonce_of(first) + "more");
    std::string key = *from_sasl_base64(final.substr(final.find(",p=") + 3));
    const std::string signature =
        hmac_sha256(keys->stored_key, first.substr(3) + "," + challenge + "," + without_proof);
    for (std::size_t i = 0; i < key.size(); ++i) {
      key[i] = static_cast<char>(key[i] ^ signature[i]);
    }
    EXPECT_EQ(key, keys->client_key);
  }
}

}  // namespace
}  // namespace heloport::apps
