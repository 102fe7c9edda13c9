// Fuzz target T12o: a server session behind OpenSSL, in memory: cut, changed and spoken to in clear
// at any offset. See tls_session_oracle.hpp.

#include <cstdint>

#include "fuzz/tls_session_oracle.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace heloport::fuzz;
  const std::string_view input(reinterpret_cast<const char*>(data), size);
  const TlsTrouble trouble = tls_trouble_of(input);
  TlsTrouble none = trouble;
  none.kind = TlsTrouble::Kind::none;
  none.in_clear.clear();
  const TlsOutcome untroubled = play_tls(none);
  stop_on(tls_lets_nothing_else_through(trouble, untroubled, play_tls(trouble)), "tls_session",
          input);
  return 0;
}
