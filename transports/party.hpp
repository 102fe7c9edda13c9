#pragma once
// What a transport serves: one party of a conversation, and how it comes into being.

#include <cstddef>
#include <functional>
#include <memory>
#include <string>

#include "engine/octet_side.hpp"

namespace heloport::transports {

/// How soon a party must stop (graceful stop on SIGTERM).
enum class Urgency {
  when_idle,  // finish what is running, take nothing new
  now,        // the grace time is over
};

/// One party: the octets of its session, and the application behind it.
///
/// Use:     the transport calls serve() after every received(), end_of_input(), sent() and
///          expire() on octets(), and whenever its wake was called; then it looks at output(),
///          input(), deadline() and finished() again.
/// Threads: all calls come from the loop that owns the connection.
class Party {
 public:
  virtual ~Party() = default;
  virtual engine::OctetSide& octets() = 0;
  /// Pulls every event that is due and answers it.
  virtual void serve() = 0;
  /// The transport wants to stop. The party says goodbye in its own words.
  virtual void stop(Urgency urgency) = 0;
};

/// Who is at the other end, as far as the transport knows.
struct Arrival {
  /// Makes the transport call serve() soon. Callable from any thread, any number of times, also
  /// after the connection is gone: then it does nothing.
  std::function<void()> wake;
  /// "192.0.2.1" or "2001:db8::1"; empty where there is no address (Unix socket, stdio, memory).
  std::string peer_address;
  /// Loopback, Unix socket, stdio, memory: the peer is on this machine.
  bool local = false;
  /// Which Server::listen() it came in by, counted from 0.
  std::size_t entrance = 0;
  /// A proxy did not know who its client is: `peer_address` is the proxy's.
  bool client_unknown = false;
};

using Welcome = std::function<std::unique_ptr<Party>(const Arrival&)>;

}  // namespace heloport::transports
