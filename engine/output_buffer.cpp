// See output_buffer.hpp.

#include "engine/output_buffer.hpp"

#include <cassert>
#include <cstring>

namespace heloport::engine {

void OutputBuffer::append(std::string_view octets) {
  assert(octets.size() <= room());
  if (octets.empty()) return;
  if (octets.size() > block_.size() - end_) writable();
  std::memcpy(block_.data() + end_, octets.data(), octets.size());
  wrote(octets.size());
}

std::span<char> OutputBuffer::writable() {
  if (block_.empty()) block_ = pool_.lease();
  if (begin_ > 0) {
    std::memmove(block_.data(), block_.data() + begin_, end_ - begin_);
    end_ -= begin_;
    begin_ = 0;
  }
  return block_.subspan(end_);
}

void OutputBuffer::wrote(std::size_t n) {
  assert(end_ + n <= block_.size());
  end_ += static_cast<std::uint32_t>(n);
  if (holding_) held_ += static_cast<std::uint32_t>(n);
}

void OutputBuffer::sent(std::size_t n) {
  assert(begin_ + n <= end_ - held_);
  begin_ += static_cast<std::uint32_t>(n);
  if (begin_ == end_) release();
}

void OutputBuffer::repeat_held() {
  assert(held_ <= room());
  const std::uint32_t octets = held_;
  const std::span<char> behind = writable();
  std::memcpy(behind.data(), behind.data() - octets, octets);
  end_ += octets;
}

void OutputBuffer::drop_held() {
  end_ -= held_;
  let_go();
  if (begin_ == end_) release();
}

void OutputBuffer::release() {
  if (block_.empty()) return;
  pool_.give_back(block_);
  block_ = {};
  begin_ = end_ = 0;
}

}  // namespace heloport::engine
