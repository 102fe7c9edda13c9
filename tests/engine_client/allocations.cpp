// See allocations.hpp. Everything else about these operators is as the standard library has it.

#include "allocations.hpp"

#include <atomic>
#include <cstdlib>
#include <new>

namespace {

std::atomic<std::size_t> count{0};

void* counted(std::size_t octets) {
  ++count;
  if (void* const memory = std::malloc(octets == 0 ? 1 : octets)) return memory;
  throw std::bad_alloc();
}

}  // namespace

std::size_t heloport::allocations() {
  return count;
}

void* operator new(std::size_t octets) {
  return counted(octets);
}
void* operator new[](std::size_t octets) {
  return counted(octets);
}
void operator delete(void* memory) noexcept {
  std::free(memory);
}
void operator delete[](void* memory) noexcept {
  std::free(memory);
}
void operator delete(void* memory, std::size_t) noexcept {
  std::free(memory);
}
void operator delete[](void* memory, std::size_t) noexcept {
  std::free(memory);
}
