#pragma once
// Octets that wait to be sent, in one leased block.

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

#include "engine/block_pool.hpp"

namespace heloport::engine {

/// Holds a block only while there is something to send.
/// Lifetime: views of unsent() die at the next non-const call.
class OutputBuffer {
 public:
  explicit OutputBuffer(BlockPool& pool) : pool_(pool) {}
  ~OutputBuffer() { release(); }
  OutputBuffer(const OutputBuffer&) = delete;
  OutputBuffer& operator=(const OutputBuffer&) = delete;

  /// Octets that can still be appended.
  std::size_t room() const { return pool_.block_octets() - (end_ - begin_); }
  bool empty() const { return begin_ + held_ == end_; }
  std::string_view unsent() const {
    return {block_.data() + begin_, std::size_t{end_} - held_ - begin_};
  }

  /// Appends; the caller has looked at room().
  void append(std::string_view octets);
  /// Contiguous room to write into, all of room(); wrote(n) makes n octets of it count.
  std::span<char> writable();
  void wrote(std::size_t n);

  void sent(std::size_t n);

  /// What is appended from here on is no part of unsent() until let_go(): a reply that is written
  /// before its time has come.
  void hold_back() { holding_ = true; }
  void let_go() {
    holding_ = false;
    held_ = 0;
  }
  /// Says once what was held back, and holds it back again. Needs as much room.
  void repeat_held();
  /// What was held back is not said at all.
  void drop_held();

 private:
  void release();

  BlockPool& pool_;
  std::span<char> block_;
  // begin_ <= end_ - held_ <= end_ <= block_.size(). Narrow, because each idle session has them.
  std::uint32_t begin_ = 0;
  std::uint32_t end_ = 0;
  std::uint32_t held_ = 0;
  bool holding_ = false;
};

}  // namespace heloport::engine
