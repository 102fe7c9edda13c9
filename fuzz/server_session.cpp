// Fuzz target: a whole server session, with every oracle of oracles.hpp.

#include <cstdint>
#include <cstdio>
#include <cstdlib>

#include "fuzz/oracles.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace heloport::fuzz;
  const Scenario scenario = scenario_of({reinterpret_cast<const char*>(data), size});
  if (const Complaint complaint = check_session(scenario)) {
    std::fprintf(stderr, "server session: %s\n", complaint->c_str());
    std::abort();
  }
  return 0;
}
