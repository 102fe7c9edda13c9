// Who the peer is: TLS, AUTH, and what a trusted peer says of its client.

#include <fmt/format.h>

#include "apps/log.hpp"
#include "apps/server_party.hpp"
#include "grammar/xtext.hpp"

namespace heloport::apps {

// TLS.

bool ServerParty::on(const engine::StartTls&) {
  if (!service_.tls) return refuse({454, "4.7.0", "TLS is not available"}, "STARTTLS");
  session_.accept();
  tls_.start(service_.tls);
  return true;
}

// While a handshake runs, the session gets no octets and must say nothing: a greeting would come
// before it knows what TLS has settled.
bool ServerParty::ready_to_talk() {
  using State = transports::TlsLayer::State;
  if (tls_.layer() == nullptr) return true;
  switch (tls_.layer()->state()) {
    case State::clear:
      return true;
    case State::waiting:
    case State::handshaking:
      return false;
    case State::open:
    case State::failed:
      if (!std::exchange(tls_noted_, true)) note_tls();
      return true;
  }
  return true;
}

// True: the session has something new.
bool ServerParty::moved_inside_tls() {
  return tls_.layer() != nullptr && tls_.layer()->exchange();
}

const transports::TlsFacts* ServerParty::tls_facts() const {
  return tls_.layer() != nullptr ? tls_.layer()->facts() : nullptr;
}

// RFC 8314, 4: what was negotiated belongs into the log. A failed handshake has ended the
// session's input; it says by itself what follows.
void ServerParty::note_tls() {
  if (tls_facts() == nullptr) {
    return log_note(fmt::format("TLS failed, {}: {}", peer(), shown(tls_.layer()->failure())));
  }
  const transports::TlsFacts& facts = *tls_facts();
  log_note(fmt::format("TLS, {}: {} {}{}{}", peer(), facts.version, facts.cipher,
                       facts.certificate_identity.empty() ? "" : ", certificate of ",
                       shown(facts.certificate_identity)));
  session_.tls_started(!facts.certificate_identity.empty());
}

// AUTH.

SaslChannel ServerParty::channel() const {
  SaslChannel channel;
  if (tls_facts() == nullptr) return channel;
  const transports::TlsFacts& facts = *tls_facts();
  channel.tls = true;
  // Who was offered no binding rightly says so (RFC 5802, 6): there is nothing to tell it about.
  if (service_.options.mechanisms.has(engine::MechanismId::scram_sha_256_plus)) {
    channel.tls_unique = facts.channel_binding_unique;
    channel.tls_exporter = facts.channel_binding_exporter;
  }
  // The certificate is the peer's, and not that of a client for whom it speaks.
  channel.certificate = facts.client_certificate && !spoken_for_;
  if (channel.certificate) channel.certificate_identity = facts.certificate_identity;
  return channel;
}

bool ServerParty::on(const engine::Auth& auth) {
  if (service_.users != nullptr) {
    login_ = SaslServer::begin(auth.mechanism, *service_.users, channel());
  }
  if (!login_) return refuse({504, "5.5.4", "Mechanism not offered"}, "AUTH");
  std::optional<std::string> response;
  if (auth.initial_response) response = std::string(*auth.initial_response);
  return step_login(std::move(response));
}

bool ServerParty::on(const engine::AuthResponse& response) {
  return step_login(std::string(response.octets));
}

bool ServerParty::on(const engine::AuthDropped&) {
  login_.reset();
  return true;
}

bool ServerParty::step_login(std::optional<std::string> response) {
  return send_errand(
      [login = login_, response = std::move(response)] { return login->step(response); },
      [](ServerParty& party, const SaslStep& step) { party.tell_login(step); });
}

void ServerParty::name_peer(const std::string& name) {
  identity_ = name.empty() ? nullptr : std::make_unique<std::string>(name);
}

const std::string& ServerParty::identity() const {
  static const std::string nobody;
  return identity_ ? *identity_ : nobody;
}

// One text for every failure: which it was is nobody's business but the log's, and there only that
// it was.
void ServerParty::tell_login(const SaslStep& step) {
  if (step.kind == SaslStep::Kind::challenge) return session_.challenge(step.octets);
  login_.reset();
  switch (step.kind) {
    case SaslStep::Kind::challenge:
      return;
    case SaslStep::Kind::done:
      name_peer(step.identity);
      log_note(fmt::format("login of {}, {}", shown(identity()), peer()));
      return session_.accept();
    case SaslStep::Kind::failed:
      log_note(fmt::format("login failed, {}", peer()));
      return session_.reject({535, "5.7.8", "Authentication failed"});
    case SaslStep::Kind::malformed:
      log_note(fmt::format("login malformed, {}", peer()));
      return session_.reject({501, "5.5.2", "That is no response to this mechanism"});
    case SaslStep::Kind::temporary:
      log_warning(fmt::format("login impossible now, {}", peer()));
      return session_.reject({454, "4.7.0", "Temporary authentication failure"});
  }
}

// What a trusted peer says.

namespace {

constexpr std::string_view unknown_marks[] = {"[UNAVAILABLE]", "[TEMPUNAVAIL]"};

/// The value of one attribute; empty when it was not given, or is said to be unknown.
std::string attribute(const grammar::ParameterList& attributes, std::string_view name) {
  for (const grammar::Parameter each : attributes) {
    if (!grammar::equal_ignoring_case(each.keyword, name)) continue;
    const std::string value = grammar::decode_xtext(each.value).value_or("");
    for (std::string_view mark : unknown_marks) {
      if (grammar::equal_ignoring_case(value, mark)) return "";
    }
    return value;
  }
  return "";
}

bool has(const grammar::ParameterList& attributes, std::string_view name) {
  for (const grammar::Parameter each : attributes) {
    if (grammar::equal_ignoring_case(each.keyword, name)) return true;
  }
  return false;
}

// "IPV6:2001:db8::1" is how XCLIENT writes an IPv6 address.
std::string plain_address(std::string address) {
  constexpr std::string_view tag = "IPV6:";
  const bool tagged =
      grammar::equal_ignoring_case(std::string_view(address).substr(0, tag.size()), tag);
  return tagged ? address.substr(tag.size()) : address;
}

}  // namespace

// Whoever speaks for others is on no machine of ours as them: their mail is not to be read here.
bool ServerParty::on(const engine::Xclient& question) {
  if (service_.policy.serves_every_domain()) {
    return refuse({554, "5.7.1", "No mail from other machines: no domain is served"}, "XCLIENT");
  }
  local_ = false;
  spoken_for_ = true;
  name_peer(attribute(question.attributes, "LOGIN"));
  if (has(question.attributes, "ADDR")) {
    peer_address_ = plain_address(attribute(question.attributes, "ADDR"));
  }
  log_note(fmt::format("XCLIENT: now {}", peer()));
  session_.accept();
  return true;
}

bool ServerParty::on(const engine::Xforward& question) {
  log_note(fmt::format("XFORWARD, {}: {}", peer(), shown(question.attributes.text())));
  session_.accept();
  return true;
}

// Mail does not wait here for anybody: it lies in its mailbox.
bool ServerParty::on(const engine::Etrn&) {
  return refuse({459, "4.7.1", "No mail is queued here"}, "ETRN");
}

}  // namespace heloport::apps
