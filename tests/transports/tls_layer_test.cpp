// TLS between a transport and a session: how it begins, carries and ends.

#include "transports/tls_layer.hpp"

#include <gtest/gtest.h>
#include <openssl/err.h>

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

TEST_P(TlsAtChunkSize, CarriesMuchBothWaysAndEndsOnBothSides) {
  TlsPair pair;
  pair.chunks(GetParam());
  pair.implicit();
  // In small pieces it is the pieces that take the time, not the octets.
  const std::size_t octets = std::size_t{1} << (GetParam() < 64 ? 16U : 20U);
  const std::string there = pattern(octets + 1);
  const std::string back = pattern(octets - 1);
  pair.client.talk.say(there);
  pair.server.talk.say(back);
  pair.server.session = [&] {
    if (pair.server.talk.heard().size() == there.size()) pair.server.talk.finish();
  };
  ASSERT_TRUE(pair.run());
  EXPECT_TRUE(pair.server.talk.heard() == there);
  EXPECT_TRUE(pair.client.talk.heard() == back);
  EXPECT_EQ(pair.client.talk.ends(), 1);
  EXPECT_FALSE(pair.client.layer.truncated());
  EXPECT_TRUE(pair.client.layer.finished());
  EXPECT_TRUE(pair.server.layer.finished());
}

TEST(TlsLayer, CarriesAMebibyteEachWay) {
  TlsPair pair;
  pair.implicit();
  const std::string text = pattern(std::size_t{1} << 20);
  pair.client.talk.say(text);
  pair.server.talk.say(text);
  ASSERT_TRUE(pair.run());
  EXPECT_TRUE(pair.server.talk.heard() == text);
  EXPECT_TRUE(pair.client.talk.heard() == text);
}

TEST(TlsLayer, PassesClearOctetsThroughInTheRoomsOfTheSession) {
  TlsPair pair;
  EXPECT_EQ(pair.server.layer.input().data(), pair.server.talk.input().data());
  pair.server.talk.say("220 mx\n");
  EXPECT_EQ(pair.server.layer.output().runs[0].data(), pair.server.talk.output().runs[0].data());
  ASSERT_TRUE(pair.run());
  EXPECT_EQ(pair.client.talk.heard(), "220 mx\n");
  EXPECT_EQ(pair.server.layer.state(), State::clear);
  EXPECT_EQ(pair.server.layer.facts(), nullptr);
}

TEST(TlsLayer, ReadsNothingWhileItsLastClearOctetsLeave) {
  TlsPair pair;
  pair.server.talk.say("220 go\n");
  pair.server.layer.start();
  pair.server.talk.say("not in clear\n");
  EXPECT_EQ(pair.server.layer.state(), State::waiting);
  EXPECT_TRUE(pair.server.layer.input().empty());
  pair.server.layer.sent(3);
  EXPECT_EQ(pair.server.layer.state(), State::waiting);
  EXPECT_EQ(take_output(pair.server), " go\n");
  EXPECT_EQ(pair.server.layer.state(), State::handshaking);
  EXPECT_TRUE(pair.server.layer.output().empty());
  EXPECT_FALSE(pair.server.layer.input().empty());
}

TEST(TlsLayer, OctetsInClearBehindStarttlsFailTheHandshakeAndNeverArrive) {
  TlsPair pair;
  pair.by_command();
  ASSERT_TRUE(hand_over("STARTTLS\n", pair.server));
  ASSERT_EQ(take_output(pair.server), "220 go\n");
  ASSERT_TRUE(hand_over("EHLO evil\r\n", pair.server));
  EXPECT_EQ(pair.server.layer.state(), State::failed);
  EXPECT_EQ(pair.server.talk.heard(), "STARTTLS\n");
  EXPECT_EQ(pair.server.talk.ends(), 1);
  EXPECT_TRUE(pair.server.layer.finished());
  EXPECT_EQ(pair.server.layer.failure(), "wrong version number");
}

TEST(TlsLayer, OctetsReadIntoTheRoomOfTheSessionBeforeTheStartFailIt) {
  TlsPair pair;
  ASSERT_FALSE(pair.server.layer.input().empty());
  pair.server.layer.start();
  pair.server.layer.received(5);
  EXPECT_EQ(pair.server.layer.state(), State::failed);
  EXPECT_EQ(pair.server.talk.heard(), "");
  EXPECT_EQ(pair.server.talk.ends(), 1);
}

