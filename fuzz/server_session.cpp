// Fuzz target T9r: a whole server session from raw octets, with every oracle of oracles.hpp that
// needs one play, and one comparison, which the octets choose.

#include <cstdint>

#include "fuzz/oracles.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace heloport::fuzz;
  const std::string_view input(reinterpret_cast<const char*>(data), size);
  const Scenario scenario = scenario_of(input);
  const std::uint64_t number = number_of(input);
  const auto comparison = static_cast<Comparison>(number % comparisons);
  stop_on(check_session(scenario, comparison, number / comparisons), "server_session", input);
  return 0;
}
