// See input_buffer.hpp.

#include "engine/input_buffer.hpp"

#include <cassert>
#include <cstring>

namespace heloport::engine {

std::span<char> InputBuffer::room() {
  if (block_.empty()) block_ = pool_.lease();
  if (begin_ > 0) {  // what is left is the beginning of a line: short
    std::memmove(block_.data(), block_.data() + begin_, end_ - begin_);
    end_ -= begin_;
    begin_ = 0;
  }
  return block_.subspan(end_);
}

void InputBuffer::received(std::size_t n) {
  assert(end_ + n <= block_.size());
  end_ += static_cast<std::uint32_t>(n);
}

void InputBuffer::consume(std::size_t n) {
  assert(begin_ + n <= end_);
  begin_ += static_cast<std::uint32_t>(n);
}

std::span<char> InputBuffer::writable(std::string_view view) {
  if (view.empty()) return {};
  assert(view.data() >= block_.data() &&
         view.data() + view.size() <= block_.data() + block_.size());
  return block_.subspan(static_cast<std::size_t>(view.data() - block_.data()), view.size());
}

void InputBuffer::release_if_empty() {
  if (begin_ == end_) release();
}

void InputBuffer::release() {
  if (block_.empty()) return;
  pool_.give_back(block_);
  block_ = {};
  begin_ = end_ = 0;
}

}  // namespace heloport::engine
