// Fuzz target T13: a store on the model file system, its crash states judged by oracle O13.

#include <algorithm>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <string>

#include "fuzz/storage/storage_script.hpp"

// libFuzzer's own changes. Not there where a corpus is only replayed.
extern "C" __attribute__((weak)) std::size_t LLVMFuzzerMutate(std::uint8_t* data, std::size_t size,
                                                              std::size_t max_size);

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace heloport::fuzz;
  // Many scripts matter more than many states: where nothing that was not synced is left, and one
  // more.
  constexpr std::size_t states_a_point_max = 1;
  Dice chance(size);
  CrashJudge judge(states_a_point_max, chance);
  const std::string_view script(reinterpret_cast<const char*>(data), size);
  if (const Complaint complaint = play_script(script, judge)) {
    std::fprintf(stderr, "mailbox: %s\n", complaint->c_str());
    std::abort();
  }
  return 0;
}

// Every other time whole actions come in, in front or behind: octets by chance are seldom one.
extern "C" std::size_t LLVMFuzzerCustomMutator(std::uint8_t* data, std::size_t size,
                                               std::size_t max_size, unsigned seed) {
  using namespace heloport::fuzz;
  Dice chance(seed);
  if (chance.one_in(2) && LLVMFuzzerMutate != nullptr)
    return LLVMFuzzerMutate(data, size, max_size);
  const std::string actions = some_actions(chance);
  std::string script(reinterpret_cast<const char*>(data), size);
  if (script.empty()) script += static_cast<char>(chance.among(256));
  script.insert(chance.one_in(2) ? 1 : script.size(), actions);
  script.resize(std::min(script.size(), max_size));
  std::copy(script.begin(), script.end(), data);
  return script.size();
}
