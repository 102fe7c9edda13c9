// Fuzz target T12o: a server session behind OpenSSL, in memory: cut, half closed, changed and
// spoken to in clear at any offset, and beyond the client's close_notify. See
// tls_session_oracle.hpp.

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
  const TlsOutcome outcome = play_tls(trouble);
  stop_on(tls_lets_nothing_else_through(trouble, untroubled, outcome), "tls_session", input);
  stop_on(ends_are_told_apart(trouble, outcome), "tls_session", input);
  stop_on(no_lent_room_is_heard(trouble), "tls_session", input);
  return 0;
}
