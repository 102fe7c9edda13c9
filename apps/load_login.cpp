// See load_login.hpp.

#include "apps/load_login.hpp"

#include <fmt/format.h>

#include <utility>
#include <variant>

#include "apps/opening.hpp"
#include "apps/sasl_library.hpp"
#include "engine/limits.hpp"

namespace heloport::apps {
namespace {

using Kind = SaslStep::Kind;

constexpr std::size_t crlf_octets = 2;

}  // namespace

LoadLogin::~LoadLogin() {
  wipe(line_);
  if (unsaid_) wipe(*unsaid_);
}

void LoadLogin::tls_is(const SaslChannel& channel) {
  channel_ = channel;
  offer_ = {};
}

std::optional<LoadFault> LoadLogin::begin() {
  const auto chosen = mechanism_for(offer_.extensions, offer_.mechanisms, channel_, true);
  if (const auto* failure = std::get_if<Opening::Failure>(&chosen)) {
    return LoadFault{failure->exit, failure->text};
  }
  const std::string& mechanism = std::get<std::string>(chosen);
  command_ = "AUTH " + mechanism;
  line_ = command_;
  exchange_ = SaslClient::begin(mechanism, login_, channel_);
  if (!exchange_) return LoadFault{Exit::software, mechanism + " cannot be begun"};
  if (!exchange_->speaks_first()) return std::nullopt;
  SaslStep step = exchange_->step(std::nullopt);
  if (step.kind != Kind::challenge && step.kind != Kind::done) {
    return LoadFault{Exit::data, "this user name or password cannot be said in " + mechanism};
  }
  say(step.octets.empty() ? "=" : sasl_base64(step.octets));
  wipe(step.octets);
  return std::nullopt;
}

// Beside AUTH where the line has room for it, after an empty 334 elsewhere.
void LoadLogin::say(std::string response) {
  const std::size_t octets = line_.size() + 1 + response.size() + crlf_octets;
  if (octets > engine::Limits{}.command_octets_max) {
    unsaid_ = std::move(response);
    return;
  }
  line_ += ' ' + response;
  wipe(response);
}

std::optional<LoadFault> LoadLogin::answer(std::string_view challenge) {
  wipe(line_);
  if (unsaid_ && challenge.empty()) {
    line_ = *std::exchange(unsaid_, std::nullopt);
    return std::nullopt;
  }
  const auto octets = from_sasl_base64(challenge);
  if (unsaid_ || !octets) {
    return LoadFault{Exit::protocol, command_ + " was answered with what is no challenge"};
  }
  SaslStep step = exchange_->step(*octets);
  if (step.kind == Kind::temporary) return LoadFault{Exit::os_error, "no memory is left"};
  if (step.kind != Kind::challenge && step.kind != Kind::done) {
    return LoadFault{Exit::protocol, command_ + " was answered with a challenge that is not right"};
  }
  line_ = sasl_base64(step.octets);
  wipe(step.octets);
  return std::nullopt;
}

// As Opening: a server that has not shown that it knows the secret may be anybody (RFC 5802, 9).
std::optional<LoadFault> LoadLogin::succeed() const {
  if (exchange_->complete()) return std::nullopt;
  return LoadFault{Exit::protocol,
                   "the server took the login without proving that it knows the user"};
}

}  // namespace heloport::apps
