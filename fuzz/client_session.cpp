// Fuzz target T10: a client session whose application asks for anything, with any argument, and
// whose server says anything. See client_scenario.cpp for the input, client_play.hpp for
// the oracles.

#include <cstdint>

#include "fuzz/client_play.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace heloport::fuzz;
  const std::string_view input(reinterpret_cast<const char*>(data), size);
  stop_on(check_client(client_scenario_of(input)), "client_session", input);
  return 0;
}
