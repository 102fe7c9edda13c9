// Addresses as the system's calls take and give them.

#include "transports/socket_address.hpp"

#include <arpa/inet.h>
#include <netinet/in.h>

#include <array>
#include <cstddef>
#include <cstring>

namespace heloport::transports {

namespace {

template <class T>
T& as(SocketAddress& address) {
  address.size = sizeof(T);
  return reinterpret_cast<T&>(address.storage);
}

template <class T>
const T& as(const SocketAddress& address) {
  return reinterpret_cast<const T&>(address.storage);
}

std::string spelled(int family, const void* octets) {
  std::array<char, INET6_ADDRSTRLEN> text;
  return ::inet_ntop(family, octets, text.data(), text.size());
}

}  // namespace

SocketAddress socket_address(const Address& address) {
  SocketAddress made;
  if (const auto* unix_path = std::get_if<UnixPath>(&address)) {
    auto& unix_address = as<sockaddr_un>(made);
    unix_address.sun_family = AF_UNIX;
    unix_path->path.copy(unix_address.sun_path, unix_path_octets_max);
    return made;
  }
  const auto& [ip, port] = std::get<IpAddress>(address);
  if (ip.find(':') == ip.npos) {
    auto& ipv4 = as<sockaddr_in>(made);
    ipv4.sin_family = AF_INET;
    ipv4.sin_port = htons(port);
    ::inet_pton(AF_INET, ip.c_str(), &ipv4.sin_addr);
    return made;
  }
  auto& ipv6 = as<sockaddr_in6>(made);
  ipv6.sin6_family = AF_INET6;
  ipv6.sin6_port = htons(port);
  ::inet_pton(AF_INET6, ip.c_str(), &ipv6.sin6_addr);
  return made;
}

bool is_loopback_ip(std::string_view ip) {
  return ip == "::1" || ip.starts_with("127.");
}

Peer peer_at(const SocketAddress& address) {
  Peer peer;
  if (address.family() == AF_INET) {
    peer.ip = spelled(AF_INET, &as<sockaddr_in>(address).sin_addr);
  } else if (address.family() == AF_INET6) {
    const in6_addr& ipv6 = as<sockaddr_in6>(address).sin6_addr;
    // The last four octets of a mapped address are the IPv4 address.
    peer.ip = IN6_IS_ADDR_V4MAPPED(&ipv6) ? spelled(AF_INET, &ipv6.s6_addr[12])
                                          : spelled(AF_INET6, &ipv6);
  }
  peer.local = peer.ip.empty() || is_loopback_ip(peer.ip);
  return peer;
}

std::uint16_t port_of(const SocketAddress& address) {
  return ntohs(address.family() == AF_INET6 ? as<sockaddr_in6>(address).sin6_port
                                            : as<sockaddr_in>(address).sin_port);
}

}  // namespace heloport::transports
