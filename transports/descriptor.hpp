#pragma once
// A file descriptor that is closed when its owner goes.

#include <unistd.h>

#include <utility>

namespace heloport::transports {

/// Owns one descriptor or none.
class Descriptor {
 public:
  Descriptor() = default;
  explicit Descriptor(int number) : number_(number) {}
  Descriptor(Descriptor&& other) noexcept : number_(std::exchange(other.number_, none)) {}
  Descriptor& operator=(Descriptor&& other) noexcept {
    close();
    number_ = std::exchange(other.number_, none);
    return *this;
  }
  ~Descriptor() { close(); }

  bool open() const { return number_ != none; }
  int number() const { return number_; }
  int release() { return std::exchange(number_, none); }
  void close() {
    if (open()) ::close(release());
  }

 private:
  static constexpr int none = -1;  // as the system says it
  int number_ = none;
};

}  // namespace heloport::transports
