// See search_count.hpp. The linker's --wrap=memchr (fuzz/CMakeLists.txt) leads every call here,
// those of an inline std::string_view::find() too.

#include "fuzz/search_count.hpp"

namespace {

thread_local std::size_t searched = 0;

}  // namespace

// The names are the linker's.
extern "C" void* __real_memchr(const void* text, int octet, std::size_t size);

extern "C" void* __wrap_memchr(const void* text, int octet, std::size_t size) {
  void* const found = __real_memchr(text, octet, size);
  searched += found == nullptr ? size
                               : static_cast<std::size_t>(static_cast<const char*>(found) -
                                                          static_cast<const char*>(text)) +
                                     1;
  return found;
}

std::size_t heloport::fuzz::octets_searched() {
  return searched;
}
