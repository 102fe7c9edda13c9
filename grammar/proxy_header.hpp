#pragma once
// The PROXY protocol: what a proxy says of its client before it passes the client's octets on.

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>
#include <variant>

namespace heloport::grammar {

/// The CRLF included (proxy-protocol.txt, 2.1: the worst case).
inline constexpr std::size_t proxy_line_octets_max = 107;
/// Of a version 2 header, in front of the addresses: signature, version, command, family, length.
inline constexpr std::size_t proxy_fixed_octets = 16;
/// Addresses and TLVs of a version 2 header. The protocol counts to 65,535; two Unix paths take
/// 216, a name of a host 255, an ALPN and a TLS description some hundred, a unique id 128.
inline constexpr std::size_t proxy_payload_octets_max = 2048;
/// No header is longer: with so many octets parse_proxy_header() never needs more.
inline constexpr std::size_t proxy_header_octets_max =
    proxy_fixed_octets + proxy_payload_octets_max;

/// One end of the connection that the proxy took.
struct ProxyEndpoint {
  enum class Family : std::uint8_t { ipv4, ipv6 };
  Family family = Family::ipv4;
  std::array<std::uint8_t, 16> ip{};  // in network order; of IPv4 the first four, the others 0
  std::uint16_t port = 0;
  bool operator==(const ProxyEndpoint&) const = default;
};

/// Whose connection it is.
enum class ProxyKind : std::uint8_t {
  proxied,  // of the client at `source`
  local,    // of the proxy itself, to see whether we live
  unknown,  // of somebody: the proxy does not know, or it is no TCP (UDP, a Unix socket)
};

/// A whole header, of either version.
struct ProxyHeader {
  ProxyKind kind = ProxyKind::unknown;
  std::size_t octets = 0;     // of the header; what follows is the client's
  ProxyEndpoint source;       // of a proxied connection only, as `destination`
  ProxyEndpoint destination;  // where the client connected to
  bool operator==(const ProxyHeader&) const = default;
};

/// So far it may become a header.
struct ProxyNeedsMore {
  bool operator==(const ProxyNeedsMore&) const = default;
};

/// Why it never will.
enum class ProxyFault : std::uint8_t {
  no_header,     // the first octets are of neither version
  malformed,     // they are, and then it goes wrong
  too_long,      // over proxy_line_octets_max, or proxy_payload_octets_max are announced
  bad_checksum,  // it carries one, and another octet than was sent
};

using ProxyReading = std::variant<ProxyHeader, ProxyNeedsMore, ProxyFault>;

/// Reads the header that `octets` begin with.
///
/// Use:     with all that has come so far, until it is no ProxyNeedsMore.
/// Shape:   the answer does not change when more comes, and a fault shows at the first octet that
///          is wrong. Of LOCAL and of an unspecified family the addresses and TLVs are passed over
///          unseen; else TLVs are passed over by their lengths, which must fit, and a CRC-32C is
///          verified.
/// Source:  proxy-protocol.txt of HAProxy, 2.1, 2.2 and 2.2.3; RFC 4960, appendix B.
ProxyReading parse_proxy_header(std::string_view octets);

/// Version 1 alone: the line, CRLF included.
ProxyReading parse_proxy_line(std::string_view octets);

}  // namespace heloport::grammar
