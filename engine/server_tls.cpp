// STARTTLS (RFC 3207). The handshake itself is a layer's business, which tells when TLS stands.

#include <cassert>

#include "engine/server_session.hpp"

namespace heloport::engine {

// Offered or not, inside TLS there is no second one (RFC 3207, 4.2).
ServerSession::Outcome ServerSession::on_starttls(const grammar::Command&) {
  if (tls_) return mistake(Say::tls_active);
  return ask(Question::starttls, StartTls{});
}

// Whatever came behind STARTTLS came in clear: a peer must wait for the 220 (RFC 3207, 4). It is
// thrown away here, and what still comes before the handshake in discard_clear_octets(), so that
// nothing said in clear is ever taken for something said inside TLS.
void ServerSession::accept_starttls() {
  input_.consume(input_.unread().size());
  advance(grammar::Verb::starttls);
}

ServerSession::Outcome ServerSession::discard_clear_octets() {
  input_.consume(input_.unread().size());
  return rest();
}

void ServerSession::tls_started(bool client_certificate) {
  if (closed_) return;
  assert(phase_ == Phase::handshake || phase_ == Phase::connecting);
  tls_ = true;
  client_certificate_ = client_certificate;
  if (phase_ != Phase::handshake) return;
  input_.consume(input_.unread().size());
  forget_client();
  waiting_since_ = now_.value_or(Time{});
}

}  // namespace heloport::engine
