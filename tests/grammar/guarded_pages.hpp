#pragma once
// Memory whose neighbours must not be touched: a read outside of it ends the test.

#include <gtest/gtest.h>
#include <sys/mman.h>
#include <unistd.h>

#include <cstddef>
#include <cstring>
#include <string_view>

namespace heloport::test {

/// Two pages that must not be touched, and one between them, which holds one text at a time.
/// Lifetime: a view that was given holds until the next is asked for.
class GuardedPages {
 public:
  GuardedPages() {
    page_ = static_cast<std::size_t>(sysconf(_SC_PAGESIZE));
    void* const all = mmap(nullptr, 3 * page_, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    EXPECT_NE(all, MAP_FAILED);
    begin_ = static_cast<char*>(all) + page_;
    EXPECT_EQ(mprotect(begin_, page_, PROT_READ | PROT_WRITE), 0);
  }
  ~GuardedPages() { munmap(begin_ - page_, 3 * page_); }
  GuardedPages(const GuardedPages&) = delete;
  GuardedPages& operator=(const GuardedPages&) = delete;

  std::string_view at_begin(std::string_view text) { return put(begin_, text); }
  std::string_view at_end(std::string_view text) { return put(begin_ + page_ - text.size(), text); }

 private:
  static std::string_view put(char* place, std::string_view text) {
    std::memcpy(place, text.data(), text.size());
    return {place, text.size()};
  }
  std::size_t page_ = 0;
  char* begin_ = nullptr;
};

}  // namespace heloport::test
