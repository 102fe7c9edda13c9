#pragma once
// What the parsers of the fuzz configuration know of themselves: which transition was ever taken.

#include <cstddef>
#include <cstdint>

namespace heloport::fuzz::dfa {

/// One way out of a state: over any octet from `low` to `high`, into `target`. Or, with
/// refused_target, the refusal of all octets that have no way out.
struct Slot {
  std::uint16_t state;
  std::uint8_t low;
  std::uint8_t high;
  std::uint16_t target;
  const char* actions;  // "mark:9 beyond_ascii:15": names, and the lines of their files
};
inline constexpr std::uint16_t refused_target = 0xFFFF;

/// One Ragel machine of this program, as fuzz/dfa/count.py describes it.
///
/// Shape:    taken[i] is 1 when slots[i] was; libFuzzer sees the same octets as extra counters and
///           clears them before each run.
/// Lifetime: as long as the program.
struct Machine {
  const char* name;
  const std::uint16_t* entries;  // states that parsing may begin in
  std::size_t entry_count;
  const Slot* slots;
  std::size_t slot_count;
  std::uint8_t* taken;
};

}  // namespace heloport::fuzz::dfa
