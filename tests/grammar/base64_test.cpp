// base64 decodes what RFC 4648 spells, and nothing else.

#include "grammar/base64.hpp"

#include <gtest/gtest.h>

#include <random>
#include <string>
#include <vector>

namespace heloport::grammar {
namespace {

// In memory of exactly the size that is promised to be enough.
std::optional<std::string> decoded(std::string_view text) {
  std::vector<char> room(decoded_octets_max(text.size()));
  const auto octets = decode_base64(text, room);
  if (!octets) return std::nullopt;
  return std::string(*octets);
}
std::string encoded(std::string_view octets) {
  std::vector<char> room(encoded_octets(octets.size()));
  const std::string text(encode_base64(octets, room));
  EXPECT_EQ(text.size(), room.size());
  return text;
}

TEST(Base64, HasTheVectorsOfItsRfc) {  // RFC 4648, 10
  const std::pair<std::string_view, std::string_view> vectors[] = {
      {"", ""},
      {"f", "Zg=="},
      {"fo", "Zm8="},
      {"foo", "Zm9v"},
      {"foob", "Zm9vYg=="},
      {"fooba", "Zm9vYmE="},
      {"foobar", "Zm9vYmFy"},
  };
  for (const auto& [octets, text] : vectors) {
    EXPECT_EQ(encoded(octets), text);
    EXPECT_EQ(decoded(text), octets);
  }
}

TEST(Base64, IsItsOwnInverseInPlaceToo) {
  std::mt19937 random(4648);
  for (std::size_t size = 0; size < 300; ++size) {
    std::string octets(size, '\0');
    for (char& octet : octets) octet = static_cast<char>(random());
    std::string text = encoded(octets);
    EXPECT_EQ(decoded(text), octets);
    EXPECT_EQ(decode_base64(text, text), octets);
  }
}

// Each octet string has one spelling: bits that stand for nothing are zero (RFC 4648, 3.5).
TEST(Base64, RefusesBitsThatStandForNothing) {
  int one_octet = 0;
  int two_octets = 0;
  for (int a = 0; a < 256; ++a) {
    const char c = static_cast<char>(a);
    one_octet += decoded(std::string{'A', c, '=', '='}) ? 1 : 0;
    two_octets += decoded(std::string{'A', 'A', c, '='}) ? 1 : 0;
  }
  EXPECT_EQ(one_octet, 4);        // AA== AQ== Ag== Aw==
  EXPECT_EQ(two_octets, 16 + 1);  // every fourth, and AA== again
}

TEST(Base64, RefusesEveryOctetOutsideItsAlphabetEverywhere) {
  int accepted = 0;
  for (int a = 0; a < 256; ++a) {
    for (std::size_t at = 0; at < 8; ++at) {
      std::string text = "QUJDREVG";
      text[at] = static_cast<char>(a);
      const auto octets = decoded(text);
      accepted += octets ? 1 : 0;
      if (octets) {
        EXPECT_EQ(encoded(*octets), text);
      }
    }
  }
  // 64 characters at 8 places; and `=` at the last, behind a G whose two last bits are not zero.
  EXPECT_EQ(accepted, 64 * 8);
}

TEST(Base64, RefusesWhatIsNotWholeGroups) {
  for (const std::string_view text :
       {"A", "AA", "AAA", "AAAAA", "=", "==", "===", "====", "A===", "AA=A", "=AAA", "AA==AAAA",
        "AAA=AAAA", "AA= ", "AAAA\n", " AAAA", "AAAA AAAA", "AAAA====", "AA==="}) {
    EXPECT_FALSE(decoded(text)) << text;
  }
}

}  // namespace
}  // namespace heloport::grammar
