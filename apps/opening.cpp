// See opening.hpp.

#include "apps/opening.hpp"

#include <fmt/format.h>

#include <utility>
#include <vector>

#include "apps/sasl_library.hpp"
#include "apps/terminal_text.hpp"

namespace heloport::apps {
namespace {

using engine::CommandFault;

std::vector<std::string> names_of(engine::MechanismSet offered) {
  std::vector<std::string> names;
  for (const engine::Mechanism& mechanism : engine::mechanisms) {
    if (offered.has(mechanism.id)) names.emplace_back(mechanism.name);
  }
  return names;
}

Opening::Failure no_permission(std::string text) {
  return {Exit::no_permission, std::move(text)};
}

}  // namespace

std::variant<std::string, Opening::Failure> mechanism_for(const engine::ExtensionSet& extensions,
                                                          engine::MechanismSet mechanisms,
                                                          const SaslChannel& channel,
                                                          bool have_password) {
  if (!extensions.has(engine::ExtensionId::auth)) {
    const bool starttls = extensions.has(engine::ExtensionId::starttls);
    return no_permission(
        fmt::format("the server does not offer AUTH{}",
                    starttls ? " in clear; try --tls starttls" : "; leave out --user"));
  }
  auto mechanism = SaslClient::strongest(names_of(mechanisms), channel, have_password);
  if (mechanism) return *std::move(mechanism);
  const std::string_view hint =
      !have_password ? "it does not offer EXTERNAL; give a password with --password-file"
      : channel.tls  ? "its mechanisms are not known here"
                     : "try --tls starttls or implicit";
  return no_permission(
      fmt::format("the server offers no way to log in that would be safe: {}", hint));
}

Opening::~Opening() {
  wipe(wishes_.login.password);
  wipe(initial_response_);
}

// False: nothing can be said until an answer comes.
bool Opening::speak(engine::ClientSession& session) {
  if (failure_) return session.quit() == CommandFault::none;
  switch (stage_) {
    case Stage::tls:
      return begin_tls(session);
    case Stage::login:
      return begin_login(session);
    case Stage::starttls:
    case Stage::handshake:
    case Stage::exchange:
    case Stage::done:
      return false;
  }
  return false;
}

bool Opening::fail_with(Exit exit, std::string text) {
  failure_ = Failure{exit, std::move(text)};
  return true;
}

// TLS.

bool Opening::begin_tls(engine::ClientSession& session) {
  const bool wished = wishes_.tls == TlsWish::opportunistic || wishes_.tls == TlsWish::starttls;
  const bool offered = session.offered().has(engine::ExtensionId::starttls);
  if (!wished || channel_.tls || (!offered && wishes_.tls == TlsWish::opportunistic)) {
    stage_ = Stage::login;
    return true;
  }
  if (!offered) {
    return fail_with(Exit::unavailable,
                     "the server does not offer STARTTLS, and nothing is said to it in clear; "
                     "--tls none would");
  }
  if (session.starttls() != CommandFault::none) return false;
  stage_ = Stage::starttls;
  return true;
}

void Opening::hear_starttls(const engine::Answered& answer) {
  if (answer.positive()) {
    stage_ = Stage::handshake;
  } else if (wishes_.tls == TlsWish::opportunistic) {
    stage_ = Stage::login;
  } else {
    fail_with(
        answer.code < 500 ? Exit::temporary : Exit::unavailable,
        fmt::format("the server refused STARTTLS: {} {}", answer.code, terminal_text(answer.text)));
  }
}

void Opening::tls_is(const SaslChannel& channel) {
  channel_ = channel;
  if (stage_ == Stage::handshake) stage_ = Stage::login;
}

// Logging in.

bool Opening::begin_login(engine::ClientSession& session) {
  if (!wishes_.log_in) {
    stage_ = Stage::done;
    return true;
  }
  const auto chosen = mechanism_for(session.offered(), session.offered_mechanisms(), channel_,
                                    !wishes_.login.password.empty());
  if (const auto* failure = std::get_if<Failure>(&chosen)) {
    return fail_with(failure->exit, failure->text);
  }
  const std::string& mechanism = std::get<std::string>(chosen);
  exchange_ = SaslClient::begin(mechanism, wishes_.login, channel_);
  if (!exchange_) return fail_with(Exit::software, mechanism + " cannot be begun");
  std::optional<std::string_view> first;
  if (exchange_->speaks_first()) {
    SaslStep step = exchange_->step(std::nullopt);
    if (step.kind == SaslStep::Kind::failed) {
      return fail_with(Exit::data, "this user name or password cannot be said in " + mechanism);
    }
    initial_response_ = std::move(step.octets);
    first = initial_response_;
  }
  if (session.auth(mechanism, first) != CommandFault::none) {
    return fail_with(Exit::data, "this user name or password is too long to be said");
  }
  stage_ = Stage::exchange;
  return true;
}

bool Opening::respond(engine::ClientSession& session, const engine::Challenge& challenge) {
  if (!exchange_) return session.cancel_auth() == CommandFault::none;
  SaslStep step = exchange_->step(std::string(challenge.octets));
  const bool goes_on = step.kind == SaslStep::Kind::challenge || step.kind == SaslStep::Kind::done;
  const CommandFault fault = goes_on ? session.respond(step.octets) : session.cancel_auth();
  wipe(step.octets);
  if (fault == CommandFault::bad_argument) return session.cancel_auth() == CommandFault::none;
  return fault == CommandFault::none;
}

// A 235 from a server that has not shown that it knows the secret is worth nothing: it may be
// anybody who only wants the mail (RFC 5802, 9).
void Opening::hear_login(const engine::Answered& answer) {
  const std::unique_ptr<SaslClient> exchange = std::move(exchange_);
  if (answer.positive() && exchange && exchange->complete()) {
    stage_ = Stage::done;
  } else if (answer.positive()) {
    fail_with(Exit::protocol, "the server took the login without proving that it knows the user");
  } else {
    fail_with(answer.code < 500 ? Exit::temporary : Exit::no_permission,
              fmt::format("not logged in: {} {}", answer.code, terminal_text(answer.text)));
  }
}

void Opening::hear(const engine::Answered& answer) {
  if (answer.step == engine::Step::starttls) hear_starttls(answer);
  if (answer.step == engine::Step::auth) hear_login(answer);
}

}  // namespace heloport::apps
