// Our client against our server: who gets in, by which mechanism, over which channel.

#include <gtest/gtest.h>

#include <algorithm>
#include <string>

#include "apps/sasl_library.hpp"
#include "tests/apps/sasl_talk.hpp"

namespace heloport::apps {
namespace {

using namespace heloport::test;

const std::string name(bob);
const std::string right(bobs_password);
const std::string nobody = "eve@example.com";

SaslLogin login_of(const std::string& user, const std::string& password,
                   const std::string& authzid = "") {
  return {user, password, authzid};
}

/// A mechanism on a channel on which it is possible.
struct Way {
  std::string mechanism;
  SaslChannel channel;
  std::size_t challenges;  // of a login that ends well and began with what the client says first
};

std::vector<Way> ways_with_password() {
  return {{"PLAIN", over_tls_13(), 0},
          {"PLAIN", over_tls_12(), 0},
          {"LOGIN", over_tls_13(), 2},
          {"SCRAM-SHA-256", in_clear(), 2},
          {"SCRAM-SHA-256", with_certificate_of_bob(), 2},
          {"SCRAM-SHA-256-PLUS", over_tls_12(), 2},
          {"SCRAM-SHA-256-PLUS", over_tls_13(), 2}};
}

TEST(SaslExchange, TheRightPasswordIsLetInAsItsUser) {
  const Users users(users_of_example());
  for (const auto& [mechanism, channel, challenges] : ways_with_password()) {
    for (const std::string authzid : {"", "bob@example.com", "bob@EXAMPLE.com"}) {
      const Talk talk = log_in(mechanism, users, channel, channel, login_of(name, right, authzid));
      EXPECT_EQ(talk.last.kind, Kind::done) << mechanism << " " << authzid;
      EXPECT_EQ(talk.last.identity, name) << mechanism;
      EXPECT_EQ(talk.last.octets, "") << mechanism;
      EXPECT_TRUE(talk.complete) << mechanism;
      EXPECT_EQ(talk.challenges.size(), challenges) << mechanism;
    }
  }
}

TEST(SaslExchange, WorksWithoutAnInitialResponse) {
  const Users users(users_of_example());
  for (const auto& [mechanism, channel, challenges] : ways_with_password()) {
    if (mechanism == "LOGIN") continue;  // it never has one
    const Talk talk = log_in(mechanism, users, channel, channel, login_of(name, right), true);
    EXPECT_EQ(talk.last.kind, Kind::done) << mechanism;
    EXPECT_EQ(talk.challenges.size(), challenges + 1) << mechanism;
    EXPECT_EQ(talk.challenges.front(), "") << mechanism;
  }
}

TEST(SaslExchange, NothingElseIsLetIn) {
  const Users users(users_of_example());
  const SaslLogin wrong[] = {login_of(name, "Pencil"),
                             login_of(name, "pencil "),
                             login_of(nobody, right),
                             login_of(nobody, "anything"),
                             login_of("ann@example.com", right),
                             login_of("bob", right),
                             login_of("BOB@example.com", right)};
  for (const auto& [mechanism, channel, challenges] : ways_with_password()) {
    for (const SaslLogin& login : wrong) {
      const Talk talk = log_in(mechanism, users, channel, channel, login);
      EXPECT_EQ(talk.last.kind, Kind::failed) << mechanism << " " << login.user;
      EXPECT_EQ(talk.last.identity, "");
      EXPECT_EQ(talk.last.octets, "");
    }
  }
}

TEST(SaslExchange, NobodyActsForSomebodyElse) {
  const Users users(users_of_example());
  for (const auto& [mechanism, channel, challenges] : ways_with_password()) {
    if (mechanism == "LOGIN") continue;  // it has no authorization identity
    for (const std::string authzid : {"ann@example.com", "admin", "bob", "eve@example.com"}) {
      const Talk talk = log_in(mechanism, users, channel, channel, login_of(name, right, authzid));
      EXPECT_EQ(talk.last.kind, Kind::failed) << mechanism << " as " << authzid;
    }
  }
}

TEST(SaslExchange, TheDomainIsComparedWithoutCase) {
  const Users users(users_of_example());
  for (const auto& [mechanism, channel, challenges] : ways_with_password()) {
    const Talk talk =
        log_in(mechanism, users, channel, channel, login_of("bob@EXAMPLE.com", right));
    EXPECT_EQ(talk.last.kind, Kind::done) << mechanism;
    EXPECT_EQ(talk.last.identity, name);
  }
}

TEST(SaslExchange, PasswordsAreEqualAfterSaslprep) {
  // U+00AA is a to SASLprep, U+00AD nothing, U+2003 a space, U+00C5 is also A and a ring.
  const std::string kept = "\xC2\xAAn\xC3\x85 x";
  const std::string typed = "a\xC2\xADn\x41\xCC\x8A\xE2\x80\x83x";
  const Users users({{name, *new_secrets(kept, 4096)}});
  for (const auto& [mechanism, channel, challenges] : ways_with_password()) {
    EXPECT_EQ(log_in(mechanism, users, channel, channel, login_of(name, typed)).last.kind,
              Kind::done)
        << mechanism;
  }
}

TEST(SaslExchange, NamesAreUtf8AndEqualAfterSaslprep) {
  const auto kept = canonical_user("j\xC3\xBCrgen@example.com");
  ASSERT_TRUE(kept);
  const Users users({{*kept, *new_secrets(right, 4096)}});
  for (const auto& [mechanism, channel, challenges] : ways_with_password()) {
    const Talk talk =
        log_in(mechanism, users, channel, channel, login_of("ju\xCC\x88rgen@example.com", right));
    EXPECT_EQ(talk.last.kind, Kind::done) << mechanism;
    EXPECT_EQ(talk.last.identity, *kept);
  }
}

TEST(SaslExchange, NamesAndPasswordsMayHave255OctetsAndMore) {
  const std::string long_name = std::string(64, 'x') + "@" + std::string(60, 'a') + "." +
                                std::string(60, 'b') + "." + std::string(60, 'c') + ".example";
  const std::string long_password(1024, 'p');
  ASSERT_GE(long_name.size(), 255u);
  const Users users({{long_name, *new_secrets(long_password, 4096)}});
  for (const auto& [mechanism, channel, challenges] : ways_with_password()) {
    EXPECT_EQ(
        log_in(mechanism, users, channel, channel, login_of(long_name, long_password)).last.kind,
        Kind::done)
        << mechanism;
  }
}

// What is counted is what takes the time. The clock of a busy machine would prove nothing.
TEST(SaslExchange, AnUnknownUserTakesAsManyIterationsAsAWrongPassword) {
  const Users users(users_of_example());
  for (const std::string mechanism : {"PLAIN", "LOGIN"}) {
    const auto iterations = [&](const std::string& user, const std::string& password) {
      const std::uint64_t before = scram_iterations_done();
      log_in(mechanism, users, over_tls_13(), over_tls_13(), login_of(user, password));
      return scram_iterations_done() - before;
    };
    EXPECT_EQ(iterations(name, right), 4096u);
    EXPECT_EQ(iterations(name, "wrong"), 4096u);
    EXPECT_EQ(iterations(nobody, "wrong"), 4096u);
    EXPECT_EQ(iterations("no mailbox", "wrong"), 4096u);
  }
}

// The forms of server-first: nonce, 16 octets of salt, count. Only the nonce changes with the try.
TEST(SaslExchange, AnUnknownUserIsChallengedAsAKnownOne) {
  const Users users(users_of_example());
  const auto challenge = [&](const std::string& user) {
    const Talk talk = log_in("SCRAM-SHA-256", users, in_clear(), in_clear(), login_of(user, "x"));
    EXPECT_EQ(talk.last.kind, Kind::failed) << user;
    EXPECT_EQ(talk.challenges.size(), 1u) << user;
    return talk.challenges.front();
  };
  const auto after_nonce = [](const std::string& text) { return text.substr(text.find(",s=")); };
  for (const std::string& user : {name, nobody, std::string("no mailbox")}) {
    const std::string once = challenge(user);
    const std::string again = challenge(user);
    EXPECT_EQ(once.size(), challenge(name).size()) << user;
    EXPECT_NE(once, again);
    EXPECT_EQ(after_nonce(once), after_nonce(again)) << user;
    EXPECT_TRUE(once.ends_with(",i=4096")) << once;
  }
  EXPECT_NE(after_nonce(challenge(nobody)), after_nonce(challenge("mallory@example.com")));
}

TEST(SaslExchange, ScramWorksWhereNeitherSideBinds) {
  const Users users(users_of_example());
  const Talk talk = log_in("SCRAM-SHA-256", users, in_clear(), in_clear(), login_of(name, right));
  EXPECT_TRUE(talk.responses.front().starts_with("n,,n=bob@example.com,r="));
  EXPECT_TRUE(talk.challenges.back().starts_with("v="));
  EXPECT_EQ(talk.responses.back(), "");  // the empty line after the server's proof
  EXPECT_EQ(talk.last.kind, Kind::done);
}

TEST(SaslExchange, AClientBindsToWhatTheVersionOfTlsHas) {
  const Users users(users_of_example());
  const auto first = [&](const SaslChannel& channel) {
    const auto talk = log_in("SCRAM-SHA-256-PLUS", users, channel, channel, login_of(name, right));
    EXPECT_EQ(talk.last.kind, Kind::done);
    return talk.responses.front();
  };
  EXPECT_TRUE(first(over_tls_12()).starts_with("p=tls-unique,,n=bob@example.com,r="));
  EXPECT_TRUE(first(over_tls_13()).starts_with("p=tls-exporter,,n=bob@example.com,r="));
}

TEST(SaslExchange, AClientThatCouldBindSaysSo) {
  const Users users(users_of_example());
  SaslChannel server_cannot = over_tls_13();
  server_cannot.tls_exporter.clear();
  const Talk talk =
      log_in("SCRAM-SHA-256", users, server_cannot, over_tls_13(), login_of(name, right, name));
  EXPECT_TRUE(talk.responses.front().starts_with("y,a=bob@example.com,n=bob@example.com,r="));
  EXPECT_EQ(talk.last.kind, Kind::done);
  EXPECT_TRUE(talk.complete);
  const Talk wrong =
      log_in("SCRAM-SHA-256", users, server_cannot, over_tls_13(), login_of(name, "wrong"));
  EXPECT_EQ(wrong.last.kind, Kind::failed);
  EXPECT_FALSE(wrong.complete);
}

// Somebody between has taken -PLUS out of the server's offer.
TEST(SaslExchange, ADowngradeOfChannelBindingFails) {
  const Users users(users_of_example());
  for (const SaslChannel& channel : {over_tls_12(), over_tls_13()}) {
    const Talk talk = log_in("SCRAM-SHA-256", users, channel, channel, login_of(name, right));
    EXPECT_TRUE(talk.responses.front().starts_with("y,,"));
    EXPECT_EQ(talk.last.kind, Kind::failed);
  }
}

// Somebody between has two connections, each with its own keys.
TEST(SaslExchange, BindingsOfTwoConnectionsDoNotAgree) {
  const Users users(users_of_example());
  SaslChannel other = over_tls_13();
  other.tls_exporter.front() ^= 1;
  const Talk talk =
      log_in("SCRAM-SHA-256-PLUS", users, other, over_tls_13(), login_of(name, right));
  EXPECT_EQ(talk.last.kind, Kind::failed);
  const Talk kinds =
      log_in("SCRAM-SHA-256-PLUS", users, over_tls_12(), over_tls_13(), login_of(name, right));
  EXPECT_EQ(kinds.last.kind, Kind::failed);
}

TEST(SaslExternal, IsWhomTheCertificateNames) {
  const Users users(users_of_example());
  for (const std::string authzid : {"", "bob@example.com", "bob@eXample.com"}) {
    for (const bool bare : {false, true}) {
      const Talk talk = log_in("EXTERNAL", users, with_certificate_of_bob(),
                               with_certificate_of_bob(), login_of("", "", authzid), bare);
      EXPECT_EQ(talk.last.kind, Kind::done) << authzid;
      EXPECT_EQ(talk.last.identity, name);
      EXPECT_TRUE(talk.complete);
    }
  }
  const Talk other = log_in("EXTERNAL", users, with_certificate_of_bob(), with_certificate_of_bob(),
                            login_of("", "", "ann@example.com"));
  EXPECT_EQ(other.last.kind, Kind::failed);
}

TEST(SaslMechanisms, AreThoseThatTheChannelCarries) {
  using Names = std::vector<std::string>;
  EXPECT_EQ(sasl_mechanisms(in_clear()), Names{"SCRAM-SHA-256"});
  EXPECT_EQ(sasl_mechanisms(over_tls_12()),
            (Names{"SCRAM-SHA-256-PLUS", "SCRAM-SHA-256", "PLAIN", "LOGIN"}));
  EXPECT_EQ(sasl_mechanisms(with_certificate_of_bob()),
            (Names{"SCRAM-SHA-256", "EXTERNAL", "PLAIN", "LOGIN"}));
  SaslChannel clear = over_tls_13();
  clear.tls = false;  // what TLS knows counts only under TLS
  clear.plain_in_clear = true;
  EXPECT_EQ(sasl_mechanisms(clear), (Names{"SCRAM-SHA-256", "PLAIN", "LOGIN"}));
  SaslChannel nameless = with_certificate_of_bob();
  nameless.certificate_identity = "CN=Bob";
  EXPECT_EQ(sasl_mechanisms(nameless), (Names{"SCRAM-SHA-256", "PLAIN", "LOGIN"}));
}

TEST(SaslMechanisms, WhatIsNotOfferedDoesNotBegin) {
  const Users users(users_of_example());
  for (const std::string mechanism : {"SCRAM-SHA-256", "scram-sha-256", "Scram-Sha-256"}) {
    EXPECT_TRUE(SaslServer::begin(mechanism, users, in_clear())) << mechanism;
    EXPECT_TRUE(SaslClient::begin(mechanism, login_of(name, right), in_clear())) << mechanism;
  }
  for (const std::string mechanism :
       {"PLAIN", "LOGIN", "SCRAM-SHA-256-PLUS", "EXTERNAL", "SCRAM-SHA-1", "CRAM-MD5", "DIGEST-MD5",
        "ANONYMOUS", "NTLM", "", "SCRAM-SHA-25", "PLAIN "}) {
    EXPECT_FALSE(SaslServer::begin(mechanism, users, in_clear())) << mechanism;
    EXPECT_FALSE(SaslClient::begin(mechanism, login_of(name, right), in_clear())) << mechanism;
  }
}

TEST(SaslMechanisms, TheStrongestIsChosen) {
  const std::vector<std::string> all{"LOGIN",    "PLAIN",    "scram-sha-256",
                                     "CRAM-MD5", "EXTERNAL", "SCRAM-SHA-256-PLUS"};
  using Choice = std::optional<std::string>;
  EXPECT_EQ(SaslClient::strongest(all, over_tls_12(), true), Choice("SCRAM-SHA-256-PLUS"));
  EXPECT_EQ(SaslClient::strongest(all, in_clear(), true), Choice("SCRAM-SHA-256"));
  EXPECT_EQ(SaslClient::strongest(all, with_certificate_of_bob(), false), Choice("EXTERNAL"));
  EXPECT_EQ(SaslClient::strongest(all, with_certificate_of_bob(), true), Choice("SCRAM-SHA-256"));
  EXPECT_EQ(SaslClient::strongest(all, over_tls_13(), false), std::nullopt);
  const std::vector<std::string> weak{"LOGIN", "PLAIN"};
  EXPECT_EQ(SaslClient::strongest(weak, over_tls_13(), true), Choice("PLAIN"));
  EXPECT_EQ(SaslClient::strongest(weak, in_clear(), true), std::nullopt);
  EXPECT_EQ(SaslClient::strongest({}, over_tls_13(), true), std::nullopt);
}

}  // namespace
}  // namespace heloport::apps
