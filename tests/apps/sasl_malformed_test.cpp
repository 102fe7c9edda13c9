// Responses that no honest client sends, each with the step that it draws.

#include <gtest/gtest.h>

#include <functional>
#include <random>
#include <string>
#include <utility>
#include <vector>

#include "apps/sasl_library.hpp"
#include "tests/apps/sasl_talk.hpp"

namespace heloport::apps {
namespace {

using namespace heloport::test;
using namespace std::string_literals;

const std::string scram = "SCRAM-SHA-256";
const std::string plus = "SCRAM-SHA-256-PLUS";

/// A first response, and what becomes of it over TLS 1.3 with a certificate of bob.
struct First {
  std::string mechanism;
  std::string response;
  Kind kind;
};

SaslChannel everything() {
  SaslChannel channel = over_tls_13();
  channel.certificate = true;
  channel.certificate_identity = std::string(bob);
  return channel;
}

const std::size_t line_octets_max = 12'288;  // RFC 4954, 4: a line of an exchange

std::vector<First> firsts_of_plain() {
  const std::string big(line_octets_max, 'A');
  return {
      {"PLAIN", "", Kind::malformed},
      {"PLAIN", "\0"s, Kind::malformed},
      {"PLAIN", "\0\0"s, Kind::failed},
      {"PLAIN", "bob@example.com", Kind::malformed},
      {"PLAIN", "bob@example.com\0pencil"s, Kind::malformed},
      {"PLAIN", "\0bob@example.com\0pencil\0"s, Kind::malformed},
      {"PLAIN", "\0bob@example.com\0pen\0cil"s, Kind::malformed},
      {"PLAIN", "\0\0\0"s, Kind::malformed},
      {"PLAIN", "\0\0pencil"s, Kind::failed},
      {"PLAIN", "\0bob@example.com\0"s, Kind::failed},
      {"PLAIN", "\0\xFF\0pencil"s, Kind::malformed},
      {"PLAIN", "\0bob@example.com\0\xC3"s, Kind::malformed},
      {"PLAIN", "\xFE\0bob@example.com\0pencil"s, Kind::malformed},
      {"PLAIN",
       "\0bob@example.com\0pen\x07"
       "cil"s,
       Kind::failed},
      {"PLAIN", "\0bob@example.com\0\xC2\xAD"s, Kind::failed},  // nothing after SASLprep
      {"PLAIN", "\0\xC2\xAD\0pencil"s, Kind::failed},
      {"PLAIN", "ann@example.com\0bob@example.com\0pencil"s, Kind::failed},
      {"PLAIN", "bob\0bob@example.com\0pencil"s, Kind::failed},
      {"PLAIN", "bob@example.com\0bob@example.com\0pencil"s, Kind::done},
      {"PLAIN", "\0bob@example.com\0pencil"s, Kind::done},
      {"PLAIN", big, Kind::malformed},
      {"PLAIN", "\0"s + big + "\0pencil"s, Kind::failed},
      {"PLAIN", "\0bob@example.com\0"s + big, Kind::failed},
      {"PLAIN", big + "\0bob@example.com\0pencil"s, Kind::failed},
  };
}

std::vector<First> firsts_of_login_and_external() {
  const std::string big(line_octets_max, 'A');
  return {
      {"LOGIN", "", Kind::malformed},        {"LOGIN", "bob\0"s, Kind::malformed},
      {"LOGIN", "\xC3", Kind::malformed},    {"LOGIN", "bob@example.com", Kind::challenge},
      {"LOGIN", big, Kind::challenge},

      {"EXTERNAL", "", Kind::done},          {"EXTERNAL", "bob@example.com", Kind::done},
      {"EXTERNAL", "bob", Kind::failed},     {"EXTERNAL", "bob@example.com\0"s, Kind::malformed},
      {"EXTERNAL", "\xC3", Kind::malformed}, {"EXTERNAL", big, Kind::failed},
  };
}

std::vector<First> firsts_of_scram() {
  const std::string big(line_octets_max, 'A');
  return {
      {scram, "", Kind::malformed},
      {scram, "n,,n=bob@example.com,r=abc", Kind::challenge},
      {scram, "n,a=bob@example.com,n=bob@example.com,r=abc", Kind::challenge},
      {scram, "n,a=bob@Example.COM,n=bob@example.com,r=abc", Kind::challenge},
      {scram, "n,a=ann@example.com,n=bob@example.com,r=abc", Kind::failed},
      {scram, "n,a=,n=bob@example.com,r=abc", Kind::malformed},
      {scram, "n,,n=bob@example.com,r=abc,x=1,y=2", Kind::challenge},
      {scram, "n,,n=bob@example.com,r=abc,x=", Kind::malformed},
      {scram, "n,,n=bob@example.com,r=abc,1=x", Kind::malformed},
      {scram, "n,,m=x,n=bob@example.com,r=abc", Kind::failed},
      {scram, "x,,n=bob@example.com,r=abc", Kind::malformed},
      {scram, "N,,n=bob@example.com,r=abc", Kind::malformed},
      {scram, "y,,n=bob@example.com,r=abc", Kind::failed},
      {scram, "p=tls-exporter,,n=bob@example.com,r=abc", Kind::failed},
      {scram, ",,n=bob@example.com,r=abc", Kind::malformed},
      {scram, "n,n=bob@example.com,r=abc", Kind::malformed},
      {scram, "n,,r=abc,n=bob@example.com", Kind::malformed},
      {scram, "n,,n=,r=abc", Kind::malformed},
      {scram, "n,,n=bob@example.com,r=", Kind::malformed},
      {scram, "n,,n=bob@example.com,r=a b", Kind::malformed},
      {scram, "n,,n=bob@example.com,r=a\x7F", Kind::malformed},
      {scram, "n,,n=bob@example.com,r=\xC3\xA9", Kind::malformed},
      {scram, "n,,n=bob@example.com", Kind::malformed},
      {scram, "n,,n=bob@example.com,r=abc\0"s, Kind::malformed},
      {scram, "n,,n=bob\0@example.com,r=abc"s, Kind::malformed},
      {scram, "n,,n=\xFF,r=abc", Kind::malformed},
      {scram, "n,,n=\xC2\xAD,r=abc", Kind::failed},  // nothing after SASLprep
      {scram, "n,,n=\x07,r=abc", Kind::failed},
      {scram, "n,,n=a=b,r=abc", Kind::malformed},
      {scram, "n,,n=a=2c,r=abc", Kind::malformed},
      {scram, "n,,n=a=2C=3D,r=abc", Kind::challenge},
      {scram, "n,,n=" + big + ",r=abc", Kind::failed},
      {scram, "n,,n=bob@example.com,r=" + big, Kind::challenge},
      {scram, big, Kind::malformed},
  };
}

std::vector<First> firsts_of_scram_plus() {
  return {
      {plus, "p=tls-exporter,,n=bob@example.com,r=abc", Kind::challenge},
      {plus, "p=tls-unique,,n=bob@example.com,r=abc", Kind::failed},  // TLS 1.3 has none
      {plus, "p=tls-server-end-point,,n=bob@example.com,r=abc", Kind::failed},
      {plus, "p=foo,,n=bob@example.com,r=abc", Kind::failed},
      {plus, "p=,,n=bob@example.com,r=abc", Kind::malformed},
      {plus, "p,,n=bob@example.com,r=abc", Kind::malformed},
      {plus, "n,,n=bob@example.com,r=abc", Kind::failed},
      {plus, "y,,n=bob@example.com,r=abc", Kind::failed},
  };
}

void expect_steps(const std::vector<First>& rows) {
  const Users users(users_of_example());
  for (const First& row : rows) {
    const auto server = SaslServer::begin(row.mechanism, users, everything());
    const SaslStep step = server->step(row.response);
    EXPECT_EQ(step.kind, row.kind) << row.mechanism << " " << row.response.substr(0, 80);
    if (step.kind == Kind::challenge) continue;
    EXPECT_EQ(step.octets, "") << row.response.substr(0, 80);
    EXPECT_EQ(step.identity, step.kind == Kind::done ? bob : "") << row.response.substr(0, 80);
    EXPECT_EQ(server->step("").kind, Kind::failed) << "one step too many: " << row.mechanism;
  }
}

TEST(SaslMalformed, FirstResponsesOfPlainDrawTheirStep) {
  expect_steps(firsts_of_plain());
}

TEST(SaslMalformed, FirstResponsesOfLoginAndExternalDrawTheirStep) {
  expect_steps(firsts_of_login_and_external());
}

TEST(SaslMalformed, FirstResponsesOfScramDrawTheirStep) {
  expect_steps(firsts_of_scram());
}

TEST(SaslMalformed, FirstResponsesOfScramPlusDrawTheirStep) {
  expect_steps(firsts_of_scram_plus());
}

TEST(SaslMalformed, LoginTakesOneLineForEachQuestion) {
  const Users users(users_of_example());
  const std::vector<std::pair<std::string, Kind>> passwords{
      {"pencil", Kind::done},
      {"", Kind::malformed},
      {"pencil\0"s, Kind::malformed},
      {"\xFF", Kind::malformed},
      {std::string(line_octets_max, 'A'), Kind::failed}};
  for (const auto& [password, kind] : passwords) {
    const auto server = SaslServer::begin("LOGIN", users, everything());
    EXPECT_EQ(server->step({}).octets, "Username:");
    EXPECT_EQ(server->step(std::string(bob)).octets, "Password:");
    EXPECT_EQ(server->step(password).kind, kind) << password.substr(0, 20);
    EXPECT_EQ(server->step(password).kind, Kind::failed);
  }
}

/// How client-final is spoiled, and what becomes of it. `right` has the true proof.
struct Final {
  std::string what;
  std::function<std::string(const std::string& right)> spoil;
  Kind kind;
};

std::string with_nonce(const std::string& final, const std::string& nonce) {
  const std::size_t begin = final.find(",r=") + 3;
  return std::string(final).replace(begin, final.find(',', begin) - begin, nonce);
}

std::string with_proof(const std::string& final, const std::string& proof) {
  return final.substr(0, final.find(",p=")) + ",p=" + proof;
}

std::string swap_fields(const std::string& final) {
  const std::size_t nonce = final.find(",r=");
  const std::size_t proof = final.find(",p=");
  return final.substr(nonce + 1, proof - nonce) + final.substr(0, nonce) + final.substr(proof);
}

std::string flip_proof(std::string final) {
  char& octet = final[final.find(",p=") + 3];
  octet = octet == 'A' ? 'B' : 'A';
  return final;
}

std::vector<Final> finals() {
  const auto binding_of = [](const std::string& header) {
    return [header](const std::string& right) {
      return "c=" + sasl_base64(header) + right.substr(right.find(",r="));
    };
  };
  return {
      {"nothing", [](const std::string& right) { return right; }, Kind::challenge},
      {"empty", [](const std::string&) { return ""s; }, Kind::malformed},
      {"another proof", flip_proof, Kind::failed},
      {"a proof of zeros",
       [](const std::string& right) {
         return with_proof(right, sasl_base64(std::string(32, '\0')));
       },
       Kind::failed},
      {"a short proof",
       [](const std::string& right) { return with_proof(right, sasl_base64("short")); },
       Kind::malformed},
      {"no proof", [](const std::string& right) { return right.substr(0, right.find(",p=")); },
       Kind::malformed},
      {"an empty proof", [](const std::string& right) { return with_proof(right, ""); },
       Kind::malformed},
      {"a proof that is no base64",
       [](const std::string& right) { return with_proof(right, "!!!!"); }, Kind::malformed},
      {"another nonce", [](const std::string& right) { return with_nonce(right, "abcdefgh"); },
       Kind::failed},
      {"a longer nonce", [](const std::string& right) { return replaced(right, ",p=", "x,p="); },
       Kind::failed},
      {"no nonce", [](const std::string& right) { return with_nonce(right, ""); }, Kind::malformed},
      {"no c=", [](const std::string& right) { return right.substr(right.find("r=")); },
       Kind::malformed},
      {"an empty c=", [](const std::string& right) { return replaced(right, "c=biws", "c="); },
       Kind::malformed},
      {"the header y,,", binding_of("y,,"), Kind::failed},
      {"the header p=,,", binding_of("p=tls-unique,,"), Kind::failed},
      {"octets after the header", binding_of("n,,x"), Kind::failed},
      {"c= after r=", swap_fields, Kind::malformed},
      {"a NUL in front", [](const std::string& right) { return "\0"s + right; }, Kind::malformed},
      {"a NUL behind", [](const std::string& right) { return right + "\0"s; }, Kind::malformed},
      {"something behind the proof", [](const std::string& right) { return right + ",x=1"; },
       Kind::malformed},
      {"an extension that the proof does not cover",
       [](const std::string& right) { return replaced(right, ",p=", ",x=1,p="); }, Kind::failed},
      {"12,288 octets", [](const std::string&) { return std::string(line_octets_max, 'c'); },
       Kind::malformed},
  };
}

TEST(SaslMalformed, LastMessagesOfScramDrawTheirStep) {
  const Users users(users_of_example());
  for (const Final& row : finals()) {
    const auto server = SaslServer::begin(scram, users, in_clear());
    const auto client =
        SaslClient::begin(scram, {std::string(bob), std::string(bobs_password), ""}, in_clear());
    const SaslStep challenge = server->step(client->step({}).octets);
    const SaslStep step = server->step(row.spoil(client->step(challenge.octets).octets));
    EXPECT_EQ(step.kind, row.kind) << row.what;
    if (step.kind == Kind::challenge) continue;
    EXPECT_EQ(step.octets, "") << row.what;
    EXPECT_EQ(server->step("").kind, Kind::failed) << row.what;
  }
}

TEST(SaslMalformed, ScramEndsWithAnEmptyLineAndNothingElse) {
  const Users users(users_of_example());
  for (const auto& [line, kind] :
       std::vector<std::pair<std::string, Kind>>{{"", Kind::done}, {"x", Kind::malformed}}) {
    const auto server = SaslServer::begin(scram, users, in_clear());
    const auto client =
        SaslClient::begin(scram, {std::string(bob), std::string(bobs_password), ""}, in_clear());
    const SaslStep first = server->step(client->step({}).octets);
    EXPECT_TRUE(server->step(client->step(first.octets).octets).octets.starts_with("v="));
    EXPECT_EQ(server->step(line).kind, kind);
    EXPECT_EQ(server->step("").kind, Kind::failed);
  }
}

// A proof of one exchange is worth nothing in another.
TEST(SaslMalformed, AnExchangePlayedAgainFails) {
  const Users users(users_of_example());
  const Talk heard = log_in(scram, users, in_clear(), in_clear(),
                            {std::string(bob), std::string(bobs_password), ""});
  ASSERT_EQ(heard.last.kind, Kind::done);
  const auto server = SaslServer::begin(scram, users, in_clear());
  EXPECT_EQ(server->step(heard.responses[0]).kind, Kind::challenge);
  EXPECT_EQ(server->step(heard.responses[1]).kind, Kind::failed);
}

TEST(SaslMalformed, TheServersNonceIsPrintableAndNew) {
  const Users users(users_of_example());
  std::string last;
  for (int i = 0; i < 100; ++i) {
    const std::string challenge =
        SaslServer::begin(scram, users, in_clear())->step("n,,n=x@y,r=abc").octets;
    ASSERT_TRUE(challenge.starts_with("r=abc")) << challenge;
    const std::string nonce = challenge.substr(2, challenge.find(',') - 2);
    EXPECT_GE(nonce.size(), 3 + 16u);
    for (const char octet : nonce) EXPECT_TRUE(octet > ' ' && octet < 127 && octet != ',');
    EXPECT_NE(nonce, last);
    last = nonce;
  }
}

/// Octets replaced, taken away, doubled and put in, at random places.
class Mutator {
 public:
  std::string mutated(std::string text) {
    for (std::size_t times = 1 + below(3); times > 0; --times) mutate(text);
    return text;
  }

