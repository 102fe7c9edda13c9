#pragma once
// Plays a server's transcript against whatever is at the other end of a connection.

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "conformance/failure.hpp"
#include "conformance/transcript.hpp"

namespace heloport::conformance {

/// The connection to a peer. descriptor_link.hpp is one over descriptors.
class PeerLink {
 public:
  struct Received {
    enum class Kind : std::uint8_t { octets, nothing, end };
    Kind kind = Kind::nothing;
    std::string octets;
  };

  virtual ~PeerLink() = default;
  /// Sends all of it. False when the peer does not take it.
  virtual bool write(std::string_view octets) = 0;
  /// Waits so long for octets at the most.
  virtual Received read(std::chrono::milliseconds patience) = 0;
  /// Nothing more will be written.
  virtual void end_writing() = 0;
  /// The handshake, as a client, now. Nothing: all octets from here on are inside TLS. Else why
  /// not; the connection is not to be used then.
  virtual std::optional<std::string> start_tls() { return "this link knows no TLS"; }
};

struct PeerOptions {
  std::chrono::milliseconds reply_patience{5000};
  /// How long a peer is listened to where it must not say anything. Silence cannot be proven; a
  /// reply that comes later is found by the next exchange.
  std::chrono::milliseconds silence{50};
  std::size_t chunk_octets = 0;  // 0: each write whole
  /// The peer was started with the limits and line endings that the file sets.
  bool limits_told = false;
};

/// Nothing if the file can be played against a peer. Else the line that cannot: a client's
/// transcript, a verdict other than `accept`, a clock, a stop, a limit that nobody told the peer.
/// `accept` and the lines of LIST and READ are taken for granted: the replies show whether the
/// peer says the same.
Result unplayable(const Transcript& transcript, const PeerOptions& options);

/// Plays all of it. Events are not seen and not compared, except that after `E: closed` the peer
/// must have closed the connection. Dialect and hostname are the business of whoever started the
/// peer. A file that is unplayable() is a failure.
Result play_against_peer(const Transcript& transcript, PeerLink& link, const PeerOptions& options);

}  // namespace heloport::conformance
