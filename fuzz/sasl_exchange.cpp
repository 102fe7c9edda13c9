// Fuzz target T8, the exchanges: our server against whatever a client sends, our client against
// whatever a server sends. The first octet chooses the side and the mechanism, the second what is
// known of the channel; the rest are messages, apart by NUL NUL. In them \x01 stands for the nonce
// that our side has said last. Oracles:
//
//   1  a server lets nobody in but the user who is there, and by PLAIN and LOGIN only with the
//      password; who does not know it cannot get in by SCRAM at all
//   2  a client believes no server by SCRAM that cannot know the password
//   3  after anything but a challenge every further step fails, and says nothing
//
// A server that asks for many iterations costs time, which is no finding: such messages are left
// out.

#include <algorithm>
#include <array>
#include <cstdint>
#include <string>

#include "apps/sasl_client.hpp"
#include "apps/sasl_server.hpp"
#include "fuzz/choices.hpp"
#include "fuzz/complaint.hpp"
#include "fuzz/reference_sasl.hpp"

namespace {

using namespace heloport;
using apps::SaslStep;

constexpr std::string_view user = "ann@example.org";
constexpr std::string_view password = "pencil";
constexpr std::uint32_t iterations = 1;  // of the server's user: time is not what is tested
constexpr std::uint64_t asked_iterations_max = 5000;
constexpr std::string_view separator{"\0\0", 2};
constexpr std::size_t messages_max = 6;

void demand(bool fact, const char* oracle, std::string_view input) {
  if (!fact) fuzz::stop_on(oracle, "sasl exchange", input);
}

const apps::Users& users() {
  static const apps::Users all(
      {{std::string(user), *apps::scram_secrets(password, iterations, "salt")}});
  return all;
}

std::string_view mechanism_of(std::uint8_t choice) {
  constexpr std::array names{apps::sasl::plain, apps::sasl::login, apps::sasl::scram,
                             apps::sasl::scram_plus, apps::sasl::external};
  return names[choice % names.size()];
}

apps::SaslChannel channel_of(std::uint8_t bits) {
  apps::SaslChannel channel;
  channel.tls = (bits & 1) != 0;
  channel.plain_in_clear = (bits & 2) != 0;
  if ((bits & 4) != 0) channel.tls_unique = "unique";
  if ((bits & 8) != 0) channel.tls_exporter = "exporter";
  channel.certificate = (bits & 16) != 0;
  channel.certificate_identity = (bits & 32) != 0 ? user : "bob@example.org";
  return channel;
}

// The messages of the input, one after the other, with what the other side knows put in.
class Messages {
 public:
  explicit Messages(std::string_view rest) : rest_(rest) {}

  std::string next(std::string_view nonce) {
    const std::string_view message = rest_.substr(0, rest_.find(separator));
    rest_.remove_prefix(std::min(rest_.size(), message.size() + separator.size()));
    std::string text;
    for (const char c : message) c == '\x01' ? text += nonce : text += c;
    return text;
  }

 private:
  std::string_view rest_;
};

// The nonce in a message of ours, of either side.
std::string nonce_in(std::string_view message) {
  if (const auto first = fuzz::reference_server_first(message)) return std::string(first->nonce);
  if (const auto first = fuzz::reference_client_first(message)) return std::string(first->nonce);
  return {};
}

bool is_over(const SaslStep& step) {
  return step.kind != SaslStep::Kind::challenge;
}

void check_admission(const SaslStep& step, std::string_view mechanism,
                     const apps::SaslChannel& channel, std::string_view heard,
                     std::string_view input) {
  if (step.kind != SaslStep::Kind::done) {
    return demand(step.identity.empty(), "somebody is named who was not let in", input);
  }
  demand(step.identity == user, "somebody is let in who is not there", input);
  if (mechanism == apps::sasl::external) {
    return demand(channel.certificate && channel.certificate_identity == user,
                  "let in by a certificate that is another's", input);
  }
  const bool shows_password = mechanism == apps::sasl::plain || mechanism == apps::sasl::login;
  demand(shows_password, "let in by SCRAM without a password", input);
  demand(heard.find(password) != std::string_view::npos, "let in without a password", input);
}

void play_server(std::string_view mechanism, const apps::SaslChannel& channel,
                 std::string_view input) {
  const auto server = apps::SaslServer::begin(mechanism, users(), channel);
  if (!server) return;
  Messages messages(input);
  std::string nonce;
  std::string heard;
  for (std::size_t i = 0; i < messages_max; ++i) {
    const std::string message = messages.next(nonce);
    heard += message;
    const bool absent = i == 0 && message.empty();
    const SaslStep step = server->step(absent ? std::nullopt : std::optional<std::string>(message));
    check_admission(step, mechanism, channel, heard, input);
    if (is_over(step)) break;
    nonce = nonce_in(step.octets);
  }
  const SaslStep after = server->step("");
  if (after.kind == SaslStep::Kind::challenge) return;  // the messages ended before the exchange
  const SaslStep later = server->step("");
  demand(later.kind == SaslStep::Kind::failed && later.octets.empty() && later.identity.empty(),
         "an exchange that is over goes on", input);
}

void play_client(std::string_view mechanism, const apps::SaslChannel& channel,
                 std::string_view input) {
  const auto client =
      apps::SaslClient::begin(mechanism, {std::string(user), std::string(password), ""}, channel);
  if (!client) return;
  const bool scram = mechanism == apps::sasl::scram || mechanism == apps::sasl::scram_plus;
  Messages messages(input);
  std::string nonce;
  bool over = false;
  if (client->speaks_first()) {
    const SaslStep step = client->step({});
    over = is_over(step);
    nonce = nonce_in(step.octets);
  }
  for (std::size_t i = 0; i < messages_max && !over; ++i) {
    const std::string message = messages.next(nonce);
    const auto first = fuzz::reference_server_first(message);
    if (first && first->iterations > asked_iterations_max) return;
    over = is_over(client->step(message));
    demand(!scram || !client->complete(), "a server is believed that knows nothing", input);
  }
  if (!over) return;
  const SaslStep later = client->step("");
  demand(later.kind == SaslStep::Kind::failed && later.octets.empty(),
         "an exchange that is over goes on", input);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  fuzz::Choices choices(data, size);
  const std::uint8_t who = choices.octet();
  const apps::SaslChannel channel = channel_of(choices.octet());
  const std::string input(choices.rest());
  const std::string_view mechanism = mechanism_of(who >> 1);
  if ((who & 1) == 0) {
    play_server(mechanism, channel, input);
  } else {
    play_client(mechanism, channel, input);
  }
  return 0;
}
