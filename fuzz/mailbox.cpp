// Fuzz target T13: a store on the model file system, its crash states judged by oracle O13.

#include <cstdint>
#include <cstdio>
#include <cstdlib>

#include "fuzz/storage/storage_script.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace heloport::fuzz;
  constexpr std::size_t states_a_point_max = 4;  // many scripts matter more than many states
  Chance chance(size);
  CrashJudge judge(states_a_point_max, chance);
  const std::string_view script(reinterpret_cast<const char*>(data), size);
  if (const Complaint complaint = play_script(script, judge)) {
    std::fprintf(stderr, "mailbox: %s\n", complaint->c_str());
    std::abort();
  }
  return 0;
}
