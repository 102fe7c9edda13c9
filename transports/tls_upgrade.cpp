// A session in clear that may become one inside TLS.

#include "transports/tls_upgrade.hpp"

#include <cassert>
#include <utility>

namespace heloport::transports {

engine::OctetSide& TlsUpgrade::side() const {
  if (layer_) return *layer_;
  return behind_;
}

void TlsUpgrade::start(std::shared_ptr<const TlsServerContext> context) {
  TlsLayer& layer = make_layer(std::move(context));
  // The session's room may be lent still. Asked for it before its start, the layer takes what is
  // reported for octets in clear, which fail the handshake.
  layer.input();
  layer.start();
}

void TlsUpgrade::start_at_once(std::shared_ptr<const TlsServerContext> context) {
  make_layer(std::move(context)).start_at_once();
}

// The layer counts the time of its handshake from its start, so it is told what time that is.
TlsLayer& TlsUpgrade::make_layer(std::shared_ptr<const TlsServerContext> context) {
  assert(!layer_);
  layer_ = std::make_unique<TlsLayer>(behind_, std::move(context));
  if (now_ != engine::Time::min()) layer_->expire(now_);
  return *layer_;
}

void TlsUpgrade::expire(engine::Time now) {
  if (!layer_) now_ = now;
  side().expire(now);
}

}  // namespace heloport::transports
