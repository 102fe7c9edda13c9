#pragma once
// TLS on the client's side of any PeerLink.

#include <chrono>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "conformance/peer_player.hpp"
#include "transports/tls_context.hpp"
#include "transports/tls_facts.hpp"

namespace heloport::apps {

/// A link that can put TLS between itself and the link behind it.
///
/// Use:     as the link behind it; start_tls() once, after the 220 to STARTTLS was read, or first
/// of
///          all where TLS is implicit.
/// Shape:   before: octets pass as they are. After: what is written leaves in records and what is
///          read was in one. end_writing() says close_notify, then ends the direction behind it:
///          the other one goes on. What the peer said in clear behind its 220 was read by then or
///          meets the handshake, and fails it.
/// Limits:  a handshake that takes longer than `handshake_patience` has failed.
/// Errors:  a broken record, or an end that nobody announced, is the end (see truncated()).
/// Threads: one. The context is shared by all.
class TlsLink final : public conformance::PeerLink {
 public:
  /// `server_name`: as for TlsLayer.
  TlsLink(std::unique_ptr<conformance::PeerLink> behind,
          std::shared_ptr<const transports::TlsClientContext> context, std::string server_name,
          std::chrono::milliseconds handshake_patience = std::chrono::seconds(10));
  ~TlsLink() override;

  bool write(std::string_view octets) override;
  Received read(std::chrono::milliseconds patience) override;
  void end_writing() override;
  std::optional<std::string> start_tls() override;

  /// Null before the handshake, and after one that failed.
  const transports::TlsFacts* facts() const;
  /// What was read ended without the peer saying so.
  bool truncated() const;

 private:
  struct Inside;
  bool move();
  Received::Kind take(std::chrono::milliseconds patience);

  std::unique_ptr<conformance::PeerLink> behind_;
  std::shared_ptr<const transports::TlsClientContext> context_;
  std::string server_name_;
  std::chrono::milliseconds handshake_patience_;
  std::unique_ptr<Inside> inside_;  // from start_tls() on
};

}  // namespace heloport::apps
