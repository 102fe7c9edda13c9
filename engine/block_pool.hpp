#pragma once
// Blocks of memory that sessions lease only while they hold octets.

#include <cassert>
#include <cstddef>
#include <memory>
#include <span>
#include <utility>

#include "engine/limits.hpp"

namespace heloport::engine {

/// A fixed number of blocks of one size, allocated once. A block that was never leased is never
/// touched, so a pool for 10,000 sessions costs address space, not memory, until they are busy.
/// The last block given back is the next one leased: it is still in the cache.
///
/// Limits:  lease() on an exhausted pool is a mistake of whoever sized it: one block a session.
/// Threads: none. One pool belongs to one loop.
class BlockPool {
 public:
  BlockPool(std::size_t block_octets, std::size_t blocks)
      : block_octets_(block_octets), blocks_(blocks), memory_(new char[block_octets * blocks]) {
    assert(block_octets >= sizeof(char*));
  }

  std::span<char> lease();
  void give_back(std::span<char> block);
  std::size_t block_octets() const { return block_octets_; }
  std::size_t leased() const { return leased_; }

 private:
  struct Free {
    Free* next;
  };
  std::size_t block_octets_;
  std::size_t blocks_;
  std::size_t fresh_ = 0;  // blocks [0, fresh_) were leased at least once
  std::size_t leased_ = 0;
  Free* free_ = nullptr;
  std::unique_ptr<char[]> memory_;
};

/// The two pools that sessions of one loop share.
struct Buffers {
  explicit Buffers(std::size_t sessions_max)
      : input(input_block_octets, sessions_max), output(output_block_octets, sessions_max) {}
  BlockPool input;
  BlockPool output;
};

}  // namespace heloport::engine
