// A session of a load with its TLS, as a loop drives it.

#include "apps/load_party.hpp"

namespace heloport::apps {

namespace {

// Said in the hello; what the certificate says is not looked at.
constexpr const char* server_name = "localhost";

}  // namespace

LoadParty::LoadParty(std::size_t number, LoadShared& shared, const LoadTls& tls)
    : session_(number, shared) {
  if (!tls.context) return;
  layer_ = std::make_unique<transports::TlsLayer>(session_, tls.context, server_name);
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
    if (session_.asks_tls() && layer_->state() == State::open) session_.tls_started();
    session_.speak();
  }
}

}  // namespace heloport::apps
