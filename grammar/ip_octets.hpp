#pragma once
// What the text of an address stands for. A grammar has checked the text.

#include <array>
#include <cstdint>
#include <string_view>

namespace heloport::grammar {

using IpOctets = std::array<std::uint8_t, 16>;

/// `text` is an IPv4_address_literal (RFC 5321, 4.1.3). The first four octets; the others are 0.
IpOctets ipv4_octets(std::string_view text);

/// `text` is an IPv6_addr (RFC 5321, 4.1.3), without the tag.
IpOctets ipv6_octets(std::string_view text);

/// `digits` are decimal and stand for at most 65,535.
std::uint16_t decimal_number(std::string_view digits);

}  // namespace heloport::grammar
