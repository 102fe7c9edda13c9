#pragma once
// A session in clear that may become one inside TLS.

#include <memory>
#include <optional>
#include <span>

#include "engine/octet_side.hpp"
#include "transports/tls_context.hpp"
#include "transports/tls_layer.hpp"

namespace heloport::transports {

/// An octet side in front of a server's session: in clear it is the session itself, and from
/// start() on a TLS layer in front of it. The layer, half a KiB, is made only then, because most
/// sessions that wait are in clear.
///
/// Use:      drive it as any octet side. STARTTLS: start() when the session has its 220 in
///           output(). Implicit TLS: start_at_once() before the transport sees it. Neither after
///           end_of_input(), when nobody is left to shake hands with. From then on as with
///           TlsLayer: each time the session was served, layer()->exchange(), and serve it again
///           while that returns true.
/// Lifetime: the session behind must outlive it. layer() lives as long as this.
/// Errors:   those of TlsLayer.
/// Threads:  none, as the session behind.
class TlsUpgrade final : public engine::OctetSide {
 public:
  explicit TlsUpgrade(engine::OctetSide& behind) : behind_(behind) {}
  TlsUpgrade(const TlsUpgrade&) = delete;
  TlsUpgrade& operator=(const TlsUpgrade&) = delete;

  void start(std::shared_ptr<const TlsServerContext> context);
  void start_at_once(std::shared_ptr<const TlsServerContext> context);

  /// Null while in clear.
  TlsLayer* layer() { return layer_.get(); }
  const TlsLayer* layer() const { return layer_.get(); }

  std::span<char> input() override { return side().input(); }
  void received(std::size_t n) override { side().received(n); }
  void end_of_input() override { side().end_of_input(); }
  engine::Output output() const override { return side().output(); }
  void sent(std::size_t n) override { side().sent(n); }
  std::optional<engine::Time> deadline() const override { return side().deadline(); }
  void expire(engine::Time now) override;
  bool finished() const override { return side().finished(); }
  bool peer_is_done() const override { return side().peer_is_done(); }

 private:
  engine::OctetSide& side() const;
  TlsLayer& make_layer(std::shared_ptr<const TlsServerContext> context);

  engine::OctetSide& behind_;
  std::unique_ptr<TlsLayer> layer_;
  engine::Time now_ = engine::Time::min();  // until the first expire()
};

}  // namespace heloport::transports
