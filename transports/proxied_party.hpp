#pragma once
// Connections that a proxy passes on: the PROXY protocol in front of the session.

#include <functional>
#include <string_view>

#include "engine/octet_side.hpp"
#include "transports/party.hpp"
#include "transports/trust_list.hpp"

namespace heloport::transports {

struct ProxyOptions {
  /// From the first turn of the connection to the last octet of the header; a trickle buys none.
  /// The proxy sends it first thing, in one segment.
  engine::Time header_timeout{5'000};
  /// Told once for each connection that is closed for its header, and why: "its PROXY header is
  /// malformed". The Arrival is the proxy's. Not told: a connection that ended without an octet, as
  /// a proxy's checks do. Threads: called on any loop, several at once.
  std::function<void(const Arrival&, std::string_view why)> refused = {};
};

/// A Welcome that believes the PROXY protocol, versions 1 and 2, of peers that `trusted` holds,
/// and of nobody else.
///
/// Use:     Server server(options, proxied(welcome, trusted, {})). Where TLS comes first thing, its
///          layer belongs inside `real`: the header comes in front of it, in the clear.
/// Shape:   a trusted peer must begin with a header. Nothing is said to it before; then `real` is
///          called with the client's address, and every octet behind the header is the client's. A
///          client on loopback is local, as one that is accepted. LOCAL keeps the proxy's own
///          Arrival. So does a client whom the proxy does not know or who came by no TCP, but it is
///          not local: that is a right, and nobody knows whose.
///          Any other peer is given to `real` as it arrived, so that clients may share the port
///          with a proxy; a header of theirs is then input like any other.
/// Limits:  proxy_header_octets_max of room until what was in it has been handed over; from then
///          on input() lends the session's own room, and nothing is copied.
/// Errors:  no header in time, a malformed one, one too long: closed without a word, because only
///          the proxy would read it, and `refused` is told.
/// Source:  proxy-protocol.txt of HAProxy.
Welcome proxied(Welcome real, TrustList trusted, ProxyOptions options);

}  // namespace heloport::transports
