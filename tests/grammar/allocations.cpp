// See allocations.hpp. The replacement is for the whole program, as the language has it.

#include "tests/grammar/allocations.hpp"

#include <atomic>
#include <cstdlib>
#include <new>

namespace {

std::atomic<std::size_t> count{0};

}  // namespace

std::size_t heloport::test::allocations() {
  return count.load();
}

void* operator new(std::size_t size) {
  ++count;
  if (void* const room = std::malloc(size == 0 ? 1 : size)) return room;
  throw std::bad_alloc();
}

void operator delete(void* room) noexcept {
  std::free(room);
}
void operator delete(void* room, std::size_t) noexcept {
  std::free(room);
}
