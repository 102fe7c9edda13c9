#pragma once
// How a failed system call travels inside mailbox/: thrown, so that no return can be forgotten and
// everything that was begun is undone on the way out. It never leaves the folder.

#include <exception>
#include <new>
#include <string>
#include <utility>
#include <variant>

#include "mailbox/store.hpp"

namespace heloport::mailbox {

/// A system call failed: its errno, and what was being done.
class Failure : public std::exception {
 public:
  /// `error` is an errno.
  Failure(int error, std::string doing)
      : fault_{std::error_code(error, std::system_category()), std::move(doing)} {}

  const StoreFault& fault() const { return fault_; }
  const char* what() const noexcept override { return fault_.doing.c_str(); }

 private:
  StoreFault fault_;
};

/// What `work` returns, or the StoreFault that stopped it. Every public call of a store goes
/// through here.
template <typename Answer, typename Work>
Answer answer(Work&& work) {
  try {
    return std::forward<Work>(work)();
  } catch (const Failure& failure) {
    return failure.fault();
  } catch (const std::bad_alloc&) {
    return StoreFault{std::make_error_code(std::errc::not_enough_memory), "memory"};
  }
}

}  // namespace heloport::mailbox
