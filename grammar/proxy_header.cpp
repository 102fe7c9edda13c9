// parse_proxy_header(): which version it is, and version 2, which is binary. Version 1 is in
// proxy_line.rl.

#include "grammar/proxy_header.hpp"

#include <algorithm>
#include <cassert>
#include <optional>

namespace heloport::grammar {
namespace {

constexpr std::string_view signature("\r\n\r\n\0\r\nQUIT\n", 12);

// Version 2 in the upper half of the octet, the command in the lower.
constexpr std::uint8_t local_command = 0x20;
constexpr std::uint8_t proxy_command = 0x21;

// What the family's octet says of the addresses. What has no row must be refused.
struct Family {
  std::uint8_t octet;
  std::size_t ip_octets;         // of one of the two addresses
  std::size_t addresses_octets;  // of both, with their ports
  bool tcp;                      // anything else is accepted and is nobody's address
};
constexpr std::array families{
    Family{0x00, 0, 0, false},      // unspecified
    Family{0x11, 4, 12, true},      // TCP over IPv4
    Family{0x12, 4, 12, false},     // UDP over IPv4
    Family{0x21, 16, 36, true},     // TCP over IPv6
    Family{0x22, 16, 36, false},    // UDP over IPv6
    Family{0x31, 108, 216, false},  // Unix socket, stream
    Family{0x32, 108, 216, false},  // Unix socket, datagrams
};

const Family* family_of(std::uint8_t octet) {
  const auto* const found = std::find_if(families.begin(), families.end(),
                                         [octet](const Family& f) { return f.octet == octet; });
  return found == families.end() ? nullptr : found;
}

std::uint8_t octet_at(std::string_view octets, std::size_t at) {
  assert(at < octets.size());
  return static_cast<std::uint8_t>(octets[at]);
}

// In network order.
std::uint16_t number_at(std::string_view octets, std::size_t at) {
  return static_cast<std::uint16_t>(octet_at(octets, at) << 8 | octet_at(octets, at + 1));
}

ProxyEndpoint endpoint(std::string_view ip, std::uint16_t port) {
  ProxyEndpoint end;
  assert(ip.size() == 4 || ip.size() == end.ip.size());
  end.family = ip.size() == 4 ? ProxyEndpoint::Family::ipv4 : ProxyEndpoint::Family::ipv6;
  for (std::size_t i = 0; i < ip.size(); ++i) end.ip[i] = octet_at(ip, i);
  end.port = port;
  return end;
}

// RFC 4960, appendix B, a bit at a time: at most 2,064 octets, once a connection.
std::uint32_t crc32c(std::uint32_t state, std::string_view octets) {
  constexpr std::uint32_t polynomial = 0x82F63B78;  // reflected
  for (std::size_t i = 0; i < octets.size(); ++i) {
    state ^= octet_at(octets, i);
    for (int bit = 0; bit < 8; ++bit) state = (state >> 1) ^ ((state & 1) * polynomial);
  }
  return state;
}

// The checksum is of the whole header with four zeros in its own place.
bool checksum_is_right(std::string_view header, std::size_t at) {
  constexpr std::string_view zeros("\0\0\0\0", 4);
  std::uint32_t state = ~std::uint32_t{0};
  state = crc32c(state, header.substr(0, at));
  state = crc32c(state, zeros);
  state = crc32c(state, header.substr(at + zeros.size()));
  const std::uint32_t sent = std::uint32_t{number_at(header, at)} << 16 | number_at(header, at + 2);
  return ~state == sent;
}

// From `at` to its end the header is TLVs: a type, two octets of length, and as many of value.
std::optional<ProxyFault> fault_of_tlvs(std::string_view header, std::size_t at) {
  constexpr std::size_t head_octets = 3;
  constexpr std::uint8_t checksum_type = 0x03;
  std::optional<std::size_t> checksum_at;
  while (at < header.size()) {
    if (header.size() - at < head_octets) return ProxyFault::malformed;
    const std::uint8_t type = octet_at(header, at);
    const std::size_t value_octets = number_at(header, at + 1);
    at += head_octets;
    if (header.size() - at < value_octets) return ProxyFault::malformed;
    if (type == checksum_type) {
      if (checksum_at || value_octets != 4) return ProxyFault::malformed;
      checksum_at = at;
    }
    at += value_octets;
  }
  if (checksum_at && !checksum_is_right(header, *checksum_at)) return ProxyFault::bad_checksum;
  return std::nullopt;
}

// `header` is all of it, and at least as long as its family needs.
ProxyReading of_proxy_command(std::string_view header, const Family& family) {
  const std::string_view addresses = header.substr(proxy_fixed_octets, family.addresses_octets);
  assert(addresses.size() == family.addresses_octets);
  if (family.octet == 0) return ProxyHeader{ProxyKind::unknown, header.size(), {}, {}};
  const auto fault = fault_of_tlvs(header, proxy_fixed_octets + addresses.size());
  if (fault) return *fault;
  if (!family.tcp) return ProxyHeader{ProxyKind::unknown, header.size(), {}, {}};
  const std::size_t size = family.ip_octets;
  return ProxyHeader{ProxyKind::proxied, header.size(),
                     endpoint(addresses.substr(0, size), number_at(addresses, 2 * size)),
                     endpoint(addresses.substr(size, size), number_at(addresses, 2 * size + 2))};
}

// Each octet is judged as soon as it is there, so that the verdict does not depend on how many
// came with it.
ProxyReading parse_binary(std::string_view octets) {
  if (!signature.starts_with(octets.substr(0, signature.size()))) return ProxyFault::no_header;
  if (octets.size() <= signature.size()) return ProxyNeedsMore{};
  const std::uint8_t command = octet_at(octets, 12);
  if (command != local_command && command != proxy_command) return ProxyFault::malformed;
  if (octets.size() <= signature.size() + 1) return ProxyNeedsMore{};
  // LOCAL is accepted whatever its family is.
  const Family* const family = family_of(command == local_command ? 0 : octet_at(octets, 13));
  if (family == nullptr) return ProxyFault::malformed;
  if (octets.size() < proxy_fixed_octets) return ProxyNeedsMore{};
  const std::size_t payload_octets = number_at(octets, 14);
  if (payload_octets > proxy_payload_octets_max) return ProxyFault::too_long;
  if (payload_octets < family->addresses_octets) return ProxyFault::malformed;
  if (octets.size() - proxy_fixed_octets < payload_octets) return ProxyNeedsMore{};
  const std::string_view header = octets.substr(0, proxy_fixed_octets + payload_octets);
  if (command == local_command) return ProxyHeader{ProxyKind::local, header.size(), {}, {}};
  return of_proxy_command(header, *family);
}

}  // namespace

ProxyReading parse_proxy_header(std::string_view octets) {
  if (octets.empty()) return ProxyNeedsMore{};
  return octets.front() == signature.front() ? parse_binary(octets) : parse_proxy_line(octets);
}

}  // namespace heloport::grammar
