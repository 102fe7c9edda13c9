// See proxy_headers.hpp.

#include "fuzz/proxy_headers.hpp"

#include <array>

#include "fuzz/reference_proxy.hpp"
#include "tests/support/proxy_headers.hpp"

namespace heloport::fuzz {
namespace {

using test::Generator;

bool one_in(Generator& generator, std::size_t count) {
  return generator.below(count) == 0;
}

std::string any_octets(Generator& generator, std::size_t count) {
  std::string octets(count, '\0');
  for (char& c : octets) c = static_cast<char>(generator.below(256));
  return octets;
}

// Sometimes one more or one less than it should be.
std::size_t nearly(Generator& generator, std::size_t number) {
  if (!one_in(generator, 12)) return number;
  return number == 0 || one_in(generator, 2) ? number + 1 : number - 1;
}

std::string big_endian(std::size_t number, int octets) {
  std::string text;
  for (int i = octets - 1; i >= 0; --i) text += static_cast<char>(number >> 8 * i & 0xFF);
  return text;
}

// What is ignored behind UNKNOWN makes a line as long as the longest, or nearly.
std::string unknown(Generator& generator) {
  std::string line = "PROXY UNKNOWN";
  if (one_in(generator, 4)) return line;
  line += ' ';
  const std::size_t octets = generator.below(grammar::proxy_line_octets_max + 8);
  while (line.size() < octets) line += static_cast<char>(32 + generator.below(95));
  return line;
}

std::string line(Generator& generator) {
  if (one_in(generator, 3)) return unknown(generator) + "\r\n";
  const bool ipv4 = one_in(generator, 2);
  std::string text = ipv4 ? "PROXY TCP4" : "PROXY TCP6";
  for (int i = 0; i < 2; ++i) text += " " + (ipv4 ? generator.ipv4() : generator.ipv6());
  for (int i = 0; i < 2; ++i) text += " " + std::to_string(generator.below(66'000));
  return text + "\r\n";
}

std::string tlvs(Generator& generator) {
  static constexpr std::array types{0x01, 0x02, 0x03, 0x04, 0x05, 0x20, 0x30, 0xE0};
  std::string text;
  while (!one_in(generator, 3)) {
    const std::size_t octets = generator.below(9);
    text += static_cast<char>(types[generator.below(types.size())]);
    text += big_endian(nearly(generator, octets), 2) + any_octets(generator, octets);
  }
  return text;
}

// The TLV with the checksum is the last one of the header; its four octets begin as zeros.
void put_checksum(std::string& header) {
  const std::size_t at = header.size() - 4;
  header.replace(at, 4, big_endian(reference_crc32c(header), 4));
}

std::string binary(Generator& generator) {
  static constexpr std::array families{0x00, 0x11, 0x11, 0x12, 0x21, 0x21, 0x22, 0x31, 0x32, 0x41};
  static constexpr std::array<std::size_t, 5> addresses_octets{0, 12, 36, 216, 12};
  const int family = families[generator.below(families.size())];
  const std::size_t addresses = addresses_octets[static_cast<std::size_t>(family) / 16];
  std::string payload = any_octets(generator, nearly(generator, addresses)) + tlvs(generator);
  const bool checked = one_in(generator, 3);
  if (checked) payload.append("\3\0\4\0\0\0\0", 7);
  const int command = one_in(generator, 8) ? 0x20 : 0x21;
  const std::size_t announced = nearly(generator, payload.size());
  std::string header = test::proxy_binary(command, family, announced, payload);
  if (checked) put_checksum(header);
  return header;
}

}  // namespace

std::string proxy_header(Generator& generator) {
  std::string header = one_in(generator, 2) ? line(generator) : binary(generator);
  if (one_in(generator, 3)) header = generator.mutated(std::move(header));
  if (one_in(generator, 4)) header += generator.line();
  return header;
}

}  // namespace heloport::fuzz
