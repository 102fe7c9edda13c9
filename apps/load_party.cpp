// A session of a load with its TLS, as a loop drives it.

#include "apps/load_party.hpp"

#include <utility>

#include "apps/client_party.hpp"

namespace heloport::apps {

LoadParty::LoadParty(std::size_t number, LoadShared& shared, const LoadTls& tls)
    : session_(number, shared) {
  if (!tls.context) return;
  layer_ = std::make_unique<transports::TlsLayer>(session_, tls.context, tls.server_name);
  if (tls.at_once) layer_->start_at_once();
}

engine::OctetSide& LoadParty::octets() {
  if (layer_) return *layer_;
  return session_;
}

void LoadParty::serve() {
  session_.speak();
  if (!layer_) return;
  using State = transports::TlsLayer::State;
  if (session_.asks_tls() && layer_->state() == State::clear) layer_->start();
  while (layer_->exchange()) {
    tell_tls();
    session_.speak();
  }
}

// Before the session is given anything out of it.
void LoadParty::tell_tls() {
  const transports::TlsFacts* const facts = layer_->facts();
  if (facts == nullptr || std::exchange(tls_told_, true)) return;
  session_.tls_started(channel_of(*facts, false));
}

}  // namespace heloport::apps
