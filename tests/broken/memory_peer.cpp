// See memory_peer.hpp.

#include "memory_peer.hpp"

#include <algorithm>
#include <condition_variable>
#include <cstdio>
#include <cstdlib>
#include <limits>
#include <mutex>
#include <utility>

namespace heloport::broken {

/// Rung by the pool when an errand is done. Outlives the peer: a late errand rings it, too.
struct MemoryPeer::Bell {
  void ring() {
    const std::lock_guard lock(mutex);
    rung = true;
    changed.notify_all();
  }
  void wait() {
    std::unique_lock lock(mutex);
    const bool came = changed.wait_for(lock, std::chrono::seconds(10), [this] { return rung; });
    rung = false;
    if (came) return;
    std::fputs("memory_peer: the server's pool never answered\n", stderr);
    std::abort();
  }

  std::mutex mutex;
  std::condition_variable changed;
  bool rung = false;
};

MemoryPeer::MemoryPeer(apps::Service& service, MemoryOptions options)
    : options_(options), bell_(std::make_shared<Bell>()) {
  if (options_.octets_max == 0) options_.octets_max = std::numeric_limits<std::size_t>::max();
  transports::Arrival arrival;
  arrival.wake = [bell = bell_] { bell->ring(); };
  arrival.local = options_.local;
  if (!options_.local) arrival.peer_address = "192.0.2.1";
  if (options_.tls_at_once) arrival.entrance = service.first_tls_entrance;
  party_ = std::make_unique<apps::ServerParty>(service, buffers_, arrival);
}

MemoryPeer::~MemoryPeer() = default;

bool MemoryPeer::write(std::string_view octets) {
  if (party_->octets().finished()) return false;
  to_server_ += octets;
  run();
  return true;
}

MemoryPeer::Received MemoryPeer::read(std::chrono::milliseconds patience) {
  const engine::Time until = now_ + patience;
  run();
  while (to_client_.empty() && !party_->octets().finished() && now_ < until) {
    const auto deadline = party_->octets().deadline();
    now_ = deadline ? std::min(std::max(*deadline, now_ + engine::Time(1)), until) : until;
    run();
  }
  if (!to_client_.empty()) {
    std::string piece = to_client_.substr(0, options_.octets_max);
    to_client_.erase(0, piece.size());
    return {Received::Kind::octets, std::move(piece)};
  }
  return {party_->octets().finished() ? Received::Kind::end : Received::Kind::nothing, {}};
}

void MemoryPeer::end_writing() {
  writing_ended_ = true;
  run();
}

/// Until the server neither says nor takes anything.
void MemoryPeer::run() {
  party_->octets().expire(now_);
  party_->serve();
  while (take() || give() || tell_end() || waits_for_the_pool()) {
  }
}

bool MemoryPeer::give() {
  if (party_->octets().finished()) to_server_.clear();
  if (to_server_.empty()) return false;
  const std::span<char> room = party_->octets().input();
  if (room.empty()) return false;
  const std::size_t octets =
      std::string_view(to_server_).substr(0, options_.octets_max).copy(room.data(), room.size());
  to_server_.erase(0, octets);
  party_->octets().received(octets);
  party_->serve();
  return true;
}

bool MemoryPeer::take() {
  const engine::Output output = party_->octets().output();
  if (output.empty()) return false;
  for (const std::string_view run : output.runs) to_client_ += run;
  party_->octets().sent(output.size());
  party_->serve();
  return true;
}

bool MemoryPeer::tell_end() {
  if (!writing_ended_ || end_told_ || !to_server_.empty()) return false;
  end_told_ = true;
  party_->octets().end_of_input();
  party_->serve();
  return true;
}

/// A server that takes nothing and has nothing to say, or that goes on when its client has gone,
/// has sent somebody on an errand.
bool MemoryPeer::waits_for_the_pool() {
  engine::OctetSide& octets = party_->octets();
  if (octets.finished() || (!end_told_ && !octets.input().empty())) return false;
  bell_->wait();
  party_->serve();
  return true;
}

}  // namespace heloport::broken
