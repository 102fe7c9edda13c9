#pragma once
// Octets that were written and not yet taken.

#include <algorithm>
#include <cstddef>
#include <cstring>
#include <span>
#include <string>
#include <string_view>

namespace heloport::conformance {

/// A queue of octets. Taking from its front costs what is taken, however much waits.
class Backlog {
 public:
  bool empty() const { return taken_ == octets_.size(); }
  std::size_t size() const { return octets_.size() - taken_; }

  void add(std::string_view octets) {
    if (empty()) clear();
    octets_ += octets;
  }
  /// Moves as much as there is room for, at most `most`; returns how much that was.
  std::size_t take(std::span<char> room, std::size_t most) {
    const std::size_t count = std::min({room.size(), most, size()});
    if (count > 0) std::memcpy(room.data(), octets_.data() + taken_, count);
    taken_ += count;
    return count;
  }
  void clear() {
    octets_.clear();
    taken_ = 0;
  }

 private:
  std::string octets_;
  std::size_t taken_ = 0;
};

}  // namespace heloport::conformance
