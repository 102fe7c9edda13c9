// See wire.hpp.

#include "conformance/wire.hpp"

#include <algorithm>
#include <cstring>
#include <span>

namespace heloport::conformance {

Wire::Wire(engine::OctetSide& octets, std::size_t chunk_octets)
    : octets_(octets), chunk_octets_(chunk_octets) {
  octets_.expire(now_);
}

void Wire::write(std::string_view octets) {
  if (octets_waiting() == 0) {
    written_.clear();
    taken_ = 0;
  }
  written_ += octets;
}

bool Wire::feed() {
  if (end_given_ || (octets_waiting() == 0 && !end_written_)) return false;
  octets_.expire(now_);
  if (octets_waiting() > 0) {
    const std::span<char> room = octets_.input();
    const std::size_t count = std::min(piece(octets_waiting()), room.size());
    if (count == 0) return false;
    std::memcpy(room.data(), written_.data() + taken_, count);
    octets_.received(count);
    taken_ += count;
  }
  end_given_ = end_written_ && octets_waiting() == 0;
  if (end_given_) octets_.end_of_input();
  return true;
}

bool Wire::drain(std::string& speech) {
  if (!peer_reads_ || octets_.output().empty()) return false;
  while (!octets_.output().empty()) {
    const std::size_t octets = piece(octets_.output().size());
    std::size_t left = octets;
    for (std::string_view run : octets_.output().runs) {
      const std::size_t taken = std::min(left, run.size());
      speech += run.substr(0, taken);
      left -= taken;
    }
    octets_.sent(octets);
  }
  return true;
}

std::size_t Wire::piece(std::size_t available) const {
  return chunk_octets_ == 0 ? available : std::min(available, chunk_octets_);
}

bool Wire::advance(std::chrono::milliseconds by, const std::function<void()>& settle) {
  const engine::Time target = now_ + by;
  const auto due_until = [this](engine::Time limit) {
    const auto due = octets_.finished() ? std::nullopt : octets_.deadline();
    return due && *due <= limit;
  };
  while (due_until(target)) {
    now_ = std::max(now_, *octets_.deadline());
    octets_.expire(now_);
    settle();
    if (due_until(now_)) return false;
  }
  now_ = target;
  octets_.expire(now_);
  settle();
  return true;
}

}  // namespace heloport::conformance
