// Fuzz target T11: our client against our server over a link that splits, delays, stalls and drops.
// Whatever happens, nobody is told a lie about a mail (R3, R6).
//
// The input: protocol, TLS, refusals (an octet each), extensions that are off (three), then faults,
// three octets each: what, and where (the lower octet first).

#include <cstdint>

#include "fuzz/complaint.hpp"
#include "fuzz/duet_oracle.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace heloport;
  duet::stop_at_failures();  // its applications expect, as tests do
  const std::string_view input(reinterpret_cast<const char*>(data), size);
  duet::Duet duet(fuzz::duet_setup_of(input));
  fuzz::disturb(duet, input);
  duet.play();
  fuzz::stop_on(fuzz::nothing_is_lost_or_doubled(duet), "duet", input);
  return 0;
}