TEST(TlsLayer, AHandshakeThatFailsSaysWhyToThePeer) {
  TlsPair pair;
  pair.server.layer.start_at_once();
  ASSERT_TRUE(hand_over(std::string_view("\x16\x03\x01\0\x05noise", 10), pair.server));
  EXPECT_EQ(pair.server.layer.state(), State::failed);
  EXPECT_EQ(take_output(pair.server).substr(0, 2), "\x15\x03");  // an alert
  EXPECT_TRUE(pair.server.layer.finished());
  EXPECT_TRUE(pair.server.layer.output().empty());
}

// Errors queue up by thread, and OpenSSL looks at the queue to say what became of a call.
TEST(TlsLayer, AnErrorThatSomebodyLeftBehindIsNotTakenForOneOfTheConnection) {
  TlsPair pair;
  pair.implicit();
  ERR_raise(ERR_LIB_USER, ERR_R_INTERNAL_ERROR);
  ASSERT_TRUE(pair.run());
  ASSERT_TRUE(pair.open());
  pair.client.talk.say("hello");
  ERR_raise(ERR_LIB_USER, ERR_R_INTERNAL_ERROR);
  ASSERT_TRUE(pair.run());
  EXPECT_EQ(pair.server.talk.heard(), "hello");
  EXPECT_EQ(ERR_peek_error(), 0U);
}

TEST(TlsLayer, IsOpenBeforeTheSessionIsGivenAnything) {
  TlsPair pair;
  pair.implicit();
  pair.client.talk.say("EHLO\n");
  bool open_before_octets = false;
  pair.server.session = [&] {
    const bool open = pair.server.layer.state() == State::open;
    if (open && pair.server.talk.heard().empty()) open_before_octets = true;
  };
  ASSERT_TRUE(pair.run());
  EXPECT_TRUE(open_before_octets);
  EXPECT_EQ(pair.server.talk.heard(), "EHLO\n");
}

TEST(TlsLayer, BothSidesSettleTheSameFacts) {
  for (const TlsVersion most : {TlsVersion::tls_1_2, TlsVersion::tls_1_3}) {
    TlsPairing pairing;
    pairing.most = most;
    TlsPair pair(pairing);
    pair.implicit();
    ASSERT_TRUE(pair.run());
    ASSERT_TRUE(pair.open());
    const TlsFacts& client = *pair.client.layer.facts();
    const TlsFacts& server = *pair.server.layer.facts();
    const bool newest = most == TlsVersion::tls_1_3;
    EXPECT_EQ(client.version, newest ? "TLSv1.3" : "TLSv1.2");
    EXPECT_EQ(client.cipher,
              newest ? "TLS_AES_256_GCM_SHA384" : "TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384");
    EXPECT_EQ(client.group, "x25519");
    EXPECT_EQ(client.channel_binding_exporter.size(), 32U);
    EXPECT_EQ(client.channel_binding_unique.size(), newest ? 0U : 12U);
    EXPECT_TRUE(client.server_verified);
    EXPECT_FALSE(client.resumed);
    EXPECT_EQ(server.version, client.version);
    EXPECT_EQ(server.cipher, client.cipher);
    EXPECT_EQ(server.group, client.group);
    EXPECT_EQ(server.channel_binding_exporter, client.channel_binding_exporter);
    EXPECT_EQ(server.channel_binding_unique, client.channel_binding_unique);
    EXPECT_FALSE(server.client_certificate);
  }
}

TEST(TlsLayer, ChannelBindingsAreEachConnectionsOwn) {
  TlsPair first;
  TlsPair second;
  for (TlsPair* pair : {&first, &second}) {
    pair->implicit();
    ASSERT_TRUE(pair->run());
    ASSERT_TRUE(pair->open());
  }
  EXPECT_NE(first.server.layer.facts()->channel_binding_exporter,
            second.server.layer.facts()->channel_binding_exporter);
}

