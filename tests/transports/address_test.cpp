// How a user writes an address, and what is said about one that cannot be read.

#include "transports/address.hpp"

#include <gtest/gtest.h>

#include "transports/socket_address.hpp"

namespace heloport::transports {
namespace {

std::string read_back(std::string_view text) {
  const auto parsed = parse_address(text);
  if (const auto* fault = std::get_if<Fault>(&parsed)) return fault->text;
  return to_string(std::get<Address>(parsed));
}

bool loopback(std::string_view text) {
  return is_loopback(std::get<Address>(parse_address(text)));
}

TEST(Address, IsReadAndWrittenTheSameWay) {
  for (const std::string text : {"127.0.0.1:2525", "0.0.0.0:0", "[::1]:2525", "[::]:65535",
                                 "unix:/run/heloport.sock", "unix:relative path"}) {
    EXPECT_EQ(read_back(text), text);
  }
}

TEST(Address, HasOneSpelling) {
  EXPECT_EQ(read_back("localhost:25"), "127.0.0.1:25");
  EXPECT_EQ(read_back("[0:0:0:0:0:0:0:1]:25"), "[::1]:25");
}

TEST(Address, OfLoopbackIsOfThisMachine) {
  EXPECT_TRUE(loopback("127.0.0.1:1"));
  EXPECT_TRUE(loopback("127.9.9.9:1"));
  EXPECT_TRUE(loopback("[::1]:1"));
  EXPECT_TRUE(loopback("unix:x"));
  EXPECT_FALSE(loopback("0.0.0.0:1"));
  EXPECT_FALSE(loopback("192.0.2.1:1"));
  EXPECT_FALSE(loopback("[::]:1"));
}

TEST(Address, ThatIsNoneIsAnsweredWithWhatToWrite) {
  EXPECT_EQ(read_back("2525"),
            "\"2525\" is no address: a port is missing, write 127.0.0.1:2525, [::1]:2525 or "
            "unix:PATH");
  EXPECT_EQ(read_back("127.0.0.1:65536"),
            "\"127.0.0.1:65536\" is no address: the port must be a number from 0 to 65535");
  EXPECT_EQ(read_back("::1:25"),
            "\"::1:25\" is no address: write IPv6 addresses in brackets, as in [::1]:2525");
  EXPECT_EQ(read_back("mx.example.org:25"),
            "\"mx.example.org:25\" is no address: write an IP address or localhost before the "
            "port, names are not looked up");
  EXPECT_EQ(read_back("unix:"),
            "\"unix:\" is no address: a path is missing, as in unix:/run/heloport.sock");
}

TEST(Address, WithAnyOtherFlawIsNoneEither) {
  for (const std::string text : {"", ":", ":25", "127.0.0.1", "127.0.0.1:", "127.0.0.1:+5",
                                 "127.0.0.1:25 ", " 127.0.0.1:25", "127.1:25", "[::1]", "[::1:25",
                                 "[127.0.0.1]:25", "[localhost]:25", "[]:25", "::1", "[::1]x:25"}) {
    EXPECT_NE(read_back(text).find("is no address"), std::string::npos) << text;
  }
  EXPECT_NE(read_back(std::string_view("unix:a\0b", 8)).find("NUL"), std::string::npos);
}

TEST(Address, OfAUnixSocketFitsWhatTheSystemTakes) {
  const std::string longest = "unix:" + std::string(unix_path_octets_max, 'p');
  EXPECT_EQ(read_back(longest), longest);
  EXPECT_NE(read_back(longest + "p").find("at most 107 octets"), std::string::npos);
}

TEST(PeerAddress, OfAMappedIPv4PeerIsItsIPv4Address) {
  const auto mapped = std::get<Address>(parse_address("[::ffff:127.0.0.1]:25"));
  const Peer peer = peer_at(socket_address(mapped));
  EXPECT_EQ(peer.ip, "127.0.0.1");
  EXPECT_TRUE(peer.local);
}

TEST(PeerAddress, ThatIsNotLoopbackIsRemote) {
  for (const std::string text : {"192.0.2.1:25", "[2001:db8::1]:25"}) {
    const Peer peer = peer_at(socket_address(std::get<Address>(parse_address(text))));
    EXPECT_FALSE(peer.local) << text;
    EXPECT_NE(text.find(peer.ip), std::string::npos) << peer.ip;
  }
}

TEST(PeerAddress, OfAUnixSocketIsEmptyAndLocal) {
  const Peer peer = peer_at(socket_address(UnixPath{"x"}));
  EXPECT_EQ(peer.ip, "");
  EXPECT_TRUE(peer.local);
}

}  // namespace
}  // namespace heloport::transports