 private:
  std::size_t below(std::size_t bound) { return random_() % bound; }

  char octet() {
    constexpr std::string_view telling("\0\xFF,=@nyprcbsim\x01", 16);
    return below(2) == 0 ? telling[below(telling.size())] : static_cast<char>(below(256));
  }

  void mutate(std::string& text) {
    const std::size_t at = below(text.size() + 1);
    switch (below(4)) {
      case 0:
        text.insert(at, 1, octet());
        break;
      case 1:
        text.erase(at, 1 + below(8));
        break;
      case 2:
        text.insert(at, text.substr(at / 2, below(16)));
        break;
      case 3:
        if (at < text.size()) text[at] = octet();
        break;
    }
  }

  std::mt19937 random_{4711};
};

// A mutation may spell the same thing in another way; then it is right to let it in.
bool same_plain(const std::string& one, const std::string& other) {
  const auto parts = [](const std::string& text) {
    const std::size_t name = text.find('\0') + 1;
    const std::size_t password = text.find('\0', name) + 1;
    return std::pair(canonical_user(text.substr(name, password - name - 1)),
                     saslprep(text.substr(password)));
  };
  return parts(one) == parts(other);
}

constexpr int tries = 20'000;

TEST(SaslMutated, NoResponseOfPlainGetsIn) {
  const Users users(users_of_example(2));
  const std::string honest = "\0bob@example.com\0pencil"s;
  Mutator mutator;
  for (int i = 0; i < tries; ++i) {
    const std::string response = mutator.mutated(honest);
    const SaslStep step = SaslServer::begin("PLAIN", users, everything())->step(response);
    if (step.kind == Kind::done) {
      ASSERT_TRUE(same_plain(response, honest)) << response;
    }
  }
}

TEST(SaslMutated, NoNameOrPasswordOfLoginGetsIn) {
  const Users users(users_of_example(2));
  const std::string name(bob);
  Mutator mutator;
  for (int i = 0; i < tries; ++i) {
    const auto server = SaslServer::begin("LOGIN", users, everything());
    const std::string user = i % 2 == 0 ? name : mutator.mutated(name);
    const std::string password = i % 2 == 0 ? mutator.mutated("pencil") : "pencil";
    if (server->step(user).kind != Kind::challenge) continue;
    if (server->step(password).kind != Kind::done) continue;
    ASSERT_TRUE(canonical_user(user) == name && saslprep(password) == "pencil") << user;
  }
}

TEST(SaslMutated, NoIdentityOfExternalGetsIn) {
  const Users users(users_of_example(2));
  const std::string name(bob);
  Mutator mutator;
  for (int i = 0; i < tries; ++i) {
    const std::string authzid = mutator.mutated(name);
    const SaslStep step = SaslServer::begin("EXTERNAL", users, everything())->step(authzid);
    if (step.kind != Kind::done) continue;
    ASSERT_EQ(step.identity, name);
    ASSERT_TRUE(authzid.empty() || canonical_user(authzid) == name) << authzid;
  }
}

// A client's 4,096 iterations for each try would take minutes, so what it answers to one challenge
// is mutated for all, with the nonce of the exchange: otherwise nothing but the nonce is looked at.
void expect_no_mutation_gets_in(const std::string& mechanism, const SaslChannel& channel) {
  const Users users(users_of_example());
  Mutator mutator;
  const Talk honest = log_in(mechanism, users, channel, channel,
                             {std::string(bob), std::string(bobs_password), ""});
  ASSERT_EQ(honest.last.kind, Kind::done);
  int challenged = 0;
  for (int i = 0; i < tries; ++i) {
    const auto server = SaslServer::begin(mechanism, users, channel);
    const std::string& first = honest.responses[0];
    SaslStep step = server->step(i % 2 == 0 ? first : mutator.mutated(first));
    if (step.kind != Kind::challenge) continue;
    ++challenged;
    const std::string nonce = step.octets.substr(2, step.octets.find(',') - 2);
    step = server->step(mutator.mutated(with_nonce(honest.responses[1], nonce)));
    ASSERT_NE(step.kind, Kind::challenge) << mechanism;
    ASSERT_NE(step.kind, Kind::done) << mechanism;
  }
  EXPECT_GT(challenged, tries / 2);
}

TEST(SaslMutated, NoMessageOfScramGetsIn) {
  expect_no_mutation_gets_in(scram, in_clear());
}

TEST(SaslMutated, NoMessageOfScramPlusGetsIn) {
  expect_no_mutation_gets_in(plus, over_tls_13());
}

}  // namespace
}  // namespace heloport::apps
