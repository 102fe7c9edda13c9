// The PROXY protocol over the kernel's sockets.

#include <gtest/gtest.h>

#include "tests/support/proxy_headers.hpp"
#include "tests/transports/running_server.hpp"
#include "transports/proxied_party.hpp"

namespace heloport::transports {
namespace {

// Every party says who it takes its peer for, and then answers lines.
class ProxiedServer {
 public:
  explicit ProxiedServer(const std::string& trusted, const std::string& where = "127.0.0.1:0")
      : server_({.loops = 2}, where, proxied(real(), list(trusted), options())) {}

  PeerSocket dial() const { return server_.dial(); }
  int refusals() const { return refusals_; }

 private:
  static TrustList list(const std::string& entry) {
    return std::get<TrustList>(parse_trust_list(std::vector<std::string>{entry}));
  }
  Welcome real() {
    return [this](const Arrival& arrival) {
      auto party = std::make_unique<LineParty>(tally_, arrival);
      party->say("you are " + arrival.peer_address + (arrival.local ? ", local\n" : "\n"));
      return party;
    };
  }
  ProxyOptions options() {
    ProxyOptions options;
    options.header_timeout = engine::Time{50};
    options.refused = [this](const Arrival&, std::string_view) { ++refusals_; };
    return options;
  }

  Tally tally_;
  std::atomic<int> refusals_{0};
  RunningServer server_;
};

TEST(ProxiedServer, MeetsTheClientBehindTheProxy) {
  ProxiedServer server("127.0.0.0/8");
  PeerSocket peer = server.dial();
  peer.send(test::proxy_binary(0x21, 0x11, test::proxy_ipv4) + "one\n");
  EXPECT_EQ(peer.read(22), "you are 192.0.2.1\none\n");
  peer.send("two\nquit\n");
  EXPECT_EQ(peer.read_to_end(), "two\nbye\n");
  EXPECT_EQ(server.refusals(), 0);
}

TEST(ProxiedServer, MeetsItOverAUnixSocket) {
  const std::string path = ::testing::TempDir() + "proxied_server_test.sock";
  ProxiedServer server("unix:", "unix:" + path);
  PeerSocket peer = server.dial();
  peer.send("PROXY TCP4 192.0.2.1 198.51.100.7 56324 25\r\nquit\n");
  EXPECT_EQ(peer.read_to_end(), "you are 192.0.2.1\nbye\n");
}

TEST(ProxiedServer, ClosesWithoutAWordWhatIsNoHeader) {
  ProxiedServer server("127.0.0.1");
  PeerSocket peer = server.dial();
  peer.send("one\nquit\n");
  EXPECT_EQ(peer.read_to_end(), "");
  EXPECT_EQ(server.refusals(), 1);
}

TEST(ProxiedServer, ClosesWithoutAWordWhoSaysNothing) {
  ProxiedServer server("127.0.0.1");
  PeerSocket peer = server.dial();
  EXPECT_EQ(peer.read_to_end(), "");
  EXPECT_EQ(server.refusals(), 1);
}

TEST(ProxiedServer, BelievesNoHeaderOfAStranger) {
  ProxiedServer server("10.0.0.0/8");
  PeerSocket peer = server.dial();
  peer.send("PROXY UNKNOWN\r\nquit\n");
  EXPECT_EQ(peer.read_to_end(), "you are 127.0.0.1, local\nPROXY UNKNOWN\r\nbye\n");
}

}  // namespace
}  // namespace heloport::transports
