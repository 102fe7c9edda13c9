#pragma once
// What libFuzzer asks of a target whose input is one sentence of a grammar: octet by octet it would
// rarely come upon an address of nine groups, or a TLV whose length is wrong in a header whose
// length is right. Included by such a target, once; the target says what a fresh sentence is.

#include <algorithm>
#include <cstdint>
#include <cstring>
#include <string>
#include <string_view>

#include "tests/grammar/generator.hpp"

// libFuzzer's own changes. Not there where a corpus is only replayed.
extern "C" __attribute__((weak)) std::size_t LLVMFuzzerMutate(std::uint8_t* data, std::size_t size,
                                                              std::size_t max_size);

namespace heloport::fuzz {

/// An input of the target that is right, or nearly so.
std::string fresh_sentence(test::Generator& generator);

inline std::size_t put(std::string_view text, std::uint8_t* data, std::size_t max_size) {
  const std::size_t size = std::min(text.size(), max_size);
  if (size > 0) std::memcpy(data, text.data(), size);
  return size;
}

// One in four is new, one in four is near to what it was; the rest is libFuzzer's, with the
// dictionary and what it saw being compared.
inline std::size_t mutate(std::uint8_t* data, std::size_t size, std::size_t max_size,
                          unsigned seed) {
  const unsigned way = seed % 4;
  if (way > 1) return LLVMFuzzerMutate == nullptr ? size : LLVMFuzzerMutate(data, size, max_size);
  test::Generator generator(seed / 4);
  if (way == 0) return put(fresh_sentence(generator), data, max_size);
  return put(generator.mutated(std::string(data, data + size)), data, max_size);
}

}  // namespace heloport::fuzz

extern "C" std::size_t LLVMFuzzerCustomMutator(std::uint8_t* data, std::size_t size,
                                               std::size_t max_size, unsigned seed) {
  return heloport::fuzz::mutate(data, size, max_size, seed);
}
