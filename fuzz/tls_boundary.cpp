// Fuzz target T12: what is said in clear around STARTTLS, to a server and to a client, with a
// handshake that is nothing but a word. See tls_boundary_oracle.hpp.

#include <cstdint>

#include "fuzz/tls_boundary_oracle.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace heloport::fuzz;
  const std::string_view input(reinterpret_cast<const char*>(data), size);
  stop_on(check_boundary(input), "tls_boundary", input);
  return 0;
}
