// What loops allocate while their connections talk: nothing.

#include <gtest/gtest.h>

#include <array>
#include <atomic>
#include <cstring>
#include <deque>

#include "tests/support/allocations.hpp"
#include "tests/transports/running_server.hpp"
#include "transports/client_loop.hpp"

namespace heloport::transports {
namespace {

/// Sends back what comes, from memory that it has; notes how often its thread has allocated.
class Echo final : public Party, private engine::OctetSide {
 public:
  explicit Echo(std::atomic<std::size_t>& allocated) : allocated_(allocated) {}

  engine::OctetSide& octets() override { return *this; }
  void serve() override { allocated_ = test::allocations(); }
  void stop(Urgency) override { finished_ = true; }

 private:
  std::span<char> input() override {
    return held_ == 0 ? std::span<char>(room_) : std::span<char>();
  }
  void received(std::size_t n) override { held_ = n; }
  void end_of_input() override { finished_ = true; }
  engine::Output output() const override { return {{std::string_view(room_.data(), held_), {}}}; }
  void sent(std::size_t n) override {
    std::memmove(room_.data(), room_.data() + n, held_ - n);
    held_ -= n;
  }
  // It moves away with every turn, as that of a session does.
  std::optional<engine::Time> deadline() const override { return now_ + engine::Time{300'000}; }
  void expire(engine::Time now) override { now_ = now; }
  bool finished() const override { return finished_; }

  std::atomic<std::size_t>& allocated_;
  std::array<char, 512> room_{};
  std::size_t held_ = 0;
  engine::Time now_{0};
  bool finished_ = false;
};

TEST(ServerMemory, NothingIsAllocatedWhileConnectionsTalk) {
  std::atomic<std::size_t> allocated{0};
  RunningServer server({.loops = 1}, "127.0.0.1:0",
                       [&](const Arrival&) { return std::make_unique<Echo>(allocated); });
  std::array<PeerSocket, 8> peers{server.dial(), server.dial(), server.dial(), server.dial(),
                                  server.dial(), server.dial(), server.dial(), server.dial()};
  const auto talk = [&](int times) {
    for (; times > 0; --times) {
      for (PeerSocket& peer : peers) peer.send("twelve octets");
      for (PeerSocket& peer : peers) EXPECT_EQ(peer.read(13), "twelve octets");
    }
  };
  talk(2);
  const std::size_t before = allocated;
  EXPECT_GT(before, 0U);  // the connections themselves
  talk(200);
  EXPECT_EQ(allocated, before);
}

TEST(ClientLoop, AllocatesNothingWhileConnectionsTalk) {
  constexpr std::size_t size = 8;
  std::atomic<std::size_t> unused{0};
  std::deque<Echo> parties;
  std::deque<PeerSocket> peers;
  ClientLoop loop(size);
  for (std::size_t key = 0; key < size; ++key) {
    auto [ours, theirs] = socket_pair(SOCK_STREAM);
    peers.emplace_back(std::move(theirs));
    ASSERT_FALSE(loop.adopt(key, std::move(ours), parties.emplace_back(unused)));
  }
  loop.turn(ClientLoop::Clock::now());
  for (int times = 0; times < 200; ++times) {
    for (PeerSocket& peer : peers) peer.send("twelve octets");
    const std::size_t before = test::allocations();
    loop.turn(ClientLoop::Clock::now());
    EXPECT_EQ(test::allocations(), before);
    for (PeerSocket& peer : peers) EXPECT_EQ(peer.read(13), "twelve octets");
  }
  EXPECT_EQ(loop.connections(), size);
}

}  // namespace
}  // namespace heloport::transports
