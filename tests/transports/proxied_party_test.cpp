// The PROXY protocol in front of a session: who is believed, what the session sees of it, and how
// long anybody waits.

#include "transports/proxied_party.hpp"

#include <gtest/gtest.h>

#include "tests/support/proxy_headers.hpp"
#include "tests/transports/line_party.hpp"
#include "transports/memory.hpp"

namespace heloport::transports {
namespace {

using engine::Time;
using test::proxy_binary;
using test::proxy_ipv4;
using test::proxy_ipv6;

const std::string line_header = "PROXY TCP4 192.0.2.1 198.51.100.7 56324 25\r\n";
const std::string binary_header = proxy_binary(0x21, 0x11, proxy_ipv4);
const std::string checked_header = proxy_binary(0x20, 0x00, std::string(2048, 'x'));

TrustList trusting(const std::vector<std::string>& texts) {
  return std::get<TrustList>(parse_trust_list(texts));
}

// A party that greets, as a server does, and then answers lines; and a proxy in front of it.
class ProxiedTest : public ::testing::Test {
 protected:
  std::unique_ptr<Party> arrive(const std::string& peer_address, bool local) {
    const Welcome real = [this](const Arrival& arrival) {
      arrivals_.push_back(arrival.peer_address + (arrival.local ? " local" : " remote"));
      auto party = std::make_unique<LineParty>(tally_, arrival, room_);
      party->say("hello\n");
      return party;
    };
    ProxyOptions options;
    options.refused = [this](const Arrival& arrival, std::string_view why) {
      refusals_.push_back(arrival.peer_address + " " + std::string(why));
    };
    const Welcome welcome = proxied(real, trusting({"10.0.0.0/8", "::1", "unix:"}), options);
    Arrival arrival = memory_arrival();
    arrival.peer_address = peer_address;
    arrival.local = local;
    return welcome(arrival);
  }
  std::unique_ptr<Party> from_proxy() { return arrive("10.0.0.9", false); }

  // What a trusted peer hears that says so much and then waits.
  std::string hears(std::string_view octets, const Chunks& chunks = whole_chunks()) {
    const std::unique_ptr<Party> server = from_proxy();
    return hears(*server, octets, chunks);
  }
  std::string hears(Party& server, std::string_view octets, const Chunks& chunks) {
    Tally of_client;
    LineParty client(of_client, memory_arrival());
    client.say(octets);
    client.finish_at("bye\n");
    MemoryLink link(client, server);
    link.chunks(Direction::to_server, chunks);
    EXPECT_TRUE(link.run_until_quiet());
    finished_ = server.octets().finished();
    return client.heard();
  }

  void put(Party& party, std::string_view octets) {
    const std::span<char> room = party.octets().input();
    ASSERT_LE(octets.size(), room.size());
    octets.copy(room.data(), octets.size());
    party.octets().received(octets.size());
    party.serve();
  }

