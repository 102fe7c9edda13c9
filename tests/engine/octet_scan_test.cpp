// The fast scan and the slow one agree, wherever a special octet falls.

#include "engine/octet_scan.hpp"

#include <gtest/gtest.h>

#include <random>
#include <string>

namespace heloport::engine {
namespace {

/// Written from the sentence in the header, sharing nothing with the code.
std::size_t plain_by_definition(std::string_view text) {
  for (std::size_t i = 0; i < text.size(); ++i) {
    const bool lf_before = i >= 1 && text[i - 1] == '\n';
    if (text[i] == '\0') return i;
    if (text[i] == '\r' && (i + 1 >= text.size() || text[i + 1] != '\n')) return i;
    if (text[i] == '\n' && (i == 0 || text[i - 1] != '\r')) return i;
    if (text[i] == '.' && lf_before) return i;
  }
  return text.size();
}

TEST(OctetScan, FindsEachSpecialSequenceAtEveryOffset) {
  using namespace std::string_literals;
  for (const std::string& special : {"\0"s, "\r"s, "\n"s, "\r\n."s, "\r\r\n"s, "\n\r"s, "\r\n\r\n"s,
                                     "\r\n.\r\n"s, "\r\n\n"s, "\r\n\0"s, "\r."s}) {
    for (std::size_t before = 0; before < 140; ++before) {
      for (const std::size_t after : {0u, 1u, 2u, 3u, 63u, 64u, 65u, 130u}) {
        const std::string text = std::string(before, 'a') + special + std::string(after, 'b');
        const std::size_t expected = plain_by_definition(text);
        ASSERT_EQ(plain_prefix(text), expected) << before << " " << after;
        ASSERT_EQ(plain_prefix_scalar(text), expected) << before << " " << after;
      }
    }
  }
}

TEST(OctetScan, AgreesOnRandomTextOfTheSpecialOctets) {
  std::mt19937 random(1);
  const std::string_view alphabet("\r\n\r\n\r\n..a\0", 10);
  for (int round = 0; round < 20000; ++round) {
    std::string text(random() % 200, 'x');
    for (int i = 0; i < 12 && !text.empty(); ++i) {
      const std::size_t at = random() % text.size();
      text[at] = alphabet[random() % alphabet.size()];
      if (text[at] == '\r' && at + 1 < text.size() && random() % 4 != 0) text[at + 1] = '\n';
    }
    ASSERT_EQ(plain_prefix(text), plain_by_definition(text));
  }
}

TEST(OctetScan, LooksAtNothingBeyondTheText) {
  // The octets behind the view would change the answer if they were looked at.
  const std::string text = std::string(66, 'a') + "\n.\0";
  for (std::size_t n = 0; n <= 66; ++n) EXPECT_EQ(plain_prefix({text.data(), n}), n);
}

}  // namespace
}  // namespace heloport::engine
