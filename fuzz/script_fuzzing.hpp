#pragma once
// What libFuzzer asks of a target whose inputs are scripts. Included by such a target, once.

#include <algorithm>
#include <cstdint>
#include <cstring>
#include <string>

#include "fuzz/script_mutator.hpp"

// libFuzzer's own changes, for the text of an event. Not there where a corpus is only replayed.
extern "C" __attribute__((weak)) std::size_t LLVMFuzzerMutate(std::uint8_t* data, std::size_t size,
                                                              std::size_t max_size);

namespace heloport::fuzz {

inline void mutate_text(std::string& text, std::size_t octets_max) {
  if (LLVMFuzzerMutate == nullptr) return;
  const std::size_t size = std::min(text.size(), octets_max);
  text.resize(octets_max);
  text.resize(LLVMFuzzerMutate(reinterpret_cast<std::uint8_t*>(text.data()), size, octets_max));
}

/// Writes the script where a fuzzer wants it: as many events as there is room for.
inline std::size_t put(Script script, std::uint8_t* data, std::size_t max_size) {
  std::string octets = encoded(script);
  while (octets.size() > max_size && !script.events.empty()) {
    script.events.pop_back();
    octets = encoded(script);
  }
  std::memcpy(data, octets.data(), octets.size());
  return octets.size();
}

inline std::string_view view_of(const std::uint8_t* data, std::size_t size) {
  return {reinterpret_cast<const char*>(data), size};
}

inline std::size_t mutate(std::uint8_t* data, std::size_t size, std::size_t max_size,
                          unsigned seed) {
  Script script = script_of(view_of(data, size));
  Chance chance(seed);
  mutate(script, chance, mutate_text);
  return put(std::move(script), data, max_size);
}

inline std::size_t cross(std::string_view one, std::string_view other, std::uint8_t* out,
                         std::size_t max_size, unsigned seed) {
  Chance chance(seed);
  return put(crossed(script_of(one), script_of(other), chance), out, max_size);
}

}  // namespace heloport::fuzz

extern "C" std::size_t LLVMFuzzerCustomMutator(std::uint8_t* data, std::size_t size,
                                               std::size_t max_size, unsigned seed) {
  return heloport::fuzz::mutate(data, size, max_size, seed);
}

extern "C" std::size_t LLVMFuzzerCustomCrossOver(const std::uint8_t* one, std::size_t one_size,
                                                 const std::uint8_t* other, std::size_t other_size,
                                                 std::uint8_t* out, std::size_t max_size,
                                                 unsigned seed) {
  return heloport::fuzz::cross(heloport::fuzz::view_of(one, one_size),
                               heloport::fuzz::view_of(other, other_size), out, max_size, seed);
}
