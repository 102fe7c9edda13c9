// What the text of an address stands for.

#include "grammar/ip_octets.hpp"

#include <algorithm>
#include <cassert>
#include <cstddef>
#include <optional>

namespace heloport::grammar {
namespace {

// `digit` is hexadecimal, of either case.
std::uint32_t digit_value(char digit) {
  if (digit <= '9') return static_cast<std::uint32_t>(digit - '0');
  return static_cast<std::uint32_t>((digit | 0x20) - 'a') + 10;
}

std::uint16_t number(std::string_view digits, std::uint32_t base) {
  std::uint32_t value = 0;
  for (const char digit : digits) value = value * base + digit_value(digit);
  assert(value <= 0xFFFF);
  return static_cast<std::uint16_t>(value);
}

// The groups as they come, and where zeros are to be put in for "::".
class Groups {
 public:
  void gap() { gap_ = written_; }

  void take(std::string_view group) {
    if (group.find('.') != group.npos) {
      const IpOctets ipv4 = ipv4_octets(group);
      for (std::size_t i = 0; i < 4; ++i) put(ipv4[i]);
      return;
    }
    const std::uint16_t value = number(group, 16);
    put(static_cast<std::uint8_t>(value >> 8));
    put(static_cast<std::uint8_t>(value & 0xFF));
  }

  IpOctets octets() const {
    IpOctets all = octets_;
    if (gap_) std::rotate(all.begin() + at(*gap_), all.begin() + at(written_), all.end());
    return all;
  }

 private:
  static std::ptrdiff_t at(std::size_t index) { return static_cast<std::ptrdiff_t>(index); }

  void put(std::uint8_t octet) {
    assert(written_ < octets_.size());
    octets_[written_++] = octet;
  }

  IpOctets octets_{};  // 0 from written_ on
  std::size_t written_ = 0;
  std::optional<std::size_t> gap_;
};

}  // namespace

IpOctets ipv4_octets(std::string_view text) {
  IpOctets octets{};
  std::size_t count = 0;
  while (true) {
    const std::size_t dot = std::min(text.find('.'), text.size());
    assert(count < 4);
    octets[count++] = static_cast<std::uint8_t>(number(text.substr(0, dot), 10));
    if (dot == text.size()) return octets;
    text.remove_prefix(dot + 1);
  }
}

IpOctets ipv6_octets(std::string_view text) {
  Groups groups;
  while (!text.empty()) {
    if (text.starts_with("::")) {
      groups.gap();
      text.remove_prefix(2);
      continue;
    }
    if (text.starts_with(':')) text.remove_prefix(1);
    const std::string_view group = text.substr(0, text.find(':'));
    groups.take(group);
    text.remove_prefix(group.size());
  }
  return groups.octets();
}

std::uint16_t decimal_number(std::string_view digits) {
  return number(digits, 10);
}

}  // namespace heloport::grammar
