// The free list of a BlockPool lives inside the blocks that are free.

#include "engine/block_pool.hpp"

#include <cstring>

namespace heloport::engine {

std::span<char> BlockPool::lease() {
  ++leased_;
  if (free_ == nullptr) {
    assert(fresh_ < blocks_ && "one block a session: the pool was sized too small");
    return {memory_.get() + block_octets_ * fresh_++, block_octets_};
  }
  Free* const block = free_;
  free_ = block->next;
  return {reinterpret_cast<char*>(block), block_octets_};
}

void BlockPool::give_back(std::span<char> block) {
  assert(leased_ > 0);
  --leased_;
  free_ = new (block.data()) Free{free_};
}

}  // namespace heloport::engine
