#pragma once
// The octet side of a session: what a transport drives, whoever stands behind it.

#include <array>
#include <chrono>
#include <cstddef>
#include <optional>
#include <span>
#include <string_view>

namespace heloport::engine {

/// The caller's clock: milliseconds since any moment, never going back.
using Time = std::chrono::milliseconds;

/// Octets that wait to be sent, in order: at most two runs, so that a message body can follow a
/// command without being copied behind it. An empty run has no meaning.
/// Lifetime: until the next non-const call.
struct Output {
  std::array<std::string_view, 2> runs;
  std::size_t size() const { return runs[0].size() + runs[1].size(); }
  bool empty() const { return size() == 0; }
};

/// Octets in, octets out, and time. The same for a server, a client and a TLS layer, so a
/// transport never learns which one it drives.
///
/// Use:      expire(now), then fill input() and call received(n); let the application pull its
///           events; write output() and call sent(n); call expire(now) again when deadline()
///           has come. When finished() and output() is empty: close the connection.
/// Shape:    input() is contiguous and empty when no octets are wanted now, which is all the
///           backpressure there is. It stays the same until received() or the next event.
/// Units:    octets; Time of the caller's clock.
/// Errors:   none. A peer's mistake is answered inside, the end shows in finished().
/// Threads:  none. One side belongs to one thread at a time.
class OctetSide {
 public:
  virtual ~OctetSide() = default;

  /// Room to read into. Empty: do not read now.
  virtual std::span<char> input() = 0;
  /// n octets, at most input().size(), were put there.
  virtual void received(std::size_t n) = 0;
  /// The peer will send nothing more.
  virtual void end_of_input() = 0;

  /// What to send, in order.
  virtual Output output() const = 0;
  /// The first n octets of output() left.
  virtual void sent(std::size_t n) = 0;

  /// When expire() must be called at the latest; nothing while no timeout runs.
  virtual std::optional<Time> deadline() const = 0;
  /// The only way time enters: it is `now`. Cheap: call it before received() each time.
  virtual void expire(Time now) = 0;

  /// The session is over: send what output() still holds, then close.
  virtual bool finished() const = 0;
  /// finished(), and the peer has asked for it: it sends nothing more (RFC 5321, 4.1.1.10), so who
  /// closes at once cuts nothing off.
  virtual bool peer_is_done() const { return false; }
};

}  // namespace heloport::engine
