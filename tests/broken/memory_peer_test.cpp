// Facts about the link to our server in memory, and about TLS over it.

#include "memory_peer.hpp"

#include <gtest/gtest.h>

#include <array>

#include "apps/tls_link.hpp"
#include "sound_server.hpp"

namespace heloport::broken {
namespace {

using std::chrono::milliseconds;
using Kind = conformance::PeerLink::Received::Kind;

SoundServer& server() {
  static SoundServer everything{ServerChoice{}};
  return everything;
}

std::string all_of(conformance::PeerLink& link) {
  std::string octets;
  while (true) {
    const auto received = link.read(milliseconds(0));
    octets += received.octets;
    if (received.kind != Kind::octets) return octets;
  }
}

std::string says(conformance::PeerLink& link, std::string_view lines) {
  EXPECT_TRUE(link.write(std::string(lines) + "\r\n"));
  return all_of(link);
}

constexpr std::string_view envelope =
    "EHLO client.example.org\r\nMAIL FROM:<ann@example.net>\r\nRCPT TO:<bob@example.org>\r\nDATA";

TEST(MemoryPeer, AMessageIsTakenWhoeverWaits) {
  for (const std::size_t octets : std::array<std::size_t, 3>{0, 1, 7}) {
    const auto link = server().connect({.octets_max = octets});
    EXPECT_TRUE(all_of(*link).starts_with("220 mx.example.org"));
    EXPECT_NE(says(*link, envelope).find("\r\n354 "), std::string::npos);
    EXPECT_TRUE(says(*link, "Subject: hi\r\n\r\nHello.\r\n.").starts_with("250 "));
    EXPECT_TRUE(says(*link, "QUIT").starts_with("221 "));
    EXPECT_EQ(link->read(milliseconds(0)).kind, Kind::end);
    EXPECT_FALSE(link->write("NOOP\r\n"));
  }
}

TEST(MemoryPeer, TimeGoesByInReadsAlone) {
  MemoryPeer peer(server().service());
  EXPECT_TRUE(all_of(peer).starts_with("220 "));
  EXPECT_EQ(peer.now(), milliseconds(0));
  EXPECT_EQ(peer.read(milliseconds(1000)).kind, Kind::nothing);
  EXPECT_EQ(peer.now(), milliseconds(1000));
  // RFC 5321, 4.5.3.2.7: five minutes for the next command.
  const auto goodbye = peer.read(milliseconds(600'000));
  EXPECT_TRUE(goodbye.octets.starts_with("421 ")) << goodbye.octets;
  EXPECT_EQ(peer.now(), milliseconds(300'000));
  EXPECT_EQ(peer.read(milliseconds(0)).kind, Kind::end);
}

TEST(MemoryPeer, AClosedDirectionLeavesTheOtherOpen) {
  const auto link = server().connect();
  EXPECT_TRUE(link->write("EHLO client.example.org\r\nNOOP\r\n"));
  link->end_writing();
  EXPECT_TRUE(all_of(*link).ends_with("\r\n250 2.0.0 Ok\r\n"));
  EXPECT_EQ(link->read(milliseconds(0)).kind, Kind::end);
}

TEST(MemoryPeer, ACommitIsWaitedForAfterTheClientHasGone) {
  const auto link = server().connect();
  says(*link, envelope);
  EXPECT_TRUE(link->write("Hello.\r\n.\r\n"));
  link->end_writing();
  EXPECT_TRUE(all_of(*link).starts_with("250 "));
}

TEST(TlsLink, ASessionGoesOnInside) {
  const auto link = server().connect();
  all_of(*link);
  EXPECT_NE(says(*link, "EHLO client.example.org").find("STARTTLS"), std::string::npos);
  EXPECT_TRUE(says(*link, "STARTTLS").starts_with("220 "));
  EXPECT_EQ(link->start_tls(), std::nullopt);
  EXPECT_TRUE(all_of(*link).empty());
  const std::string offer = says(*link, "EHLO client.example.org");
  EXPECT_EQ(offer.find("STARTTLS"), std::string::npos);
  EXPECT_NE(offer.find("PLAIN"), std::string::npos) << offer;
  EXPECT_TRUE(says(*link, "QUIT").starts_with("221 "));
  EXPECT_EQ(link->read(milliseconds(0)).kind, Kind::end);
}

TEST(TlsLink, WorksWhereTlsComesFirst) {
  const auto link = server().connect({.tls_at_once = true, .octets_max = 1});
  EXPECT_EQ(link->start_tls(), std::nullopt);
  EXPECT_TRUE(all_of(*link).starts_with("220 "));
}

TEST(TlsLink, EndsItsDirectionWithAGoodbye) {
  const auto link = server().connect({.tls_at_once = true});
  EXPECT_EQ(link->start_tls(), std::nullopt);
  EXPECT_TRUE(link->write("EHLO client.example.org\r\nNOOP\r\n"));
  link->end_writing();
  EXPECT_FALSE(link->write("NOOP\r\n"));
  EXPECT_TRUE(all_of(*link).ends_with("\r\n250 2.0.0 Ok\r\n"));
  EXPECT_EQ(link->read(milliseconds(0)).kind, Kind::end);
  EXPECT_FALSE(dynamic_cast<apps::TlsLink&>(*link).truncated());
}

TEST(TlsLink, TellsWhatWasSettled) {
  const auto link = server().connect({.tls_at_once = true});
  const auto& tls = dynamic_cast<apps::TlsLink&>(*link);
  EXPECT_EQ(tls.facts(), nullptr);
  EXPECT_EQ(link->start_tls(), std::nullopt);
  ASSERT_NE(tls.facts(), nullptr);
  EXPECT_EQ(tls.facts()->version, "TLSv1.3");
  EXPECT_EQ(link->start_tls(), "TLS was started before");
}

TEST(TlsLink, WhoeverSpeaksClearTextIsNoTlsServer) {
  const auto link = server().connect();
  const auto why = link->start_tls();
  ASSERT_TRUE(why);
  EXPECT_NE(why->find("wrong version number"), std::string::npos) << *why;
  EXPECT_EQ(link->read(milliseconds(0)).kind, Kind::end);
  EXPECT_FALSE(link->write("NOOP\r\n"));
}

TEST(TlsLink, ClearOctetsBehindStarttlsAreNotRunInside) {
  const auto link = server().connect();
  all_of(*link);
  says(*link, "EHLO client.example.org");
  EXPECT_TRUE(says(*link, "STARTTLS\r\nNOOP").starts_with("220 "));
  EXPECT_EQ(link->start_tls(), std::nullopt);
  EXPECT_EQ(link->read(milliseconds(100)).kind, Kind::nothing);
}

TEST(TlsLink, ClearOctetsThatComeLaterFailTheHandshake) {
  const auto link = server().connect();
  all_of(*link);
  says(*link, "EHLO client.example.org\r\nSTARTTLS");
  EXPECT_TRUE(says(*link, "NOOP").empty());
  EXPECT_TRUE(link->start_tls());
}

}  // namespace
}  // namespace heloport::broken
