#pragma once
// Peers that are believed: a list of addresses and ranges, as a user writes it.

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "transports/fault.hpp"

namespace heloport::transports {

/// Addresses whose word is taken for something, such as who the real client is.
///
/// Use:      parse_trust_list() once, then trusts() with Arrival::peer_address.
/// Shape:    an empty list trusts nobody. An IPv4 address that is mapped into IPv6 counts as
///           IPv4, in the list as in the question; so `::/0` is every IPv6 address and no IPv4.
/// Threads:  any number may ask at once.
class TrustList {
 public:
  /// `address` as an Arrival spells it: empty for a peer without one (Unix socket, stdio), which
  /// `unix:` stands for. What is no address is not trusted.
  bool trusts(std::string_view address) const;
  bool empty() const { return ranges_.empty() && !unix_; }

 private:
  friend std::variant<TrustList, Fault> parse_trust_list(std::span<const std::string> texts);

  // The addresses that have the first `bits` bits of `octets`.
  struct Range {
    std::array<std::uint8_t, 16> octets;
    std::size_t address_bits;  // 32 or 128: which family it is
    std::size_t bits;          // at most address_bits
  };
  static std::variant<Range, Fault> parse_range(std::string_view text);

  std::vector<Range> ranges_;
  bool unix_ = false;
};

/// Reads one entry from each text: `192.0.2.1`, `10.0.0.0/8`, `::1`, `2001:db8::/32` or `unix:`,
/// which is every Unix socket. A fault names the first entry that is none and what to write.
std::variant<TrustList, Fault> parse_trust_list(std::span<const std::string> texts);

}  // namespace heloport::transports
