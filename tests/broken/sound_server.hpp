#pragma once
// Our server with everything switched on, or with what a fault asks for.

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "apps/service.hpp"
#include "conformance/peer_player.hpp"
#include "memory_peer.hpp"
#include "transports/tls_context.hpp"

namespace heloport::broken {

/// How the server differs from one with everything on.
struct ServerChoice {
  bool lmtp = false;
  bool tls_at_once = false;  // its connections begin with TLS
  bool tls_required = false;
  bool auth_required = false;
  bool nothing = false;                        // no extension at all
  std::vector<std::string> without;            // these extensions are off
  std::size_t recipients_max = 0;              // 0: as usual
  std::uint64_t message_octets_max = 100'000;  // small, so that a message can be too big soon
  bool tight = false;                          // DELIVERBY has a minimum, LIMITS a MAILMAX
  bool operator==(const ServerChoice&) const = default;
};

/// Who is known there. The proof gives them to the suite.
inline constexpr std::string_view user_name = "bob@example.org";
inline constexpr std::string_view user_password = "pencil";

/// Takes mail for example.org, stores none of it, and knows one user.
///
/// Errors:  an unknown extension in `without`, or certificates that are not there: it aborts with a
///          sentence.
/// Threads: connect() from any. Each link belongs to one.
class SoundServer {
 public:
  explicit SoundServer(const ServerChoice& choice);
  ~SoundServer();
  SoundServer(const SoundServer&) = delete;
  SoundServer& operator=(const SoundServer&) = delete;

  apps::Service& service();
  /// A new connection that can start TLS. Nobody's name is verified.
  std::unique_ptr<conformance::PeerLink> connect(MemoryOptions options = {});

 private:
  struct Inside;
  std::unique_ptr<Inside> inside_;
};

}  // namespace heloport::broken
