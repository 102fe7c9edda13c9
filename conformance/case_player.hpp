#pragma once
// Plays one case against one server and says what to make of the answers.

#include <chrono>
#include <functional>
#include <memory>
#include <string>
#include <variant>

#include "conformance/case.hpp"
#include "conformance/circumstances.hpp"
#include "conformance/peer_player.hpp"
#include "conformance/verdict.hpp"

namespace heloport::conformance {

/// Opens a connection, or says why there is none.
using LinkFactory = std::function<std::variant<std::unique_ptr<PeerLink>, std::string>()>;

struct Patience {
  std::chrono::milliseconds reply{5000};
  /// How long a server is listened to that must not say anything. Silence cannot be proven; a
  /// reply that comes later is found at the next command, QUIT at the latest.
  std::chrono::milliseconds silence{150};
  std::size_t chunk_octets = 0;  // our writes in pieces of this size; 0: whole
};

/// One session, or two where the case asks for them.
/// Shape:  not_applicable() is asked first. A case with a mistake in it is inconclusive.
CaseResult play_case(const Case& subject, const LinkFactory& connect, const Circumstances& here,
                     const Patience& patience);

}  // namespace heloport::conformance
