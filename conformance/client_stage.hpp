#pragma once
// Plays the server's half of a case to a client that has connected.

#include <chrono>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

#include "conformance/client_case.hpp"
#include "conformance/client_conversation.hpp"
#include "conformance/client_pattern.hpp"
#include "conformance/peer_player.hpp"

namespace heloport::conformance {

/// A connection from a client, which can begin TLS. See PeerLink for the rest.
class ClientLink : public PeerLink {
 public:
  /// Does the server's handshake with what comes next. Empty, or why it failed.
  virtual std::string serve_tls() = 0;
  /// The connection is reset: the client sees an error, not an end.
  virtual void reset() = 0;
};

struct ClientPlayOptions {
  /// How long the client's next word is waited for.
  std::chrono::milliseconds patience{10'000};
};

/// Where a case was not as it must be.
struct Finding {
  enum class Kind : std::uint8_t { violated, inconclusive };
  Kind kind = Kind::violated;
  std::size_t line = 0;  // of the case
  std::string reason;    // a sentence without a full stop
  std::string allowed;   // a pattern; empty where there is nothing to compare
  std::string came;
  bool begun = true;  // the client came to the question, or to a part of it
};

/// What one connection of a case came to.
struct PlayedConnection {
  Conversation conversation;
  std::optional<Finding> finding;  // none: the scenes were as they must be
};

/// Plays one connection from greeting to end.
/// Limits: `turns_max` commands, content of `content_octets_max`; then the connection is closed.
PlayedConnection play_client_case(const ClientCase& subject, const CaseWords& words,
                                  ClientLink& link, const ClientPlayOptions& options);

}  // namespace heloport::conformance
