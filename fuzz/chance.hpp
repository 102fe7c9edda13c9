#pragma once
// Numbers that follow from a seed, the same on every machine.

#include <cstddef>
#include <cstdint>

namespace heloport::fuzz {

class Chance {
 public:
  explicit Chance(std::uint64_t seed) : state_(seed * 2 + 1) {}

  /// 0 to `bound` - 1; 0 where that is none.
  std::uint32_t below(std::size_t bound) {
    // xorshift64*: plain, and enough to choose by.
    state_ ^= state_ >> 12;
    state_ ^= state_ << 25;
    state_ ^= state_ >> 27;
    const std::uint64_t number = state_ * 2685821657736338717u >> 33;
    return bound == 0 ? 0 : static_cast<std::uint32_t>(number % bound);
  }
  bool coin() { return below(2) == 0; }

 private:
  std::uint64_t state_;
};

}  // namespace heloport::fuzz
