// See reference_proxy.hpp.

#include "fuzz/reference_proxy.hpp"

#include <algorithm>
#include <array>
#include <string>
#include <vector>

namespace heloport::fuzz {
namespace {

using grammar::ProxyEndpoint;
using grammar::ProxyHeader;
using grammar::ProxyKind;

struct Tlv {
  unsigned type;
  std::size_t value_at;  // in the header
  std::size_t value_octets;
};

unsigned octet(std::string_view octets, std::size_t at) {
  return static_cast<unsigned char>(octets.at(at));
}

// 2.2: "\x11", "\x12" and so on; what both addresses take. Nothing for what must be refused.
std::optional<std::size_t> addresses_octets(unsigned family) {
  constexpr std::array<std::size_t, 4> of_both{0, 12, 36, 216};
  if (family == 0) return 0;
  const unsigned addresses = family / 16;
  const unsigned transport = family % 16;
  const bool known = addresses >= 1 && addresses <= 3 && (transport == 1 || transport == 2);
  return known ? std::optional(of_both[addresses]) : std::nullopt;
}

// 2.2.1: nothing when they do not end where the header does.
std::optional<std::vector<Tlv>> tlvs(std::string_view header, std::size_t at) {
  if (at == header.size()) return std::vector<Tlv>{};
  if (at + 3 > header.size()) return std::nullopt;
  const Tlv first{octet(header, at), at + 3, octet(header, at + 1) * 256 + octet(header, at + 2)};
  if (first.value_at + first.value_octets > header.size()) return std::nullopt;
  auto rest = tlvs(header, first.value_at + first.value_octets);
  if (rest) rest->insert(rest->begin(), first);
  return rest;
}

// 2.2.3: at most one, of four octets, of the header with zeros in their place.
bool checksums_hold(std::string_view header, const std::vector<Tlv>& all) {
  std::size_t count = 0;
  for (const Tlv& tlv : all) {
    if (tlv.type != 3) continue;
    if (++count > 1 || tlv.value_octets != 4) return false;
    std::string zeroed(header);
    std::uint32_t sent = 0;
    for (std::size_t i = 0; i < 4; ++i) {
      sent = sent * 256 + octet(header, tlv.value_at + i);
      zeroed[tlv.value_at + i] = '\0';
    }
    if (reference_crc32c(zeroed) != sent) return false;
  }
  return true;
}

ProxyEndpoint endpoint(std::string_view ip, std::string_view port) {
  ProxyEndpoint end;
  end.family = ip.size() == 4 ? ProxyEndpoint::Family::ipv4 : ProxyEndpoint::Family::ipv6;
  std::ranges::copy(ip, end.ip.begin());
  end.port = static_cast<std::uint16_t>(octet(port, 0) * 256 + octet(port, 1));
  return end;
}

ProxyHeader proxied(std::string_view header, std::size_t ip) {
  const std::string_view addresses = header.substr(16);
  const std::string_view ports = addresses.substr(2 * ip);
  return {ProxyKind::proxied, header.size(), endpoint(addresses.substr(0, ip), ports.substr(0, 2)),
          endpoint(addresses.substr(ip, ip), ports.substr(2, 2))};
}

}  // namespace

std::optional<ProxyHeader> reference_proxy_header(std::string_view octets) {
  constexpr std::string_view signature("\x0D\x0A\x0D\x0A\x00\x0D\x0A\x51\x55\x49\x54\x0A", 12);
  if (octets.size() < 16 || !octets.starts_with(signature)) return std::nullopt;
  const unsigned command = octet(octets, 12);
  if (command != 0x20 && command != 0x21) return std::nullopt;
  const std::size_t payload = octet(octets, 14) * 256 + octet(octets, 15);
  if (payload > grammar::proxy_payload_octets_max) return std::nullopt;
  if (octets.size() < 16 + payload) return std::nullopt;
  const std::string_view header = octets.substr(0, 16 + payload);
  if (command == 0x20) return ProxyHeader{ProxyKind::local, header.size(), {}, {}};
  const unsigned family = octet(octets, 13);
  const auto addresses = addresses_octets(family);
  if (!addresses || *addresses > payload) return std::nullopt;
  const ProxyHeader of_nobody{ProxyKind::unknown, header.size(), {}, {}};
  if (family == 0) return of_nobody;
  const auto all = tlvs(header, 16 + *addresses);
  if (!all || !checksums_hold(header, *all)) return std::nullopt;
  if (family == 0x11) return proxied(header, 4);
  if (family == 0x21) return proxied(header, 16);
  return of_nobody;
}

Complaint proxy_reading_agrees(std::string_view octets, const grammar::ProxyReading& ours) {
  const auto theirs = reference_proxy_header(octets);
  const auto* header = std::get_if<ProxyHeader>(&ours);
  if ((header != nullptr) != theirs.has_value()) {
    return header != nullptr ? "the reference disagrees: it is no header"
                             : "the reference disagrees: it is a header";
  }
  if (header != nullptr && *header != *theirs) return "the reference disagrees: it is another";
  return std::nullopt;
}

// The long division as it is done by hand: each octet from its lowest bit, the remainder from its
// highest, which is turned round in the end.
std::uint32_t reference_crc32c(std::string_view octets) {
  std::uint32_t remainder = 0xFFFFFFFF;
  for (const char c : octets) {
    for (int bit = 0; bit < 8; ++bit) {
      const std::uint32_t next = static_cast<unsigned char>(c) >> bit & 1U;
      const bool subtract = (remainder >> 31) != next;
      remainder = remainder << 1 ^ (subtract ? 0x1EDC6F41U : 0U);
    }
  }
  std::uint32_t turned = 0;
  for (int bit = 0; bit < 32; ++bit) turned |= (remainder >> bit & 1U) << (31 - bit);
  return ~turned;
}

}  // namespace heloport::fuzz
