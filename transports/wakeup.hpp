#pragma once
// Something to poll for that any thread, and any signal handler, can make readable.

#include <cstdint>

#include "transports/descriptor.hpp"

namespace heloport::transports {

/// An eventfd: counts wake() until take().
/// Errors:  std::system_error from the constructor when no descriptor is left.
/// Threads: any.
class Wakeup {
 public:
  Wakeup();
  /// Callable from a signal handler.
  void wake() const noexcept;
  /// How often wake() was called since the last take().
  std::uint64_t take() const noexcept;
  int descriptor() const { return descriptor_.number(); }

 private:
  Descriptor descriptor_;
};

}  // namespace heloport::transports
