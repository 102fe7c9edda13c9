#pragma once
// Work that falls into independent pieces, on several threads.

#include <algorithm>
#include <atomic>
#include <cstddef>
#include <thread>
#include <vector>

namespace heloport::conformance {

/// As many as there are processors, one at least.
inline std::size_t processors() {
  return std::max(1U, std::thread::hardware_concurrency());
}

/// Calls `work(i)` once for each i below `count`, in any order, on `jobs` threads at the most, this
/// one being one of them. Returns when all are done. No call may throw.
template <class Work>
void share_out(std::size_t count, std::size_t jobs, Work work) {
  std::atomic<std::size_t> next{0};
  const auto take = [&] {
    for (std::size_t i = next++; i < count; i = next++) work(i);
  };
  std::vector<std::thread> threads;
  for (std::size_t i = 1; i < std::min(jobs, count); ++i) threads.emplace_back(take);
  take();
  for (std::thread& thread : threads) thread.join();
}

}  // namespace heloport::conformance
