// See allocations.hpp. Under AddressSanitizer its own hooks count, because replacing operator new
// would hide mismatched releases from it; elsewhere operator new of the whole program does.

#include "tests/support/allocations.hpp"

#include <cstdlib>
#include <new>

#if defined(__has_feature)
#if __has_feature(address_sanitizer)
#define HELOPORT_COUNT_BY_HOOK
#endif
#elif defined(__SANITIZE_ADDRESS__)
#define HELOPORT_COUNT_BY_HOOK
#endif

namespace heloport::test {
namespace {

thread_local std::size_t count = 0;  // the fuzzer has a thread of its own, which also allocates

}  // namespace

std::size_t allocations() {
  return count;
}

}  // namespace heloport::test

#ifdef HELOPORT_COUNT_BY_HOOK

// Of sanitizer/allocator_interface.h, which clang brings and g++ 12 does not.
extern "C" int __sanitizer_install_malloc_and_free_hooks(void (*)(const volatile void*,
                                                                  std::size_t),
                                                         void (*)(const volatile void*));

namespace heloport::test {
namespace {

void allocated(const volatile void*, std::size_t) {
  ++count;
}
void released(const volatile void*) {}

[[maybe_unused]] const int installed =
    __sanitizer_install_malloc_and_free_hooks(allocated, released);

}  // namespace
}  // namespace heloport::test

#else

void* operator new(std::size_t size) {
  ++heloport::test::count;
  if (void* memory = std::malloc(size)) return memory;
  throw std::bad_alloc();
}

void operator delete(void* memory) noexcept {
  std::free(memory);
}

void operator delete(void* memory, std::size_t) noexcept {
  std::free(memory);
}

#endif
