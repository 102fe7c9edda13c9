#pragma once
// Octets that were received and not yet used, in one leased block.

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

#include "engine/block_pool.hpp"

namespace heloport::engine {

/// Holds a block only while there are octets in it or on their way into it.
/// Lifetime: views of unread() die at room() and release_if_empty().
class InputBuffer {
 public:
  explicit InputBuffer(BlockPool& pool) : pool_(pool) {}
  ~InputBuffer() { release(); }
  InputBuffer(const InputBuffer&) = delete;
  InputBuffer& operator=(const InputBuffer&) = delete;

  /// Where to read into; not empty unless a whole block is unread.
  std::span<char> room();
  void received(std::size_t n);
  std::string_view unread() const { return {block_.data() + begin_, std::size_t{end_} - begin_}; }
  void consume(std::size_t n);
  /// The octets of a view that unread() gave, to be written over; consumed ones too.
  std::span<char> writable(std::string_view view);
  void release_if_empty();

 private:
  void release();

  BlockPool& pool_;
  std::span<char> block_;
  // begin_ <= end_ <= block_.size(). Narrow, because each idle session has them.
  std::uint32_t begin_ = 0;
  std::uint32_t end_ = 0;
};

}  // namespace heloport::engine
