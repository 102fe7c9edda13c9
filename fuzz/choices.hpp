#pragma once
// The beginning of a fuzzer's input, read as choices.

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace heloport::fuzz {

/// Takes octets off the front of an input. What is not there is 0, so every input is one.
/// Lifetime: a view of the input.
class Choices {
 public:
  Choices(const std::uint8_t* data, std::size_t size)
      : rest_(reinterpret_cast<const char*>(data), size) {}

  std::uint8_t octet() {
    if (rest_.empty()) return 0;
    const auto first = static_cast<std::uint8_t>(rest_.front());
    rest_.remove_prefix(1);
    return first;
  }
  /// At most `octets` octets; what is left when there are fewer.
  std::string_view text(std::size_t octets) {
    const std::string_view taken = rest_.substr(0, octets);
    rest_.remove_prefix(taken.size());
    return taken;
  }
  std::string_view rest() const { return rest_; }

 private:
  std::string_view rest_;
};

}  // namespace heloport::fuzz
