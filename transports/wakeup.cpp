// Something to poll for that any thread can make readable: an eventfd.

#include "transports/wakeup.hpp"

#include <sys/eventfd.h>

#include <cerrno>
#include <system_error>

namespace heloport::transports {

Wakeup::Wakeup() : descriptor_(::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK)) {
  if (!descriptor_.open()) throw std::system_error(errno, std::generic_category(), "eventfd");
}

void Wakeup::wake() const noexcept {
  const int before = errno;  // a signal handler must leave it as it was
  const std::uint64_t one = 1;
  // It fails only when the counter is full, and then it is readable already.
  [[maybe_unused]] const auto written = ::write(descriptor_.number(), &one, sizeof one);
  errno = before;
}

std::uint64_t Wakeup::take() const noexcept {
  std::uint64_t count = 0;
  if (::read(descriptor_.number(), &count, sizeof count) != sizeof count) return 0;
  return count;
}

}  // namespace heloport::transports
