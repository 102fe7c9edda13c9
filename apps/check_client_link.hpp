#pragma once
// The connection of a client that is judged: a socket, and TLS when the case says so.

#include <chrono>
#include <memory>
#include <string>
#include <string_view>

#include "conformance/client_stage.hpp"
#include "transports/descriptor.hpp"
#include "transports/tls_context.hpp"

namespace heloport::apps {

/// A ClientLink over a connected socket.
///
/// Shape:  blocks for as long as it is told and no longer; what the client says while we write is
///         read meanwhile. Octets that came in clear and were not read when TLS begins are lost,
///         as RFC 3207, 4.2 wants it.
/// Limits: a write that makes no progress for ten seconds has failed, as has a handshake.
class CheckClientLink final : public conformance::ClientLink {
 public:
  CheckClientLink(transports::Descriptor socket,
                  std::shared_ptr<const transports::TlsServerContext> context);
  ~CheckClientLink() override;

  bool write(std::string_view octets) override;
  Received read(std::chrono::milliseconds patience) override;
  void end_writing() override;
  std::string serve_tls() override;
  void reset() override;

 private:
  struct Inside;
  std::unique_ptr<Inside> inside_;
};

}  // namespace heloport::apps
