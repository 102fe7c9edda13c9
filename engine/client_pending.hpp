#pragma once
// The commands whose replies are still to come.

#include <array>
#include <cassert>
#include <cstddef>

#include "engine/client_events.hpp"

namespace heloport::engine {

/// A queue of fixed size: replies are matched with commands by their order and by nothing else
/// (RFC 2920, 3.1).
class PendingSteps {
 public:
  static constexpr std::size_t steps_max = 32;

  bool empty() const { return size_ == 0; }
  bool full() const { return size_ == steps_max; }
  std::size_t size() const { return size_; }
  Step front() const {
    assert(!empty());
    return steps_[begin_];
  }
  Step back() const {
    assert(!empty());
    return steps_[(begin_ + size_ - 1) % steps_max];
  }
  void push(Step step) {
    assert(!full());
    steps_[(begin_ + size_++) % steps_max] = step;
  }
  void pop() {
    assert(!empty());
    begin_ = (begin_ + 1) % steps_max;
    --size_;
  }
  bool holds(Step step) const {
    for (std::size_t i = 0; i < size_; ++i) {
      if (steps_[(begin_ + i) % steps_max] == step) return true;
    }
    return false;
  }

 private:
  std::array<Step, steps_max> steps_{};
  std::size_t begin_ = 0;
  std::size_t size_ = 0;
};

}  // namespace heloport::engine
