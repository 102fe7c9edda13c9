// See containment.hpp.

#include "fuzz/containment.hpp"

#include <algorithm>

#include "fuzz/scanner.hpp"

namespace heloport::fuzz {
namespace {

constexpr std::size_t component_octets_max = 255;
constexpr std::string_view hex_digits = "0123456789ABCDEF";

bool is_control(char c) {
  return static_cast<unsigned char>(c) < 0x20 || c == 0x7F;
}

void add_escaped(std::string& name, char c) {
  const auto octet = static_cast<unsigned char>(c);
  name += '%';
  name += hex_digits[octet / 16];
  name += hex_digits[octet % 16];
}

void add_part(std::string& name, std::string_view part) {
  Scanner scanner(part);
  while (!scanner.at_end()) {
    const std::string_view before = scanner.rest();
    if (scanner.take_beyond_ascii()) {
      name += before.substr(0, before.size() - scanner.rest().size());
      continue;
    }
    const char c = scanner.peek();
    scanner.take(c);
    const bool plain = !is_control(c) && static_cast<unsigned char>(c) < 0x80 &&
                       std::string_view("/%@").find(c) == std::string_view::npos &&
                       !(name.empty() && c == '.');
    if (plain) {
      name += c;
    } else {
      add_escaped(name, c);
    }
  }
}

// What the escapes of a part of a name stand for.
std::string unescaped(std::string_view part) {
  std::string octets;
  for (std::size_t i = 0; i < part.size(); ++i) {
    if (part[i] != '%' || i + 2 >= part.size()) {
      octets += part[i];
      continue;
    }
    const std::size_t value = hex_digits.find(part[i + 1]) * 16 + hex_digits.find(part[i + 2]);
    octets += static_cast<char>(value);
    i += 2;
  }
  return octets;
}

}  // namespace

Complaint is_one_component(std::string_view name) {
  if (name.empty()) return "a name is empty";
  if (name.size() > component_octets_max) return "a name is too long";
  if (name.find('/') != std::string_view::npos) return "a name has more than one component";
  if (name.front() == '.') return "a name is hidden, or leads up";
  if (std::any_of(name.begin(), name.end(), is_control)) return "a name holds a control octet";
  return std::nullopt;
}

Complaint stays_inside(std::string_view root, std::string_view name) {
  const std::string path = std::string(root) + "/" + std::string(name.substr(0, name.find('\0')));
  int depth = 0;
  for (std::string_view rest = std::string_view(path).substr(root.size()); !rest.empty();) {
    const std::string_view component = rest.substr(0, rest.find('/'));
    rest.remove_prefix(std::min(rest.size(), component.size() + 1));
    if (component == "..") --depth;
    if (!component.empty() && component != "." && component != "..") ++depth;
    if (depth < 0) return "a path leads out of its root: " + path;
  }
  return depth > 0 ? std::nullopt : Complaint("a path is its root: " + path);
}

std::string reference_mailbox_name(const mailbox::Address& address) {
  std::string name;
  add_part(name, address.local_part);
  if (!address.domain.empty()) {
    name += '@';
    add_part(name, address.domain);
  }
  return name.size() > component_octets_max ? std::string() : name;
}

Complaint names_its_address(std::string_view name, const mailbox::Address& address) {
  if (name != reference_mailbox_name(address)) return "the name is another: " + std::string(name);
  const std::size_t at = name.find('@');
  const std::string local_part = unescaped(name.substr(0, at));
  const std::string domain =
      at == std::string_view::npos ? std::string() : unescaped(name.substr(at + 1));
  const bool same = local_part == address.local_part && domain == address.domain;
  return same ? std::nullopt : Complaint("the name stands for another address");
}

std::string spelled(const mailbox::Address& address) {
  std::string text = "\"";
  for (const char c : address.local_part) {
    if (c == '"' || c == '\\') text += '\\';
    text += c;
  }
  return text + "\"@" + address.domain;
}

}  // namespace heloport::fuzz
