#pragma once
// Plays a scenario against a server session and notes down everything that can be seen of it.

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "engine/server_session.hpp"
#include "fuzz/scenario.hpp"

namespace heloport::fuzz {

/// When the replies leave.
enum class Draining : std::uint8_t {
  at_once,    // before anything else happens
  reluctant,  // a few octets at a time, and only when the session will not go on without
};

/// One message as the application saw it: from an accepted MessageBegin, or from any that came
/// with a chunk.
struct SeenMessage {
  bool chunked = false;
  bool begun = true;    // the question was accepted
  bool binary = false;  // declared as BODY=BINARYMIME
  std::string body;     // all chunks, joined
  std::optional<std::string> file_name;
  std::optional<std::uint64_t> octets;  // of MessageEnd; nothing while it was not complete
  std::vector<bool> verdicts;           // one a MessageEnd: whether it was accepted
  std::optional<engine::DropReason> dropped;
  bool operator==(const SeenMessage&) const = default;
};

/// What a conversation came to. Chunks of a body are joined: where they are cut is not part of it.
struct Trace {
  std::string conversation;  // events and replies in the order in which they happened
  std::string events;
  std::string replies;
  std::vector<SeenMessage> messages;
  std::optional<engine::CloseReason> closed;
  std::size_t logins = 0;     // AUTH accepted by the application
  std::size_t allocated = 0;  // calls of operator new inside calls of the session
  std::string broken;         // a promise of the interface that was not kept; empty when all were
};

/// Plays the scenario. A read ends at each of `cuts`, places in scenario.octets, ascending.
Trace play(const Scenario& scenario, const std::vector<std::size_t>& cuts,
           Draining draining = Draining::at_once);

}  // namespace heloport::fuzz
