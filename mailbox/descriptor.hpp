#pragma once
// An open file or directory, closed when its owner goes.

#include <cerrno>
#include <string>
#include <utility>

#include "mailbox/failure.hpp"
#include "mailbox/file_system.hpp"

namespace heloport::mailbox {

/// Owns one descriptor of a FileSystem, which must live longer.
class Descriptor {
 public:
  Descriptor(FileSystem& files, int number) : files_(&files), number_(number) {}
  Descriptor(Descriptor&& other) noexcept
      : files_(other.files_), number_(std::exchange(other.number_, -1)) {}
  Descriptor& operator=(Descriptor&& other) noexcept {
    std::swap(files_, other.files_);
    std::swap(number_, other.number_);
    return *this;
  }
  ~Descriptor() {
    if (number_ >= 0) files_->close(number_);
  }

  int number() const { return number_; }
  FileSystem& files() const { return *files_; }

  /// Closes now and says if that failed, which on a network file system may be the first to tell
  /// of a lost write. The descriptor is gone either way (close(2)).
  bool close() { return files_->close(std::exchange(number_, -1)) == 0; }

 private:
  FileSystem* files_;
  int number_;
};

/// Repeats `call` while a signal interrupts it: nothing was done yet then. Not for fsync: what it
/// did before it failed is unknown.
template <typename Call>
auto uninterrupted(Call&& call) {
  for (;;) {
    const auto result = call();
    if (result >= 0 || errno != EINTR) return result;
  }
}

/// `result`, unless it is -1: then a Failure with errno and what was being done to `path`/`name`.
template <typename Result>
Result checked(Result result, const char* call, const std::string& path,
               const std::string& name = {}) {
  if (result >= 0) return result;
  const int error = errno;
  throw Failure(error, std::string(call) + " " + path + (name.empty() ? "" : "/" + name));
}

}  // namespace heloport::mailbox