  Tally tally_;
  std::size_t room_ = 4096;
  std::vector<std::string> arrivals_;
  std::vector<std::string> refusals_;
  bool finished_ = false;
};

TEST_F(ProxiedTest, TheSessionMeetsTheClientOfTheHeader) {
  struct Row {
    std::string header;
    std::string_view arrival;
  };
  const Row rows[] = {
      {line_header, "192.0.2.1 remote"},
      {"PROXY TCP6 2001:DB8:0::1 ::2 1 25\r\n", "2001:db8::1 remote"},
      {"PROXY TCP6 ::ffff:192.0.2.1 ::2 1 25\r\n", "192.0.2.1 remote"},
      {"PROXY TCP6 ::ffff:127.0.0.1 ::2 1 25\r\n", "127.0.0.1 local"},
      {"PROXY TCP4 127.9.9.9 127.0.0.1 1 25\r\n", "127.9.9.9 local"},
      {"PROXY TCP6 ::1 ::1 1 25\r\n", "::1 local"},
      {"PROXY TCP4 10.0.0.9 10.0.0.1 1 25\r\n", "10.0.0.9 remote"},
      {"PROXY UNKNOWN\r\n", "10.0.0.9 remote"},
      {binary_header, "192.0.2.1 remote"},
      {proxy_binary(0x21, 0x21, proxy_ipv6), "2001:db8::1 remote"},
      {proxy_binary(0x21, 0x12, proxy_ipv4), "10.0.0.9 remote"},
      {proxy_binary(0x20, 0x11, proxy_ipv4), "10.0.0.9 remote"},
  };
  for (const Row& row : rows) {
    EXPECT_EQ(hears(row.header + "one\nquit\n"), "hello\none\nbye\n");
    EXPECT_EQ(arrivals_.back(), row.arrival) << row.header;
  }
  EXPECT_EQ(arrivals_.size(), std::size(rows));
  EXPECT_TRUE(refusals_.empty());
}

// Only who says that it is the proxy itself keeps the rights of the proxy's machine.
TEST_F(ProxiedTest, AnUnknownClientOfALocalProxyIsNotLocal) {
  const auto meets = [this](const std::string& peer_address, const std::string& header) {
    const std::unique_ptr<Party> server = arrive(peer_address, true);
    hears(*server, header + "quit\n", whole_chunks());
    return arrivals_.back();
  };
  EXPECT_EQ(meets("::1", proxy_binary(0x20, 0x00, "")), "::1 local");
  EXPECT_EQ(meets("", proxy_binary(0x20, 0x00, "")), " local");
  EXPECT_EQ(meets("::1", "PROXY UNKNOWN\r\n"), "::1 remote");
  EXPECT_EQ(meets("", "PROXY UNKNOWN\r\n"), " remote");
  EXPECT_EQ(meets("::1", proxy_binary(0x21, 0x00, "")), "::1 remote");
  EXPECT_EQ(meets("::1", proxy_binary(0x21, 0x31, std::string(216, '/'))), "::1 remote");
  EXPECT_EQ(meets("", line_header), "192.0.2.1 remote");
}

TEST_F(ProxiedTest, EveryChunkSizeGivesTheSameSession) {
  for (const std::string& header : {line_header, binary_header, checked_header}) {
    const std::string all = header + "one\nflood 100\ntwo\nquit\n";
    const std::string whole = hears(all);
    EXPECT_EQ(whole, "hello\none\n" + std::string(100, 'x') + "two\nbye\n");
    const std::size_t step = all.size() > 200 ? 23 : 1;
    for (std::size_t chunk = 1; chunk <= all.size(); chunk += step) {
      ASSERT_EQ(hears(all, chunks_of(chunk)), whole) << chunk;
      ASSERT_TRUE(finished_);
    }
    for (std::size_t cut = 1; cut < all.size(); cut += step) {
      ASSERT_EQ(hears(all, chunks_in_turn({cut, all.size()})), whole) << cut;
    }
  }
  EXPECT_TRUE(refusals_.empty());
}

// The client's first octets came with the header, and the session has little room for them.
TEST_F(ProxiedTest, WhatCameWithTheHeaderIsHandedOverInPieces) {
  std::string lines;
  for (int i = 0; i < 150; ++i) lines += "line " + std::to_string(i) + "\n";
  for (const std::size_t room : {1U, 7U, 4096U}) {
    room_ = room;
    EXPECT_EQ(hears(line_header + lines + "quit\n"), "hello\n" + lines + "bye\n") << room;
  }
}

TEST_F(ProxiedTest, TheGreetingLeavesBeforeTheClientIsHeard) {
  const auto party = from_proxy();
  party->octets().expire(Time{1});
  put(*party, line_header + "one\n");
  EXPECT_EQ(party->octets().output().size(), 6U);  // "hello\n"
  EXPECT_TRUE(party->octets().input().empty());
  EXPECT_EQ(tally_.inputs, 0);
  party->octets().sent(6);
  party->serve();
  EXPECT_EQ(party->octets().output().size(), 4U);  // "one\n"
}

TEST_F(ProxiedTest, BehindTheHeaderTheRoomIsTheSessionsOwn) {
  room_ = 77;
  const auto party = from_proxy();
  EXPECT_GE(party->octets().input().size(), 2064U);
  put(*party, line_header);
  EXPECT_EQ(party->octets().input().size(), 77U);
  EXPECT_EQ(tally_.inputs, 1);
}

TEST_F(ProxiedTest, NothingIsSaidAndNobodyIsMetBeforeTheHeaderIsWhole) {
  for (const std::string& header : {line_header, binary_header, checked_header}) {
    const auto party = from_proxy();
    for (const char octet : header.substr(0, header.size() - 1)) {
      put(*party, {&octet, 1});
      ASSERT_TRUE(party->octets().output().empty());
      ASSERT_FALSE(party->octets().finished());
    }
    EXPECT_EQ(tally_.made, 0);
    put(*party, header.substr(header.size() - 1));
    EXPECT_EQ(party->octets().output().size(), 6U);
    EXPECT_EQ(tally_.made.exchange(0), 1);
  }
}

TEST_F(ProxiedTest, WhatIsNoHeaderIsClosedWithoutAWord) {
  struct Row {
    std::string octets;
    std::string_view why;
  };
  const Row rows[] = {
      {"EHLO client.example.org\r\n", "10.0.0.9 its first octets are no PROXY header"},
      {"PROXY TCP4 a b c d\r\n", "10.0.0.9 its PROXY header is malformed"},
      {"PROXY UNKNOWN " + std::string(100, 'x'), "10.0.0.9 its PROXY header is too long"},
      {proxy_binary(0x21, 0x11, 0xFFFF, ""), "10.0.0.9 its PROXY header is too long"},
      {proxy_binary(0x21, 0x21, proxy_ipv4), "10.0.0.9 its PROXY header is malformed"},
      {proxy_binary(0x21, 0x11, std::string(proxy_ipv4) + std::string("\3\0\4\0\0\0\0", 7)),
       "10.0.0.9 the checksum of its PROXY header is wrong"},
  };
  for (const Row& row : rows) {
    for (const Chunks& chunks : {whole_chunks(), chunks_of(1), chunks_of(13)}) {
      refusals_.clear();
      EXPECT_EQ(hears(row.octets + "one\nquit\n", chunks), "");
      EXPECT_TRUE(finished_);
      EXPECT_EQ(refusals_, std::vector<std::string>{std::string(row.why)});
    }
  }
  EXPECT_TRUE(arrivals_.empty());
}

TEST_F(ProxiedTest, AHeaderMustBeWholeInFiveSeconds) {
  const auto party = from_proxy();
  Tally of_client;
  LineParty client(of_client, memory_arrival());
  client.finish_at("bye\n");
  MemoryLink link(client, *party);
  EXPECT_TRUE(link.run_until_quiet());
  EXPECT_EQ(party->octets().deadline(), Time{5'000});
  client.say(line_header.substr(0, 20));
  EXPECT_TRUE(link.advance(Time{4'999}));
  EXPECT_EQ(link.arrived(Direction::to_server), 20U);
  EXPECT_EQ(party->octets().deadline(), Time{5'000});  // what came buys no time
  EXPECT_FALSE(party->octets().finished());
  EXPECT_TRUE(link.advance(Time{1}));
  EXPECT_TRUE(party->octets().finished());
  EXPECT_FALSE(party->octets().deadline());
  EXPECT_EQ(client.heard(), "");
  EXPECT_EQ(refusals_, std::vector<std::string>{"10.0.0.9 its PROXY header did not come in time"});
}

TEST_F(ProxiedTest, BehindTheHeaderTheSessionsOwnTimeCounts) {
  const auto party = from_proxy();
  Tally of_client;
  LineParty client(of_client, memory_arrival());
  client.finish_at("bye\n");
  MemoryLink link(client, *party);
  EXPECT_TRUE(link.advance(Time{3'000}));
  client.say(binary_header + "expire 10000\n");
  EXPECT_TRUE(link.run_until_quiet());
  EXPECT_EQ(party->octets().deadline(), Time{13'000});
  EXPECT_TRUE(link.advance(Time{9'999}));
  EXPECT_FALSE(party->octets().finished());
  EXPECT_TRUE(link.advance(Time{1}));
  EXPECT_TRUE(party->octets().finished());
  EXPECT_EQ(client.heard(), "hello\nexpired\n");
  EXPECT_TRUE(refusals_.empty());
}

TEST_F(ProxiedTest, AnEndWithinTheHeaderIsToldAndOneWithoutAnOctetIsNot) {
  const auto silent = from_proxy();
  silent->octets().end_of_input();
  EXPECT_TRUE(silent->octets().finished());
  EXPECT_TRUE(refusals_.empty());
  const auto begun = from_proxy();
  put(*begun, "PROXY");
  begun->octets().end_of_input();
  EXPECT_TRUE(begun->octets().finished());
  EXPECT_EQ(refusals_, std::vector<std::string>{"10.0.0.9 it ended within its PROXY header"});
  EXPECT_EQ(tally_.made, 0);
}

TEST_F(ProxiedTest, TheEndComesBehindWhatWasWaiting) {
  const auto party = from_proxy();
  put(*party, line_header + "one\ntwo\n");
  party->octets().end_of_input();
  party->serve();
  EXPECT_EQ(tally_.ends, 0);
  party->octets().sent(6);
  party->serve();
  EXPECT_EQ(tally_.ends, 1);
  EXPECT_EQ(party->octets().output().size(), 12U);  // one, two, end
  EXPECT_TRUE(party->octets().finished());
}

TEST_F(ProxiedTest, AStopEndsWhoHasNoHeaderYetAndIsPassedOnElse) {
  const auto waiting = from_proxy();
  put(*waiting, "PROXY TCP4");
  waiting->stop(Urgency::when_idle);
  EXPECT_TRUE(waiting->octets().finished());
  EXPECT_TRUE(waiting->octets().output().empty());
  EXPECT_FALSE(waiting->octets().deadline());
  EXPECT_TRUE(refusals_.empty());
  const auto talking = from_proxy();
  put(*talking, line_header);
  talking->stop(Urgency::now);
  EXPECT_EQ(tally_.late_stops, 1);
  EXPECT_TRUE(talking->octets().finished());
}

// A stranger's header is a line like any other: it comes back, and is not believed.
TEST_F(ProxiedTest, AnUntrustedPeerHasTheOrdinarySession) {
  const auto party = arrive("192.0.2.66", false);
  EXPECT_EQ(arrivals_, std::vector<std::string>{"192.0.2.66 remote"});
  EXPECT_EQ(hears(*party, line_header + "one\nquit\n", whole_chunks()),
            "hello\n" + line_header + "one\nbye\n");
  const auto local = arrive("127.0.0.1", true);  // not on the list either
  EXPECT_EQ(arrivals_.back(), "127.0.0.1 local");
  EXPECT_EQ(local->octets().output().size(), 6U);
  EXPECT_EQ(arrivals_.size(), 2U);
}

}  // namespace
}  // namespace heloport::transports
