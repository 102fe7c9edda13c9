#pragma once
// Where to listen or to connect, as a user writes it.

#include <cstdint>
#include <string>
#include <string_view>
#include <variant>

#include "transports/fault.hpp"

namespace heloport::transports {

/// An IP address in its canonical spelling, without brackets, and a TCP port.
struct IpAddress {
  std::string ip;
  std::uint16_t port = 0;  // 0: the kernel chooses
  bool operator==(const IpAddress&) const = default;
};

/// The path of a Unix socket.
struct UnixPath {
  std::string path;
  bool operator==(const UnixPath&) const = default;
};

using Address = std::variant<IpAddress, UnixPath>;

/// Reads `127.0.0.1:2525`, `[::1]:2525`, `localhost:2525` (which is 127.0.0.1) or `unix:PATH`.
/// Other names are not looked up: a fault says so, as it says what else to write instead.
std::variant<Address, Fault> parse_address(std::string_view text);

/// As parse_address() reads it.
std::string to_string(const Address& address);

/// 127.0.0.0/8, ::1 and Unix sockets: whoever is there is on this machine.
bool is_loopback(const Address& address);

}  // namespace heloport::transports
