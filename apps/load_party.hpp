#pragma once
// A session of a load with its TLS, as a loop drives it.

#include <memory>
#include <optional>
#include <string>

#include "apps/load_session.hpp"
#include "transports/party.hpp"
#include "transports/tls_context.hpp"
#include "transports/tls_layer.hpp"

namespace heloport::apps {

/// TLS of a load. Without a context there is none.
struct LoadTls {
  std::shared_ptr<const transports::TlsClientContext> context = nullptr;
  std::string server_name = "localhost";  // that the certificate is for, where it is verified
  bool at_once = false;                   // from the first octet
};

/// Lifetime: `shared` outlives it.
/// Threads:  none.
class LoadParty final : public transports::Party {
 public:
  LoadParty(std::size_t number, LoadShared& shared, const LoadTls& tls);

  engine::OctetSide& octets() override;
  void serve() override;
  void stop(transports::Urgency) override {}

  LoadSession& session() { return session_; }
  /// Why TLS failed; empty: it did not.
  std::string tls_failure() const { return layer_ ? layer_->failure() : std::string(); }

 private:
  void tell_tls();

  LoadSession session_;
  std::unique_ptr<transports::TlsLayer> layer_;
  bool tls_told_ = false;  // to the session
};

}  // namespace heloport::apps
