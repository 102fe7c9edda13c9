// The second reader of a proxy's header: that it can complain, and that what a fuzzer begins with
// is there in every kind.

#include <gtest/gtest.h>

#include <map>
#include <string>

#include "fuzz/proxy_headers.hpp"
#include "fuzz/reference_proxy.hpp"
#include "tests/support/proxy_headers.hpp"

namespace heloport::fuzz {
namespace {

using grammar::ProxyFault;
using grammar::ProxyHeader;
using grammar::ProxyKind;
using grammar::ProxyNeedsMore;
using test::proxy_binary;
using test::proxy_ipv4;

std::string with(std::string_view tlvs) {
  return proxy_binary(0x21, 0x11, std::string(proxy_ipv4).append(tlvs));
}

ProxyHeader of(const std::string& octets) {
  return std::get<ProxyHeader>(grammar::parse_proxy_header(octets));
}

TEST(ProxyOracle, FindsATlvThatIsLongerThanTheHeader) {
  const ProxyHeader accepted = of(with({"\4\0\2ab", 5}));
  EXPECT_FALSE(proxy_reading_agrees(with({"\4\0\2ab", 5}), accepted));
  EXPECT_TRUE(proxy_reading_agrees(with({"\4\0\3ab", 5}), accepted));
  EXPECT_TRUE(proxy_reading_agrees(with({"\4\0", 2}), accepted));
  EXPECT_FALSE(proxy_reading_agrees(with({"\4\0\3ab", 5}), ProxyFault::malformed));
}

TEST(ProxyOracle, FindsAChecksumThatIsPassedOver) {
  const std::string right = with({"\4\0\2ab\3\0\4\xDA\xE6\x39\x18", 12});
  const std::string wrong = with({"\4\0\2ab\3\0\4\xDA\xE6\x39\x19", 12});
  EXPECT_FALSE(proxy_reading_agrees(right, of(right)));
  EXPECT_TRUE(proxy_reading_agrees(right, ProxyFault::bad_checksum));
  EXPECT_TRUE(proxy_reading_agrees(wrong, of(right)));
  EXPECT_EQ(reference_crc32c("123456789"), 0xE3069283);
}

TEST(ProxyOracle, FindsAHeaderThatIsReadWrongly) {
  const std::string octets = with("");
  ProxyHeader header = of(octets);
  EXPECT_TRUE(proxy_reading_agrees(octets, ProxyNeedsMore{}));
  ++header.source.port;
  EXPECT_TRUE(proxy_reading_agrees(octets, header));
  EXPECT_TRUE(proxy_reading_agrees(octets, ProxyHeader{ProxyKind::local, octets.size(), {}, {}}));
  EXPECT_TRUE(proxy_reading_agrees(proxy_binary(0x21, 0x10, proxy_ipv4), of(octets)));
}

TEST(ProxyHeaders, AreOfEveryKindAndFault) {
  test::Generator generator(2);
  std::map<std::string, int> seen;
  for (int round = 0; round < 20'000; ++round) {
    const std::string octets = proxy_header(generator);
    const auto reading = grammar::parse_proxy_header(octets);
    const std::string version = octets.starts_with("P") ? "line" : "binary";
    if (const auto* header = std::get_if<ProxyHeader>(&reading)) {
      ++seen[version + " header " + std::to_string(static_cast<int>(header->kind))];
    } else if (const auto* fault = std::get_if<ProxyFault>(&reading)) {
      ++seen[version + " fault " + std::to_string(static_cast<int>(*fault))];
    }
  }
  for (const char* each :
       {"line header 0", "line header 2", "line fault 1", "line fault 2", "binary header 0",
        "binary header 1", "binary header 2", "binary fault 0", "binary fault 1", "binary fault 2",
        "binary fault 3"}) {
    EXPECT_GT(seen[each], 0) << each;
  }
}

}  // namespace
}  // namespace heloport::fuzz
