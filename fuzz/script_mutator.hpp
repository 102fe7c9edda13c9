#pragma once
// Changes a script event by event, so that what comes out is still a conversation.

#include <cstdint>
#include <functional>

#include "fuzz/script.hpp"

namespace heloport::fuzz {

/// Numbers that follow from a seed, the same on every machine.
class Chance {
 public:
  explicit Chance(std::uint64_t seed) : state_(seed * 2 + 1) {}
  /// 0 to `bound` - 1; 0 where that is none.
  std::uint32_t below(std::size_t bound);

 private:
  std::uint64_t state_;
};

/// Changes text as the fuzzer sees fit: in place, no longer than `octets_max`.
using TextMutator = std::function<void(std::string& text, std::size_t octets_max)>;

/// One to four changes: an event inserted, deleted, doubled, moved or swapped, one of its numbers
/// or its text changed, a run of events taken out or said again, a whole small dialogue inserted.
void mutate(Script& script, Chance& chance, const TextMutator& text);

/// The beginning of one and the end of the other, or a run of the other inside the one.
Script crossed(const Script& one, const Script& other, Chance& chance);

}  // namespace heloport::fuzz
