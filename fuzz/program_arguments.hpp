#pragma once
// The command line of the programs of this folder that play until there was enough.

#include <sys/resource.h>

#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <span>
#include <string_view>

namespace heloport::fuzz {

/// The time of the processor in seconds, because a machine may be busy with other things.
inline double cpu_seconds() {
  rusage usage{};
  ::getrusage(RUSAGE_SELF, &usage);
  return static_cast<double>(usage.ru_utime.tv_sec) +
         static_cast<double>(usage.ru_utime.tv_usec) / 1e6;
}

/// Says what is understood, a line of options and the names of mutants, and ends with 2.
template <class Mutants>
[[noreturn]] void end_with_usage(const char* options, const Mutants& mutants) {
  std::fprintf(stderr, "usage: %s\nmutants:", options);
  for (const auto& [mutant, name] : mutants) {
    std::fprintf(stderr, " %.*s", static_cast<int>(name.size()), name.data());
  }
  std::fputs("\n", stderr);
  std::exit(2);
}

/// False if the text is no number and nothing else.
inline bool take_number(const char* text, std::uint64_t& number) {
  char* end = nullptr;
  number = std::strtoull(text, &end, 10);
  return end != text && *end == '\0';
}

/// False if there is no mutant of that name; `none` is none.
template <class Mutants, class Mutant>
bool take_mutant(std::string_view wanted, const Mutants& mutants, Mutant& chosen) {
  for (const auto& [mutant, name] : mutants) {
    if (name == wanted) chosen = mutant;
  }
  return chosen != Mutant::none;
}

/// Gives each argument to `take(name, value)`; `--quiet` has no value, which is nullptr then. False
/// when one of them was not taken, or has no value.
template <class Take>
bool take_arguments(std::span<char*> words, Take take) {
  for (std::size_t i = 1; i < words.size(); ++i) {
    const std::string_view name = words[i];
    const bool alone = name == "--quiet";
    if (!alone && ++i == words.size()) return false;
    if (!take(name, alone ? nullptr : words[i])) return false;
  }
  return true;
}

}  // namespace heloport::fuzz
