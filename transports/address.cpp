// Where to listen or to connect, as a user writes it.

#include "transports/address.hpp"

#include <arpa/inet.h>
#include <netinet/in.h>

#include <array>
#include <charconv>
#include <optional>

#include "transports/socket_address.hpp"

namespace heloport::transports {

namespace {

constexpr std::string_view unix_prefix = "unix:";

Fault unreadable(std::string_view text, const std::string& advice) {
  return {std::make_error_code(std::errc::invalid_argument),
          "\"" + std::string(text) + "\" is no address: " + advice};
}

std::optional<std::uint16_t> parse_port(std::string_view text) {
  std::uint16_t port = 0;
  const char* const end = text.data() + text.size();
  const auto [stopped, error] = std::from_chars(text.data(), end, port);
  if (error != std::errc{} || stopped != end) return std::nullopt;
  return port;
}

// The spelling that the system uses, or nothing for what is no address of this family.
std::optional<std::string> canonical(int family, const std::string& ip) {
  std::array<unsigned char, sizeof(in6_addr)> octets;
  std::array<char, INET6_ADDRSTRLEN> text;
  if (::inet_pton(family, ip.c_str(), octets.data()) != 1) return std::nullopt;
  return ::inet_ntop(family, octets.data(), text.data(), text.size());
}

std::variant<Address, Fault> parse_unix(std::string_view text) {
  const std::string_view path = text.substr(unix_prefix.size());
  if (path.empty()) return unreadable(text, "a path is missing, as in unix:/run/heloport.sock");
  if (path.size() > unix_path_octets_max) {
    return unreadable(text, "the system takes at most " + std::to_string(unix_path_octets_max) +
                                " octets of path, use a shorter one");
  }
  if (path.find('\0') != path.npos) return unreadable(text, "leave out the NUL");
  return Address{UnixPath{std::string(path)}};
}

std::variant<Address, Fault> parse_ip(std::string_view text, std::string_view host, bool brackets,
                                      std::uint16_t port) {
  if (!brackets && host == "localhost") host = "127.0.0.1";
  const auto ip = canonical(brackets ? AF_INET6 : AF_INET, std::string(host));
  if (ip) return Address{IpAddress{*ip, port}};
  if (!brackets && canonical(AF_INET6, std::string(host))) {
    return unreadable(text, "write IPv6 addresses in brackets, as in [::1]:2525");
  }
  return unreadable(text,
                    "write an IP address or localhost before the port, names are not looked up");
}

}  // namespace

std::variant<Address, Fault> parse_address(std::string_view text) {
  if (text.starts_with(unix_prefix)) return parse_unix(text);
  const std::size_t colon = text.rfind(':');
  const bool in_brackets = text.starts_with('[');
  if (colon == text.npos || (in_brackets && text.ends_with(']'))) {
    return unreadable(text, "a port is missing, write 127.0.0.1:2525, [::1]:2525 or unix:PATH");
  }
  const auto port = parse_port(text.substr(colon + 1));
  if (!port) return unreadable(text, "the port must be a number from 0 to 65535");
  std::string_view host = text.substr(0, colon);
  if (in_brackets) {
    if (!host.ends_with(']')) return unreadable(text, "the closing bracket is missing");
    host = host.substr(1, host.size() - 2);
  }
  return parse_ip(text, host, in_brackets, *port);
}

std::string to_string(const Address& address) {
  if (const auto* unix_path = std::get_if<UnixPath>(&address)) {
    return std::string(unix_prefix) + unix_path->path;
  }
  const auto& [ip, port] = std::get<IpAddress>(address);
  const bool brackets = ip.find(':') != ip.npos;
  return (brackets ? "[" + ip + "]:" : ip + ":") + std::to_string(port);
}

bool is_loopback(const Address& address) {
  const auto* ip = std::get_if<IpAddress>(&address);
  return ip == nullptr || is_loopback_ip(ip->ip);
}

}  // namespace heloport::transports
