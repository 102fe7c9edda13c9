// A load from its first connection to its last, before a server that leaves at the worst moment.
#include "apps/load_run.hpp"

#include <gtest/gtest.h>

#include <thread>

#include "tests/transports/peer_socket.hpp"

namespace heloport::apps {
namespace {

using transports::Doorstep;
using transports::PeerSocket;

/// Greets one session and says what it offers.
PeerSocket one_that_stands(const Doorstep& door) {
  PeerSocket peer = door.accept();
  peer.send("220 mx.example.org ESMTP\r\n");
  peer.read();
  peer.send("250 mx.example.org\r\n");
  return peer;
}

// Its session is woken with a message, finds nobody, and is the last one there is.
TEST(LoadRun, ASessionThatEndsWhenItIsWokenIsNotForgotten) {
  const Doorstep door(1);
  LoadShared shared{{.hello = "EHLO client.example.org"},
                    LoadScript({.from = "ann@example.org", .to = "bob@example.com", .octets = 8}),
                    0,
                    LoadSchedule({.messages_max = 1}),
                    LoadRecord(),
                    load_now};
  LoadRun run({"the server", door.address, {}}, shared, 1);
  std::optional<PeerSocket> peer;
  std::jthread server([&] { peer.emplace(one_that_stands(door)); });
  const auto leave = [&](LoadTime) {
    server.join();
    peer->reset();
  };
  run.run(leave, [](LoadTime) {});
  ASSERT_TRUE(shared.fault);
  EXPECT_EQ(shared.fault->exit, Exit::temporary);
  EXPECT_EQ(shared.fault->text.substr(0, 32), "the server closed the connection");
}

}  // namespace
}  // namespace heloport::apps
