#pragma once
// One conversation to be had with a server session: what the peer sends, and what the application
// and the transport do meanwhile. Made from the octets of a fuzzer.

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "engine/server_session.hpp"

namespace heloport::fuzz {

/// Everything that decides a conversation but how its octets are split.
///
/// Shape:    the input begins with five octets: mode, verdicts (two, the lower first) and two
///           places to split; the rest is what the peer sends. In the mode, bits 0 and 1 choose
///           the dialect, 2 normalises line ends, 3 allows LIST and READ, 4 sets small limits,
///           5 refuses with 421 instead of 550 and 6 speaks LMTP. Bit 7 says that one more octet
///           stands before the rest: its bits 0 to 6 provide STARTTLS, provide AUTH with every
///           mechanism, provide what else needs it, trust the peer, require TLS, require
///           authentication, and answer AUTH with challenges first.
///           Where the session awaits TLS, tls_mark in the octets is the handshake; elsewhere it is
///           octets.
/// Lifetime: octets is a view of the input.
struct Scenario {
  engine::ServerOptions options;
  engine::ServerPeer peer;
  /// Bit i, modulo 16: the i-th question of the session is refused.
  std::uint16_t refusals = 0;
  engine::Reply refusal;
  bool challenges = false;
  std::array<std::size_t, 2> cuts{};
  std::string_view octets;
};

inline constexpr std::size_t scenario_header_octets = 5;
inline constexpr std::string_view tls_mark = "\x16\x03\x01";  // as a TLS record begins

Scenario scenario_of(std::string_view input);

}  // namespace heloport::fuzz
