#pragma once
// Addresses as the system's calls take and give them.

#include <sys/socket.h>
#include <sys/un.h>

#include <string>
#include <string_view>

#include "transports/address.hpp"

namespace heloport::transports {

inline constexpr std::size_t unix_path_octets_max = sizeof(sockaddr_un::sun_path) - 1;

/// A sockaddr of any family with its size.
struct SocketAddress {
  sockaddr_storage storage{};
  socklen_t size = sizeof(sockaddr_storage);

  sockaddr* get() { return reinterpret_cast<sockaddr*>(&storage); }
  const sockaddr* get() const { return reinterpret_cast<const sockaddr*>(&storage); }
  int family() const { return storage.ss_family; }
};

SocketAddress socket_address(const Address& address);

/// 127.0.0.0/8 or ::1, as IpAddress spells them.
bool is_loopback_ip(std::string_view ip);

/// The other end of a connection, as an Arrival tells it.
struct Peer {
  std::string ip;  // empty where there is none; a mapped IPv4 address as IPv4
  bool local = true;
  std::size_t entrance = 0;  // as in Arrival
};

Peer peer_at(const SocketAddress& address);
/// The port that a bound IP socket has.
std::uint16_t port_of(const SocketAddress& address);

}  // namespace heloport::transports
