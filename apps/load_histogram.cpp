// How often each latency was seen, in constant memory.

#include "apps/load_histogram.hpp"

#include <cassert>
#include <cmath>

namespace heloport::apps {

void LatencyHistogram::record(std::uint64_t value) {
  const std::size_t index = index_of(value);
  if (index >= counts_.size()) counts_.resize(index + 1);
  ++counts_[index];
  ++count_;
  sum_ += static_cast<double>(value);
  min_ = std::min(min_, value);
  max_ = std::max(max_, value);
}

void LatencyHistogram::add(const LatencyHistogram& other) {
  assert(precision_bits_ == other.precision_bits_);
  if (other.counts_.size() > counts_.size()) counts_.resize(other.counts_.size());
  for (std::size_t i = 0; i < other.counts_.size(); ++i) counts_[i] += other.counts_[i];
  count_ += other.count_;
  sum_ += other.sum_;
  min_ = std::min(min_, other.min_);
  max_ = std::max(max_, other.max_);
}

std::uint64_t LatencyHistogram::percentile(double percent) const {
  if (count_ == 0) return 0;
  const double wanted = std::ceil(percent / 100 * static_cast<double>(count_));
  const auto rank = static_cast<std::uint64_t>(std::max(1.0, wanted));
  std::uint64_t seen = 0;
  for (std::size_t i = 0; i < counts_.size(); ++i) {
    seen += counts_[i];
    if (seen >= rank) return std::min(part_at(i).high, max_);
  }
  return max_;
}

std::vector<LatencyHistogram::Part> LatencyHistogram::parts() const {
  std::vector<Part> parts;
  for (std::size_t i = 0; i < counts_.size(); ++i) {
    if (counts_[i] > 0) parts.push_back(part_at(i));
  }
  return parts;
}

// The inverse of index_of(): two times as many parts as a power of two has come first, a unit each.
LatencyHistogram::Part LatencyHistogram::part_at(std::size_t index) const {
  const std::size_t power = index >> precision_bits_;
  const std::size_t shift = power < 2 ? 0 : power - 1;
  const std::uint64_t low = (index - (shift << precision_bits_)) << shift;
  return {low, low + (std::uint64_t{1} << shift) - 1, counts_[index]};
}

}  // namespace heloport::apps
