// See report.hpp. The linker puts the addresses of all machines side by side.

#include "fuzz/dfa/report.hpp"

extern "C" {
// Defined by the linker where there is such a section.
extern const heloport::fuzz::dfa::Machine* const __start_heloport_dfa __attribute__((weak));
extern const heloport::fuzz::dfa::Machine* const __stop_heloport_dfa __attribute__((weak));
}

namespace heloport::fuzz::dfa {
namespace {

void write_slot(std::FILE* file, const Machine& machine, std::size_t at) {
  const Slot& slot = machine.slots[at];
  std::fprintf(file, "%s\t%u\t%u\t%u\t", machine.name, slot.state, slot.low, slot.high);
  if (slot.target == refused_target) {
    std::fputs("refused", file);
  } else {
    std::fprintf(file, "%u", slot.target);
  }
  std::fprintf(file, "\t%d\t%s\n", machine.taken[at], slot.actions);
}

}  // namespace

std::span<const Machine* const> machines() {
  const Machine* const* const begin = &__start_heloport_dfa;
  if (begin == nullptr) return {};
  return {begin, &__stop_heloport_dfa};
}

void write_taken(std::FILE* file) {
  for (const Machine* const machine : machines()) {
    for (std::size_t i = 0; i < machine->entry_count; ++i) {
      std::fprintf(file, "%s\t%u\tentry\n", machine->name, machine->entries[i]);
    }
    for (std::size_t i = 0; i < machine->slot_count; ++i) write_slot(file, *machine, i);
  }
}

}  // namespace heloport::fuzz::dfa
