// Fuzz target T14: several server sessions of one server, whose blocks come from one pool, served
// in turns that the input chooses. Each must go exactly as it goes alone, and leave no block
// behind.

#include <array>
#include <memory>

#include "fuzz/begun.hpp"
#include "fuzz/complaint.hpp"
#include "fuzz/many_sessions_oracle.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  heloport::fuzz::begun();
  using namespace heloport::fuzz;
  const std::string_view input(reinterpret_cast<const char*>(data), size);
  stop_on(sessions_are_alone(input), "many_sessions", input);
  return 0;
}
