// From an address to the name of its directory.

#include <algorithm>
#include <string_view>

#include "mailbox/charset.hpp"
#include "mailbox/file_name.hpp"
#include "mailbox/store.hpp"

namespace heloport::mailbox {

namespace {

void append_escaped(std::string& name, char character) {
  constexpr std::string_view digits = "0123456789ABCDEF";
  const auto octet = static_cast<unsigned char>(character);
  name += '%';
  name += digits[octet >> 4];
  name += digits[octet & 0x0F];
}

// `@` too: the one that is not escaped is the one before the domain, so that `"a@b"` without a
// domain and `a` at `b` stay different.
bool must_be_escaped(char character) {
  const auto octet = static_cast<unsigned char>(character);
  return octet < 0x20 || octet == 0x7F || character == '/' || character == '%' || character == '@';
}

// How far the part can stand in a name as it is: nearly always to its end.
std::size_t plain_octets(std::string_view part) {
  const auto end = std::find_if(part.begin(), part.end(), [](char octet) {
    return (octet & 0x80) != 0 || must_be_escaped(octet);
  });
  return static_cast<std::size_t>(end - part.begin());
}

// Octets that are no UTF-8 are escaped, others over 127 stay: a mailbox is read by people.
void append_part(std::string& name, std::string_view part) {
  while (!part.empty()) {
    const std::size_t plain = name.empty() && part.front() == '.' ? 0 : plain_octets(part);
    name += part.substr(0, plain);
    part.remove_prefix(plain);
    if (part.empty()) return;
    const std::size_t octets = utf8_character_octets(part);
    if (octets > 1) {
      name += part.substr(0, octets);
    } else if (octets == 0 || must_be_escaped(part.front()) ||
               (name.empty() && part.front() == '.')) {
      append_escaped(name, part.front());
    } else {
      name += part.front();
    }
    part.remove_prefix(octets == 0 ? 1 : octets);
  }
}

}  // namespace

std::optional<std::string> mailbox_name(const Address& address) {
  std::string name;
  append_part(name, address.local_part);
  if (!address.domain.empty()) {
    name += '@';
    append_part(name, address.domain);
  }
  if (name.empty() || name.size() > file_name_octets_max) return std::nullopt;
  return name;
}

}  // namespace heloport::mailbox
