// Which peers are believed, and what is said about an entry that cannot be read.

#include "transports/trust_list.hpp"

#include <gtest/gtest.h>

namespace heloport::transports {
namespace {

TrustList list_of(const std::vector<std::string>& texts) {
  const auto parsed = parse_trust_list(texts);
  if (const auto* fault = std::get_if<Fault>(&parsed)) ADD_FAILURE() << fault->text;
  return std::get<TrustList>(parsed);
}

bool trusts(const std::string& entry, std::string_view address) {
  return list_of({entry}).trusts(address);
}

std::string fault_of(const std::string& entry) {
  const auto parsed = parse_trust_list(std::vector<std::string>{"127.0.0.1", entry});
  const auto* fault = std::get_if<Fault>(&parsed);
  return fault == nullptr ? "" : fault->text;
}

TEST(TrustList, ThatIsEmptyTrustsNobody) {
  const TrustList nobody;
  EXPECT_TRUE(nobody.empty());
  for (const std::string_view address : {"", "127.0.0.1", "::1", "0.0.0.0", "::"}) {
    EXPECT_FALSE(nobody.trusts(address)) << address;
  }
  EXPECT_TRUE(list_of({}).empty());
  EXPECT_FALSE(list_of({"unix:"}).empty());
  EXPECT_FALSE(list_of({"::/0"}).empty());
}

TEST(TrustList, HoldsAddressesAndRanges) {
  const TrustList list = list_of({"192.0.2.1", "10.0.0.0/8", "2001:db8::/32", "::1"});
  for (const std::string_view address :
       {"192.0.2.1", "10.0.0.0", "10.255.255.255", "2001:db8::", "2001:db8:ffff::1", "::1"}) {
    EXPECT_TRUE(list.trusts(address)) << address;
  }
  for (const std::string_view address :
       {"192.0.2.0", "192.0.2.2", "9.255.255.255", "11.0.0.0", "2001:db7::", "2001:db9::", "::2",
        "::", "a00::", "", "localhost", "10.0.0.1 ", "10.0.0", "10.0.0.1:25", "[::1]", "::1%lo"}) {
    EXPECT_FALSE(list.trusts(address)) << address;
  }
  EXPECT_FALSE(list.trusts({"10.0.0.1\0.x", 11}));
}

// The first address, the last, and their neighbours, for every length of a range.
TEST(TrustList, EndsRangesAtEveryBit) {
  for (std::uint32_t bits = 1; bits < 32; ++bits) {
    const std::uint32_t first = 0x5A5A5A5Au & ~(0xFFFFFFFFu >> bits);
    const std::uint32_t last = first | 0xFFFFFFFFu >> bits;
    const auto spelled = [](std::uint32_t ip) {
      return std::to_string(ip >> 24) + "." + std::to_string(ip >> 16 & 255) + "." +
             std::to_string(ip >> 8 & 255) + "." + std::to_string(ip & 255);
    };
    const TrustList list = list_of({spelled(first) + "/" + std::to_string(bits)});
    EXPECT_TRUE(list.trusts(spelled(first))) << bits;
    EXPECT_TRUE(list.trusts(spelled(last))) << bits;
    EXPECT_FALSE(list.trusts(spelled(first - 1))) << bits;
    EXPECT_FALSE(list.trusts(spelled(last + 1))) << bits;
  }
}

TEST(TrustList, CountsMappedIPv4AsIPv4) {
  EXPECT_TRUE(trusts("127.0.0.0/8", "::ffff:127.0.0.1"));
  EXPECT_TRUE(trusts("::ffff:10.0.0.0/104", "10.9.9.9"));
  EXPECT_TRUE(trusts("::ffff:10.0.0.1", "10.0.0.1"));
  EXPECT_FALSE(trusts("::ffff:10.0.0.0/104", "11.0.0.0"));
  EXPECT_FALSE(trusts("::/0", "::ffff:127.0.0.1"));
  EXPECT_FALSE(trusts("::/0", "127.0.0.1"));
  EXPECT_FALSE(trusts("0.0.0.0/0", "::1"));
  EXPECT_TRUE(trusts("0.0.0.0/0", "203.0.113.9"));
  EXPECT_TRUE(trusts("::/0", "2001:db8::1"));
}

TEST(TrustList, HasOneEntryForUnixSockets) {
  EXPECT_TRUE(trusts("unix:", ""));
  EXPECT_FALSE(trusts("unix:", "127.0.0.1"));
  EXPECT_FALSE(trusts("0.0.0.0/0", ""));
}

TEST(TrustList, SaysWhatToWriteInstead) {
  EXPECT_EQ(fault_of("proxy.example.org"),
            "\"proxy.example.org\" cannot be trusted: write an IP address, a range such as "
            "10.0.0.0/8, or unix:, names are not looked up");
  EXPECT_EQ(fault_of("10.0.0.0/33"),
            "\"10.0.0.0/33\" cannot be trusted: behind the slash write a number from 0 to 32");
  EXPECT_EQ(fault_of("::/129"),
            "\"::/129\" cannot be trusted: behind the slash write a number from 0 to 128");
  EXPECT_EQ(fault_of("10.1.2.3/8"),
            "\"10.1.2.3/8\" cannot be trusted: the range begins elsewhere, write 10.0.0.0/8 or "
            "the address alone");
  EXPECT_EQ(fault_of("unix:/run/heloport.sock"),
            "\"unix:/run/heloport.sock\" cannot be trusted: peers on Unix sockets have no "
            "address, write unix: for all of them");
}

TEST(TrustList, TakesNothingThatOnlyLooksLikeAnEntry) {
  for (const std::string entry :
       {"", "/", "/8", "10.0.0.0/", "10.0.0.0/ 8", "10.0.0.0/+8", "10.0.0.0/8/8", "10.0.0.0/-1",
        "10.0.0/8", "010.0.0.0/8", "[::1]", "127.0.0.1:25", "localhost", "unix",
        "UNIX:", "10.0.0.0/99999999999999999999", "::ffff:10.0.0.1/104", "10.0.0.1,10.0.0.2"}) {
    EXPECT_NE(fault_of(entry).find("cannot be trusted"), std::string::npos) << entry;
  }
  EXPECT_NE(fault_of(std::string("10.0.0.1\0", 9)), "");
}

}  // namespace
}  // namespace heloport::transports
