// Peers that are believed.

#include "transports/trust_list.hpp"

#include <arpa/inet.h>
#include <netinet/in.h>

#include <algorithm>
#include <charconv>
#include <optional>

namespace heloport::transports {

namespace {

constexpr std::string_view any_unix_socket = "unix:";
constexpr std::size_t ipv4_bits = 32;
constexpr std::size_t ipv6_bits = 128;
constexpr std::size_t mapped_bits = ipv6_bits - ipv4_bits;  // of ::ffff:0:0/96

using Octets = std::array<std::uint8_t, 16>;

struct Ip {
  Octets octets{};
  std::size_t bits = 0;  // 32 or 128
};

std::optional<Ip> ip_of(const std::string& text) {
  if (text.find('\0') != text.npos) return std::nullopt;  // where inet_pton() would stop
  Ip ip;
  if (::inet_pton(AF_INET, text.c_str(), ip.octets.data()) == 1) {
    ip.bits = ipv4_bits;
    return ip;
  }
  if (::inet_pton(AF_INET6, text.c_str(), ip.octets.data()) != 1) return std::nullopt;
  ip.bits = ipv6_bits;
  return ip;
}

bool is_mapped(const Ip& ip) {
  constexpr std::array<std::uint8_t, 12> prefix{0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xFF, 0xFF};
  return ip.bits == ipv6_bits && std::equal(prefix.begin(), prefix.end(), ip.octets.begin());
}

Ip unmapped(const Ip& ip) {
  Ip ipv4;
  ipv4.bits = ipv4_bits;
  std::copy(ip.octets.begin() + mapped_bits / 8, ip.octets.end(), ipv4.octets.begin());
  return ipv4;
}

// With zeros from bit `bits` on.
Octets masked(Octets octets, std::size_t bits) {
  for (std::size_t i = 0; i < octets.size(); ++i) {
    const std::size_t kept = std::min<std::size_t>(8, bits - std::min(bits, i * 8));
    octets[i] &= static_cast<std::uint8_t>(0xFF00 >> kept);
  }
  return octets;
}

std::string spelled(const Octets& octets, std::size_t address_bits) {
  std::array<char, INET6_ADDRSTRLEN> text;
  const int family = address_bits == ipv4_bits ? AF_INET : AF_INET6;
  return ::inet_ntop(family, octets.data(), text.data(), text.size());
}

Fault unreadable(std::string_view text, const std::string& advice) {
  return {std::make_error_code(std::errc::invalid_argument),
          "\"" + std::string(text) + "\" cannot be trusted: " + advice};
}

std::optional<std::size_t> parse_bits(std::string_view text, std::size_t bits_max) {
  std::size_t bits = 0;
  const char* const end = text.data() + text.size();
  const auto [stopped, error] = std::from_chars(text.data(), end, bits);
  if (error != std::errc{} || stopped != end || bits > bits_max) return std::nullopt;
  return bits;
}

}  // namespace

bool TrustList::trusts(std::string_view address) const {
  if (address.empty()) return unix_;
  std::optional<Ip> ip = ip_of(std::string(address));
  if (!ip) return false;
  if (is_mapped(*ip)) ip = unmapped(*ip);
  return std::any_of(ranges_.begin(), ranges_.end(), [&ip](const Range& range) {
    return range.address_bits == ip->bits && masked(ip->octets, range.bits) == range.octets;
  });
}

std::variant<TrustList::Range, Fault> TrustList::parse_range(std::string_view text) {
  const std::size_t slash = std::min(text.find('/'), text.size());
  std::optional<Ip> ip = ip_of(std::string(text.substr(0, slash)));
  if (!ip) {
    return unreadable(text,
                      "write an IP address, a range such as 10.0.0.0/8, or unix:, names are "
                      "not looked up");
  }
  std::size_t bits = ip->bits;
  if (slash < text.size()) {
    const auto parsed = parse_bits(text.substr(slash + 1), ip->bits);
    if (!parsed) {
      return unreadable(text,
                        "behind the slash write a number from 0 to " + std::to_string(ip->bits));
    }
    bits = *parsed;
  }
  // A range that does not begin where it says is a slip of the pen, and a wide one is dangerous.
  const Octets first = masked(ip->octets, bits);
  if (first != ip->octets) {
    const std::string range = spelled(first, ip->bits) + "/" + std::to_string(bits);
    return unreadable(text, "the range begins elsewhere, write " + range + " or the address alone");
  }
  if (!is_mapped(*ip) || bits < mapped_bits) return Range{first, ip->bits, bits};
  return Range{unmapped(*ip).octets, ipv4_bits, bits - mapped_bits};
}

std::variant<TrustList, Fault> parse_trust_list(std::span<const std::string> texts) {
  TrustList list;
  for (const std::string& text : texts) {
    if (text == any_unix_socket) {
      list.unix_ = true;
      continue;
    }
    if (text.starts_with(any_unix_socket)) {
      return unreadable(text, "peers on Unix sockets have no address, write unix: for all of them");
    }
    const auto range = TrustList::parse_range(text);
    if (const auto* fault = std::get_if<Fault>(&range)) return *fault;
    list.ranges_.push_back(std::get<TrustList::Range>(range));
  }
  return list;
}

}  // namespace heloport::transports
