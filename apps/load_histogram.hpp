#pragma once
// How often each latency was seen, in constant memory.

#include <algorithm>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <vector>

namespace heloport::apps {

/// A log-linear histogram, as HdrHistogram has it: every power of two is cut into 2^precision_bits
/// equal parts, so no value is told more than 2^-precision_bits of itself too high.
///
/// Units:   whatever is recorded; heloport load records nanoseconds.
/// Limits:  8 octets for each part below the largest value: 35 KB at one second and 7 bits.
/// Threads: none.
class LatencyHistogram {
 public:
  /// Values that are counted together: low to high, both of them.
  struct Part {
    std::uint64_t low = 0;
    std::uint64_t high = 0;
    std::uint64_t count = 0;
  };

  explicit LatencyHistogram(unsigned precision_bits = 7) : precision_bits_(precision_bits) {}

  void record(std::uint64_t value);
  /// `other` must have the same precision.
  void add(const LatencyHistogram& other);

  std::uint64_t count() const { return count_; }
  std::uint64_t min() const { return count_ == 0 ? 0 : min_; }
  std::uint64_t max() const { return max_; }
  double mean() const { return count_ == 0 ? 0 : sum_ / static_cast<double>(count_); }
  /// The least value that `percent` of all do not pass (nearest rank), at most 2^-precision_bits
  /// of itself too high; 0 where nothing was recorded.
  std::uint64_t percentile(double percent) const;
  /// Those parts that hold something, in order.
  std::vector<Part> parts() const;

 private:
  std::size_t index_of(std::uint64_t value) const {
    const int shift = std::max(
        0, static_cast<int>(std::bit_width(value)) - static_cast<int>(precision_bits_) - 1);
    return (static_cast<std::size_t>(shift) << precision_bits_) +
           static_cast<std::size_t>(value >> shift);
  }
  Part part_at(std::size_t index) const;

  unsigned precision_bits_;
  std::vector<std::uint64_t> counts_;  // grows to the largest value's part
  std::uint64_t count_ = 0;
  std::uint64_t min_ = ~std::uint64_t{0};
  std::uint64_t max_ = 0;
  double sum_ = 0;
};

}  // namespace heloport::apps