TEST(TlsLayer, AHandshakeHasItsTime) {
  TlsPair pair({}, {engine::Time(5'000)});
  pair.implicit();
  pair.link.stall(Direction::to_client);
  ASSERT_TRUE(pair.run());
  ASSERT_TRUE(pair.link.advance(engine::Time(4'999)));
  EXPECT_EQ(pair.server.layer.state(), State::handshaking);
  EXPECT_EQ(pair.server.layer.deadline(), engine::Time(5'000));
  ASSERT_TRUE(pair.link.advance(engine::Time(1)));
  for (const TlsEnd* end : {&pair.client, &pair.server}) {
    EXPECT_EQ(end->layer.state(), State::failed);
    EXPECT_EQ(end->layer.failure(), "the handshake took longer than 5 s");
    EXPECT_EQ(end->talk.ends(), 1);
    EXPECT_TRUE(end->layer.output().empty());
    EXPECT_EQ(end->layer.deadline(), std::nullopt);
  }
}

TEST(TlsLayer, TheTimeOfAHandshakeIncludesTheLastClearOctets) {
  TlsPair pair({}, {engine::Time(5'000)});
  pair.server.layer.expire(engine::Time(100));
  pair.server.talk.say("220 go\n");
  pair.server.layer.start();
  EXPECT_EQ(pair.server.layer.deadline(), engine::Time(5'100));
  pair.server.layer.expire(engine::Time(5'100));
  EXPECT_EQ(pair.server.layer.state(), State::failed);
  EXPECT_TRUE(pair.server.layer.output().empty());
}

TEST(TlsLayer, TheTimesOfTheSessionGoOn) {
  TlsPair pair;
  pair.implicit();
  pair.server.talk.expire_at(engine::Time(1'000));
  ASSERT_TRUE(pair.run());
  ASSERT_TRUE(pair.link.advance(engine::Time(1'000)));
  EXPECT_EQ(pair.client.talk.heard(), "expired\n");
  EXPECT_FALSE(pair.client.layer.truncated());
}

TEST(TlsLayer, ASessionThatEndsBeforeTheHandshakeSaysNothingInClear) {
  TlsPair pair;
  pair.server.layer.start_at_once();
  pair.server.talk.say("421 closing\n");
  pair.server.talk.finish();
  pair.server.serve();
  EXPECT_EQ(pair.server.layer.state(), State::failed);
  EXPECT_TRUE(pair.server.layer.output().empty());
  EXPECT_TRUE(pair.server.layer.finished());
}

TEST(TlsLayer, ASessionThatWantsNothingStopsTheReading) {
  TlsPair pair;
  pair.implicit();
  ASSERT_TRUE(pair.run());
  pair.server.talk.be_deaf(true);
  const std::string text = pattern(200'000);
  pair.client.talk.say(text);
  const std::size_t before = pair.server.received.size();
  ASSERT_TRUE(pair.run());
  EXPECT_EQ(pair.server.talk.heard(), "");
  EXPECT_EQ(pair.server.received.size(), before);
  pair.server.talk.be_deaf(false);
  ASSERT_TRUE(pair.run());
  EXPECT_TRUE(pair.server.talk.heard() == text);
}

TEST(TlsLayer, ReadsABlockAtMostForASessionThatWantsNoMore) {
  TlsPair pair;
  pair.implicit();
  ASSERT_TRUE(pair.run());
  pair.server.session = [&] { pair.server.talk.be_deaf(!pair.server.talk.heard().empty()); };
  pair.client.talk.say(pattern(200'000));
  const std::size_t before = pair.server.received.size();
  ASSERT_TRUE(pair.run());
  EXPECT_GT(pair.server.talk.heard().size(), 0U);
  EXPECT_LE(pair.server.received.size() - before, 2 * tls_block_octets);
}

TEST(TlsLayer, IsNoFasterThanTheTransport) {
  TlsPair pair;
  pair.implicit();
  ASSERT_TRUE(pair.run());
  const std::size_t octets = 200'000;
  pair.server.talk.say(pattern(octets));
  pair.server.serve();
  EXPECT_LE(pair.server.layer.output().size(), tls_block_octets);
  EXPECT_GE(pair.server.talk.unsaid_octets(), octets - tls_block_octets);
  EXPECT_LT(pair.server.talk.unsaid_octets(), octets);
}

TEST(TlsLayer, ALastWordThatFillsTheBlockIsStillFollowedByTheCloseNotify) {
  for (const std::size_t octets : {1U, 16'000U, 16'384U, 16'800U, 40'000U}) {
    TlsPair pair;
    pair.implicit();
    ASSERT_TRUE(pair.run());
    pair.server.talk.say(pattern(octets));
    pair.server.talk.finish();
    ASSERT_TRUE(pair.run());
    EXPECT_EQ(pair.client.talk.heard().size(), octets);
    EXPECT_EQ(pair.client.talk.ends(), 1);
    EXPECT_FALSE(pair.client.layer.truncated()) << octets;
  }
}

// CVE-2026-45185: content that a close_notify cuts short, and an octet in clear behind it.
TEST(TlsLayer, NothingAfterACloseNotifyIsLookedAt) {
  TlsPair pair;
  pair.implicit();
  ASSERT_TRUE(pair.run());
  pair.client.talk.say("BDAT 100\nhalf");
  pair.client.talk.finish();
  pair.client.serve();
  const std::string last = take_output(pair.client);
  EXPECT_TRUE(pair.client.layer.finished());
  pair.server.talk.outlive_the_end();
  EXPECT_FALSE(hand_over(last + std::string(20'000, 'X'), pair.server));
  EXPECT_EQ(pair.server.talk.heard(), "BDAT 100\nhalf");
  EXPECT_EQ(pair.server.talk.ends(), 1);
  EXPECT_EQ(pair.server.layer.state(), State::open);
  EXPECT_FALSE(pair.server.layer.truncated());
  EXPECT_TRUE(pair.server.layer.input().empty());
  pair.server.layer.end_of_input();
  pair.server.serve();
  EXPECT_EQ(pair.server.talk.ends(), 1);
}

TEST(TlsLayer, AConnectionThatIsCutIsToldApartFromOneThatIsClosed) {
  TlsPair pair;
  pair.implicit();
  pair.client.talk.say("half");
  ASSERT_TRUE(pair.run());
  pair.server.layer.end_of_input();
  pair.server.serve();
  EXPECT_EQ(pair.server.talk.heard(), "half");
  EXPECT_EQ(pair.server.talk.ends(), 1);
  EXPECT_TRUE(pair.server.layer.truncated());
  EXPECT_TRUE(pair.server.layer.finished());
}

TEST(TlsLayer, WhatCameBeforeTheCutArrivesOnceTheSessionWantsIt) {
  TlsPair pair;
  pair.implicit();
  ASSERT_TRUE(pair.run());
  pair.server.session = [&] { pair.server.talk.be_deaf(!pair.server.talk.heard().empty()); };
  const std::string text = pattern(10'000);
  pair.client.talk.say(text);
  pair.client.serve();
  ASSERT_TRUE(hand_over(take_output(pair.client), pair.server));
  pair.server.layer.end_of_input();
  pair.server.serve();
  EXPECT_LT(pair.server.talk.heard().size(), text.size());
  EXPECT_EQ(pair.server.talk.ends(), 0);
  pair.server.session = {};
  pair.server.talk.be_deaf(false);
  pair.server.serve();
  EXPECT_TRUE(pair.server.talk.heard() == text);
  EXPECT_EQ(pair.server.talk.ends(), 1);
  EXPECT_TRUE(pair.server.layer.truncated());
}

TEST(TlsLayer, ABrokenRecordEndsTheSession) {
  TlsPair pair;
  pair.implicit();
  ASSERT_TRUE(pair.run());
  pair.client.talk.say("MAIL\n");
  pair.client.serve();
  std::string record = take_output(pair.client);
  record[10] = static_cast<char>(record[10] ^ 1);
  ASSERT_TRUE(hand_over(record, pair.server));
  EXPECT_EQ(pair.server.layer.state(), State::failed);
  EXPECT_EQ(pair.server.talk.heard(), "");
  EXPECT_EQ(pair.server.talk.ends(), 1);
  EXPECT_TRUE(pair.server.layer.truncated());
  ASSERT_TRUE(pair.run());
  EXPECT_EQ(pair.client.layer.failure(), "the peer sent the alert: bad record mac");
}

}  // namespace

}  // namespace heloport::transports
