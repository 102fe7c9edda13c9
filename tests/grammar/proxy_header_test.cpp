// Headers of the PROXY protocol: what is one, where it ends, and that nothing behind it is read.

#include "grammar/proxy_header.hpp"

#include <arpa/inet.h>
#include <gtest/gtest.h>

#include <random>
#include <string>
#include <vector>

#include "tests/grammar/guarded_pages.hpp"
#include "tests/grammar/pure_recogniser.hpp"
#include "tests/support/allocations.hpp"
#include "tests/support/proxy_headers.hpp"

namespace heloport::grammar {
namespace {

using test::proxy_binary;
using test::proxy_ipv4;
using test::proxy_ipv6;

std::string shown(const ProxyEndpoint& end) {
  const bool ipv4 = end.family == ProxyEndpoint::Family::ipv4;
  char text[INET6_ADDRSTRLEN];
  inet_ntop(ipv4 ? AF_INET : AF_INET6, end.ip.data(), text, sizeof text);
  return std::string(text) + " " + std::to_string(end.port);
}

std::string shown(const ProxyReading& reading) {
  if (std::holds_alternative<ProxyNeedsMore>(reading)) return "needs more";
  if (const auto* fault = std::get_if<ProxyFault>(&reading)) {
    constexpr const char* names[] = {"no header", "malformed", "too long", "bad checksum"};
    return names[static_cast<std::size_t>(*fault)];
  }
  const auto& header = std::get<ProxyHeader>(reading);
  const std::string size = std::to_string(header.octets);
  if (header.kind == ProxyKind::local) return "local, " + size;
  if (header.kind == ProxyKind::unknown) return "unknown, " + size;
  return shown(header.source) + " to " + shown(header.destination) + ", " + size;
}

std::string reading(std::string_view octets) {
  return shown(parse_proxy_header(octets));
}

// The checksum was made by another program, which makes 0xE3069283 of "123456789".
std::string with_checksum() {
  std::string payload(proxy_ipv4);
  payload.append("\4\0\2ab", 5).append("\3\0\4", 3).append("\xDA\xE6\x39\x18");
  return proxy_binary(0x21, 0x11, payload);
}

std::vector<std::string> valid_headers() {
  using namespace std::string_literals;
  const std::string name = "\2\0\x10mx01.example.org\1\0\4smtp"s;
  return {
      "PROXY TCP4 192.0.2.1 198.51.100.7 56324 25\r\n",
      "PROXY TCP6 2001:db8::1 ::ffff:192.0.2.7 1 65535\r\n",
      "PROXY UNKNOWN\r\n",
      "PROXY UNKNOWN " + std::string(91, 'x') + "\r\n",
      proxy_binary(0x21, 0x11, proxy_ipv4),
      proxy_binary(0x21, 0x11, std::string(proxy_ipv4) + name),
      proxy_binary(0x21, 0x21, proxy_ipv6),
      proxy_binary(0x21, 0x21, std::string(proxy_ipv6) + "\4\7\xD9"s + std::string(2009, 'n')),
      proxy_binary(0x21, 0x31, std::string(216, '/')),
      proxy_binary(0x21, 0x00, "whatever"),
      proxy_binary(0x20, 0x00, ""),
      proxy_binary(0x20, 0xFF, "whatever"),
      with_checksum(),
  };
}

TEST(ProxyLine, IsReadAsTheTableSays) {
  struct Row {
    std::string line;
    std::string expected;
  };
  const std::string all_ones = "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff";
  const std::string longest = all_ones + " " + all_ones + " 65535 65535\r\n";
  const Row rows[] = {
      {"PROXY TCP4 192.0.2.1 198.51.100.7 56324 25\r\n", "192.0.2.1 56324 to 198.51.100.7 25, 44"},
      {"PROXY TCP4 0.0.0.0 255.255.255.255 0 65535\r\n", "0.0.0.0 0 to 255.255.255.255 65535, 44"},
      {"PROXY TCP4 1.2.3.4 5.6.7.8 9 10\r\nEHLO a\r\n", "1.2.3.4 9 to 5.6.7.8 10, 33"},
      {"PROXY TCP6 ::1 1:: 1 2\r\n", "::1 1 to 1:: 2, 24"},
      {"PROXY TCP6 1::8 ABCD:EF::0:9 1 2\r\n", "1::8 1 to abcd:ef::9 2, 34"},
      {"PROXY TCP6 :: ::1.2.3.4 1 2\r\n", ":: 1 to ::1.2.3.4 2, 29"},
      {"PROXY TCP6 " + longest, all_ones + " 65535 to " + all_ones + " 65535, 104"},
      {"PROXY UNKNOWN\r\n", "unknown, 15"},
      {"PROXY UNKNOWN \r\nx", "unknown, 16"},
      {"PROXY UNKNOWN \x01 \xFF anything\r\n", "unknown, 28"},
      {"PROXY UNKNOWN " + longest, "unknown, 107"},
      {"PROXY UNKNOWN x" + longest, "too long"},
      {"PROXY UNKNOWN " + std::string(200, 'x'), "too long"},
      {"", "needs more"},
      {"EHLO client.example.org\r\n", "no header"},
      {"PROXYTCP4", "no header"},
      {"proxy TCP4 1.2.3.4 1.2.3.4 1 2\r\n", "no header"},
      {" PROXY UNKNOWN\r\n", "no header"},
      {"PROXY  UNKNOWN\r\n", "malformed"},
      {"PROXY \r\n", "malformed"},
      {"PROXY UNKNOWNS\r\n", "malformed"},
      {"PROXY UNKNOWN x\ry\r\n", "malformed"},
      {"PROXY UNKNOWN x\ny\r\n", "malformed"},
      {"PROXY UDP4 1.2.3.4 1.2.3.4 1 2\r\n", "malformed"},
      {"PROXY TCP5 1.2.3.4 1.2.3.4 1 2\r\n", "malformed"},
      {"PROXY TCP4 ::1 ::1 1 2\r\n", "malformed"},
      {"PROXY TCP6 1.2.3.4 1.2.3.4 1 2\r\n", "malformed"},
      {"PROXY TCP4 1.2.3.4 1.2.3.4 1\r\n", "malformed"},
      {"PROXY TCP4 1.2.3.4 1.2.3.4 1 2 \r\n", "malformed"},
      {"PROXY TCP4 1.2.3.4  1.2.3.4 1 2\r\n", "malformed"},
      {"PROXY TCP4 1.2.3.4 1.2.3.4 1 2\n", "malformed"},
      {"PROXY TCP4 1.2.3.4 1.2.3.4 1 2\r\r\n", "malformed"},
      {"PROXY TCP4 1.2.3.4 1.2.3.4 1 65536\r\n", "malformed"},
      {"PROXY TCP4 1.2.3.4 1.2.3.4 1 99999999999999999999\r\n", "malformed"},
      {"PROXY TCP4 1.2.3.4 1.2.3.4 01 2\r\n", "malformed"},
      {"PROXY TCP4 1.2.3.4 1.2.3.4 -1 2\r\n", "malformed"},
      {"PROXY TCP4 1.2.3.04 1.2.3.4 1 2\r\n", "malformed"},
      {"PROXY TCP4 1.2.3.256 1.2.3.4 1 2\r\n", "malformed"},
      {"PROXY TCP4 1.2.3 1.2.3.4 1 2\r\n", "malformed"},
      {"PROXY TCP4 1.2.3.4.5 1.2.3.4 1 2\r\n", "malformed"},
      {"PROXY TCP6 1::2::3 ::1 1 2\r\n", "malformed"},
      {"PROXY TCP6 1:2:3:4:5:6:7 ::1 1 2\r\n", "malformed"},
      {"PROXY TCP6 1:2:3:4:5:6:7:8:9 ::1 1 2\r\n", "malformed"},
      {"PROXY TCP6 12345:: ::1 1 2\r\n", "malformed"},
      {"PROXY TCP6 fe80::1%eth0 ::1 1 2\r\n", "malformed"},
  };
  for (const Row& row : rows) {
    EXPECT_EQ(reading(row.line), row.expected) << row.line;
    const bool pure = test::pure_proxy_line(row.line) && row.line.size() <= proxy_line_octets_max;
    const ProxyReading read = parse_proxy_line(row.line);
    const auto* header = std::get_if<ProxyHeader>(&read);
    EXPECT_EQ(header != nullptr && header->octets == row.line.size(), pure) << row.line;
  }
}

// The system's own reader of addresses is the judge.
TEST(ProxyLine, GivesTheOctetsOfEveryAddress) {
  std::mt19937 random(20);
  for (int round = 0; round < 20'000; ++round) {
    ProxyEndpoint end;
    const bool ipv4 = round % 4 == 0;
    end.family = ipv4 ? ProxyEndpoint::Family::ipv4 : ProxyEndpoint::Family::ipv6;
    const std::size_t size = ipv4 ? 4 : 16;
    for (std::size_t i = 0; i < size; i += 2) {
      if (random() % 2 == 0) continue;  // many zeros, for "::" in every place
      end.ip[i] = static_cast<std::uint8_t>(random() % 3 == 0 ? random() : 0);
      end.ip[i + 1] = static_cast<std::uint8_t>(random());
    }
    end.port = static_cast<std::uint16_t>(random());
    const std::string text = shown(end);
    const std::string ip = text.substr(0, text.find(' '));
    const std::string line = std::string(ipv4 ? "PROXY TCP4 " : "PROXY TCP6 ") + ip + " " + ip +
                             " " + std::to_string(end.port) + " 25\r\n";
    const ProxyReading read = parse_proxy_header(line);
    ASSERT_TRUE(std::holds_alternative<ProxyHeader>(read)) << line;
    ASSERT_EQ(std::get<ProxyHeader>(read).source, end) << line;
    ASSERT_EQ(std::get<ProxyHeader>(read).destination.ip, end.ip) << line;
  }
}

TEST(ProxyBinary, IsReadAsTheTableSays) {
  using namespace std::string_literals;
  const std::string ipv4(proxy_ipv4);
  struct Row {
    std::string header;
    std::string expected;
  };
  const Row rows[] = {
      {proxy_binary(0x21, 0x11, ipv4), "192.0.2.1 56324 to 198.51.100.7 25, 28"},
      {proxy_binary(0x21, 0x11, ipv4) + "EHLO a\r\n", "192.0.2.1 56324 to 198.51.100.7 25, 28"},
      {proxy_binary(0x21, 0x21, proxy_ipv6), "2001:db8::1 1 to 2001:db8::2 65535, 52"},
      {proxy_binary(0x21, 0x11, ipv4 + "\1\0\4smtp"s), "192.0.2.1 56324 to 198.51.100.7 25, 35"},
      {proxy_binary(0x21, 0x11, ipv4 + "\4\0\0"s), "192.0.2.1 56324 to 198.51.100.7 25, 31"},
      {with_checksum(), "192.0.2.1 56324 to 198.51.100.7 25, 40"},
      {proxy_binary(0x21, 0x12, ipv4), "unknown, 28"},
      {proxy_binary(0x21, 0x31, std::string(216, '/')), "unknown, 232"},
      {proxy_binary(0x21, 0x00, ""), "unknown, 16"},
      {proxy_binary(0x21, 0x00, "no TLV"), "unknown, 22"},
      {proxy_binary(0x20, 0x00, ""), "local, 16"},
      {proxy_binary(0x20, 0x11, "no TLV"), "local, 22"},
      {proxy_binary(0x20, 0x00, std::string(2048, 'x')), "local, 2064"},
      {proxy_binary(0x20, 0x00, 2049, ""), "too long"},
      {proxy_binary(0x21, 0x11, 0xFFFF, ""), "too long"},
      {proxy_binary(0x21, 0x11, ipv4 + "\1"s), "malformed"},
      {proxy_binary(0x21, 0x11, ipv4 + "\1\0"s), "malformed"},
      {proxy_binary(0x21, 0x11, ipv4 + "\1\0\5smtp"s), "malformed"},
      {proxy_binary(0x21, 0x11, ipv4 + "\1\xFF\xFF"s), "malformed"},
      {proxy_binary(0x21, 0x11, ipv4 + "\3\0\0"s), "malformed"},
      {proxy_binary(0x21, 0x11, ipv4 + "\3\0\5sixty"s), "malformed"},
      {proxy_binary(0x21, 0x11, ipv4 + "\3\0\4four"s), "bad checksum"},
      {proxy_binary(0x21, 0x11, ipv4 + "\3\0\4four\3\0\4four"s), "malformed"},
      {proxy_binary(0x21, 0x12, ipv4 + "\3\0\4four"s), "bad checksum"},
      {"\r\nPROXY UNKNOWN\r\n", "no header"},
  };
  for (const Row& row : rows) EXPECT_EQ(reading(row.header), row.expected) << row.expected;
}

// The verdict on a header that is cut anywhere, in memory that ends where the octets end.
TEST(ProxyHeader, ThatIsCutNeedsMoreAndNothingBehindItIsRead) {
  test::GuardedPages pages;
  for (const std::string& header : valid_headers()) {
    const std::string whole = reading(header);
    EXPECT_NE(whole.find(", " + std::to_string(header.size())), std::string::npos) << whole;
    for (std::size_t size = 0; size < header.size(); ++size) {
      const std::string_view cut = std::string_view(header).substr(0, size);
      ASSERT_EQ(reading(pages.at_end(cut)), "needs more") << size << " octets of " << whole;
      const std::vector<char> copy(cut.begin(), cut.end());
      ASSERT_EQ(reading({copy.data(), copy.size()}), "needs more") << size;
    }
    EXPECT_EQ(reading(pages.at_end(header)), whole);
    EXPECT_EQ(reading(header + header), whole);
  }
}

// Every length that can be announced where it matters, with every family: what is too short for
// its addresses is never looked at. Zeros are TLVs of three octets each.
TEST(ProxyBinary, ThatIsTooShortForItsAddressesIsMalformed) {
  test::GuardedPages pages;
  const std::pair<int, std::size_t> families[] = {{0x11, 12}, {0x12, 12},  {0x21, 36},
                                                  {0x22, 36}, {0x31, 216}, {0x32, 216}};
  for (const auto& [family, needed] : families) {
    for (std::size_t announced = 0; announced < 300; ++announced) {
      const std::string header =
          proxy_binary(0x21, family, announced, std::string(announced, '\0'));
      const bool fits = announced >= needed && (announced - needed) % 3 == 0;
      const ProxyReading read = parse_proxy_header(pages.at_end(header));
      ASSERT_EQ(std::holds_alternative<ProxyHeader>(read), fits) << family << " " << announced;
      ASSERT_EQ(shown(read) == "malformed", !fits) << family << " " << announced;
      const std::string_view begun = std::string_view(header).substr(0, proxy_fixed_octets);
      const bool waits = announced >= needed;
      ASSERT_EQ(reading(pages.at_end(begun)), waits ? "needs more" : "malformed");
    }
  }
}

TEST(ProxyBinary, HasTwoCommandsAndSevenFamilies) {
  const std::string payload(216 + 3, '\0');
  for (int command = 0; command < 256; ++command) {
    for (int family = 0; family < 256; ++family) {
      const bool other =
          family == 0x00 || family == 0x12 || family == 0x22 || family == 0x31 || family == 0x32;
      std::string expected = "malformed";
      if (command == 0x20) expected = "local, 235";
      if (command == 0x21 && other) expected = "unknown, 235";
      if (command == 0x21 && family == 0x11) expected = "0.0.0.0 0 to 0.0.0.0 0, 235";
      if (command == 0x21 && family == 0x21) expected = ":: 0 to :: 0, 235";
      ASSERT_EQ(reading(proxy_binary(command, family, payload)), expected)
          << command << " " << family;
    }
  }
}

// What one octet can change under a checksum. It does not help where it is not looked at any more:
// a command or a family that makes the rest meaningless, another type for its own TLV, a length
// that ends the header in front of it, after the addresses (12) or the other TLV (17), and a
// length of that other TLV that swallows it (9).
TEST(ProxyBinary, ThatWasChangedInOneOctetIsNoticedByItsChecksum) {
  const std::string header = with_checksum();
  const std::size_t type_at = header.size() - 7;
  for (std::size_t at = 0; at < header.size(); ++at) {
    for (int flip = 1; flip < 256; ++flip) {
      std::string changed = header;
      changed[at] = static_cast<char>(changed[at] ^ flip);
      const std::string read = reading(changed);
      const int octet = static_cast<unsigned char>(changed[at]);
      const bool passes = (at == 12 && octet == 0x20) || (at == 13 && octet == 0) ||
                          (at == 15 && (octet == 12 || octet == 17)) ||
                          (at == type_at - 3 && octet == 9) || at == type_at;
      const bool accepted = read.find(", ") != std::string::npos;
      ASSERT_EQ(accepted, passes) << at << " " << octet << " " << read;
      ASSERT_EQ(read == "no header", at < 12) << at;
    }
  }
}

// Without a checksum what was changed is at least not read beyond, and shows as soon as it is
// there.
TEST(ProxyHeader, ThatWasChangedInOneOctetIsTheSameHoweverMuchHasCome) {
  test::GuardedPages pages;
  for (const std::string& header : valid_headers()) {
    if (header.size() > 300) continue;
    for (std::size_t at = 0; at < header.size(); ++at) {
      for (const int flip : {0x01, 0x10, 0x20, 0x80, 0xFF}) {
        std::string changed = header;
        changed[at] = static_cast<char>(changed[at] ^ flip);
        const std::string whole = reading(pages.at_end(changed));
        std::size_t size = 0;
        while (size < changed.size() && reading(changed.substr(0, size)) == "needs more") ++size;
        ASSERT_EQ(reading(pages.at_end(std::string_view(changed).substr(0, size))), whole);
      }
    }
  }
}

TEST(ProxyHeader, IsReadWithoutAnAllocation) {
  const std::vector<std::string> headers = valid_headers();
  const std::size_t before = test::allocations();
  for (const std::string& header : headers) {
    EXPECT_TRUE(std::holds_alternative<ProxyHeader>(parse_proxy_header(header)));
  }
  EXPECT_EQ(test::allocations(), before);
}

}  // namespace
}  // namespace heloport::grammar
