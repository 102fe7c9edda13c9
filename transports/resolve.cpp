// See resolve.hpp.

#include "transports/resolve.hpp"

#include <netdb.h>
#include <sys/socket.h>

#include <algorithm>
#include <array>
#include <memory>
#include <string>

namespace heloport::transports {
namespace {

using Found = std::unique_ptr<addrinfo, decltype(&::freeaddrinfo)>;

bool is_host_name(std::string_view host) {
  return !host.empty() && std::all_of(host.begin(), host.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
           c == '.';
  });
}

/// `HOST:PORT` with the name replaced by an address; empty when it is not known.
std::string with_address(std::string_view host, std::string_view port) {
  addrinfo wanted{};
  wanted.ai_socktype = SOCK_STREAM;
  addrinfo* list = nullptr;
  if (::getaddrinfo(std::string(host).c_str(), nullptr, &wanted, &list) != 0) return "";
  const Found found(list, &::freeaddrinfo);
  std::array<char, NI_MAXHOST> ip{};
  const int error = ::getnameinfo(found->ai_addr, found->ai_addrlen, ip.data(), ip.size(), nullptr,
                                  0, NI_NUMERICHOST);
  if (error != 0) return "";
  const std::string text(ip.data());
  return (found->ai_family == AF_INET6 ? "[" + text + "]" : text) + std::string(port);
}

}  // namespace

std::variant<Address, Fault> resolve_address(std::string_view text) {
  auto parsed = parse_address(text);
  const std::size_t colon = text.rfind(':');
  if (std::holds_alternative<Address>(parsed) || colon == text.npos) return parsed;
  if (text.starts_with("unix:")) return parsed;  // no host of that name was meant
  const std::string_view host = text.substr(0, colon);
  if (!is_host_name(host)) return parsed;
  const std::string address = with_address(host, text.substr(colon));
  if (!address.empty()) return parse_address(address);
  return Fault{std::make_error_code(std::errc::host_unreachable),
               "the host " + std::string(host) + " is not known"};
}

}  // namespace heloport::transports
