#pragma once
// Memory in which one text stands, and not an octet beside it may be touched.

#include <algorithm>
#include <cassert>
#include <cstddef>
#include <cstring>
#include <memory>
#include <span>
#include <string_view>

#if defined(__has_feature)
#if __has_feature(address_sanitizer)
#define HELOPORT_POISON 1
#endif
#elif defined(__SANITIZE_ADDRESS__)
#define HELOPORT_POISON 1
#endif
#ifdef HELOPORT_POISON
#include <sanitizer/asan_interface.h>
#endif

namespace heloport::fuzz {

/// Texts of exactly their size, without an allocation for each: AddressSanitizer is told that
/// everything around the text, and where the texts before it stood, is not to be touched. Without
/// the sanitizer it only copies.
///
/// Lifetime: what was given dies with the next call; whoever reads it then is found.
/// Limits:   no text is longer than octets_max.
class ExactRoom {
 public:
  explicit ExactRoom(std::size_t octets_max)
      : octets_(std::max<std::size_t>(least_octets, 2 * rounded(octets_max) + 2 * granule)),
        memory_(new char[octets_]) {
    poison(memory_.get(), octets_);
  }
  ~ExactRoom() { unpoison(memory_.get(), octets_); }
  ExactRoom(const ExactRoom&) = delete;
  ExactRoom& operator=(const ExactRoom&) = delete;

  std::string_view put(std::string_view text) {
    const std::span<char> place = room(text.size());
    if (!text.empty()) std::memcpy(place.data(), text.data(), text.size());
    return {place.data(), text.size()};
  }
  /// To be written; what is in it is undefined.
  std::span<char> room(std::size_t octets) {
    assert(2 * (rounded(octets) + granule) <= octets_);
    poison(memory_.get() + at_, last_octets_);
    at_ += rounded(last_octets_) + granule;
    if (at_ + rounded(octets) + granule > octets_) at_ = 0;
    last_octets_ = octets;
    unpoison(memory_.get() + at_, octets);
    return {memory_.get() + at_, octets};
  }

 private:
  static constexpr std::size_t granule = 8;  // what the sanitizer can mark, from its beginning on
  static constexpr std::size_t least_octets = 4096;

  static constexpr std::size_t rounded(std::size_t octets) {
    return (octets + granule - 1) / granule * granule;
  }
#ifdef HELOPORT_POISON
  static void poison(const char* at, std::size_t octets) {
    __asan_poison_memory_region(at, rounded(octets));
  }
  static void unpoison(const char* at, std::size_t octets) {
    __asan_unpoison_memory_region(at, octets);
  }
#else
  static void poison(const char*, std::size_t) {}
  static void unpoison(const char*, std::size_t) {}
#endif

  std::size_t octets_;
  std::unique_ptr<char[]> memory_;
  std::size_t at_ = 0;
  std::size_t last_octets_ = 0;
};

}  // namespace heloport::fuzz
