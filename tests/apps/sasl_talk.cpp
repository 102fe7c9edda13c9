// A client and a server of SASL, talking without a wire.

#include "tests/apps/sasl_talk.hpp"

#include <gtest/gtest.h>

namespace heloport::test {

using namespace heloport::apps;

std::vector<User> users_of_example(std::uint32_t iterations) {
  return {{std::string(bob), *new_secrets(bobs_password, iterations)},
          {"ann@example.com", *new_secrets("a different one", iterations)}};
}

SaslChannel in_clear() {
  return {};
}

SaslChannel over_tls_12() {
  SaslChannel channel;
  channel.tls = true;
  channel.tls_unique = std::string("\0\x01\xFFuni,que=", 12);
  return channel;
}

SaslChannel over_tls_13() {
  SaslChannel channel;
  channel.tls = true;
  channel.tls_exporter = std::string(31, '\x7F') + '\0';
  return channel;
}

SaslChannel with_certificate_of_bob() {
  SaslChannel channel;
  channel.tls = true;
  channel.certificate = true;
  channel.certificate_identity = "bob@Example.COM";
  return channel;
}

namespace {

Talk talk_from(SaslServer& server, SaslClient& client, SaslStep step, Talk talk) {
  while (step.kind == Kind::challenge) {
    talk.challenges.push_back(step.octets);
    const SaslStep answer = client.step(step.octets);
    talk.client = answer.kind;
    if (answer.kind != Kind::challenge && answer.kind != Kind::done) return talk;
    talk.responses.push_back(answer.octets);
    step = server.step(answer.octets);
  }
  talk.last = step;
  talk.complete = client.complete();
  return talk;
}

}  // namespace

Talk talk(SaslServer& server, SaslClient& client) {
  Talk talk;
  std::optional<std::string> initial;
  if (client.speaks_first()) {
    const SaslStep first = client.step({});
    talk.client = first.kind;
    if (first.kind != Kind::challenge && first.kind != Kind::done) return talk;
    initial = first.octets;
    talk.responses.push_back(first.octets);
  }
  return talk_from(server, client, server.step(initial), std::move(talk));
}

Talk log_in(std::string_view mechanism, const Users& users, const SaslChannel& server_side,
            const SaslChannel& client_side, const SaslLogin& login, bool bare) {
  const auto server = SaslServer::begin(mechanism, users, server_side);
  const auto client = SaslClient::begin(mechanism, login, client_side);
  if (!server || !client) {
    ADD_FAILURE() << mechanism << " is not possible on this channel";
    return {};
  }
  if (bare) return talk_from(*server, *client, server->step({}), {});
  return talk(*server, *client);
}

std::string replaced(std::string text, std::string_view old, std::string_view with) {
  const std::size_t at = text.find(old);
  if (at == std::string::npos) {
    ADD_FAILURE() << "no " << old << " in " << text;
    return text;
  }
  return text.replace(at, old.size(), with);
}

}  // namespace heloport::test
