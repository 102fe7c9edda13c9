// TLS between a transport and a session: how it begins, carries and ends.

#include "transports/tls_layer.hpp"

#include <gtest/gtest.h>

#include <limits>

#include "tests/transports/tls_pair.hpp"

namespace heloport::transports {

namespace {

using State = TlsLayer::State;

constexpr std::size_t whole = std::numeric_limits<std::size_t>::max();
constexpr std::string_view handshake_record = "\x16\x03";  // RFC 8446, 5.1

std::string pattern(std::size_t octets) {
  std::string text(octets, '\0');
  for (std::size_t i = 0; i < octets; ++i) text[i] = static_cast<char>('a' + i * i % 23);
  return text;
}

class TlsAtChunkSize : public testing::TestWithParam<std::size_t> {};
INSTANTIATE_TEST_SUITE_P(Sizes, TlsAtChunkSize,
                         testing::Values(1, 2, 5, 6, 64, 1000, 16'500, whole));

TEST_P(TlsAtChunkSize, StartsOnAConnectionThatTalkedInClear) {
  TlsPair pair;
  pair.chunks(GetParam());
  pair.by_command();
  ASSERT_TRUE(pair.run());
  ASSERT_TRUE(pair.open()) << pair.client.layer.failure() << pair.server.layer.failure();
  pair.client.talk.say("EHLO\n");
  pair.server.talk.say("250\n");
  ASSERT_TRUE(pair.run());
  EXPECT_EQ(pair.server.talk.heard(), "STARTTLS\nEHLO\n");
  EXPECT_EQ(pair.client.talk.heard(), "220 go\n250\n");
  EXPECT_TRUE(pair.client.sent.starts_with("STARTTLS\n\x16\x03"));
  EXPECT_TRUE(pair.server.sent.starts_with("220 go\n\x16\x03"));
  EXPECT_EQ(pair.client.sent.find("EHLO"), std::string::npos);
  EXPECT_EQ(pair.server.sent.find("250"), std::string::npos);
}

TEST_P(TlsAtChunkSize, ImplicitNothingLeavesInClear) {
  TlsPair pair;
  pair.chunks(GetParam());
  pair.server.talk.say("220 mx.example.org\n");
  pair.client.talk.say("EHLO\n");
  pair.implicit();
  ASSERT_TRUE(pair.run());
  EXPECT_EQ(pair.client.talk.heard(), "220 mx.example.org\n");
  EXPECT_EQ(pair.server.talk.heard(), "EHLO\n");
  EXPECT_TRUE(pair.client.sent.starts_with(handshake_record));
  EXPECT_TRUE(pair.server.sent.starts_with(handshake_record));
  EXPECT_EQ(pair.server.sent.find("mx.example.org\n"), std::string::npos);
}

TEST_P(TlsAtChunkSize, CarriesAMebibyteEachWayAndEndsOnBothSides) {
  TlsPair pair;
  pair.chunks(GetParam());
  pair.implicit();
  const std::string there = pattern((std::size_t{1} << 20) + 1);
  const std::string back = pattern((std::size_t{1} << 20) - 1);
  pair.client.talk.say(there);
  pair.server.talk.say(back);
  pair.server.session = [&] {
    if (pair.server.talk.heard().size() == there.size()) pair.server.talk.finish();
  };
  ASSERT_TRUE(pair.link.run_until_quiet(100'000'000));
  EXPECT_TRUE(pair.server.talk.heard() == there);
  EXPECT_TRUE(pair.client.talk.heard() == back);
  EXPECT_EQ(pair.client.talk.ends(), 1);
  EXPECT_FALSE(pair.client.layer.truncated());
  EXPECT_TRUE(pair.client.layer.finished());
  EXPECT_TRUE(pair.server.layer.finished());
}

}  // namespace

}  // namespace heloport::transports
