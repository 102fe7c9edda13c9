#pragma once
// Where a server session stands. What is allowed in each phase: rules.cpp.

#include <cstdint>
#include <initializer_list>
#include <string_view>

namespace heloport::engine {

enum class Phase : std::uint8_t {
  connecting,  // the greeting waits for the application
  refused,     // greeted with 554: only QUIT is left (RFC 5321, 3.1)
  connected,   // greeted; no HELO or EHLO yet
  ready,       // no transaction
  sender,      // MAIL accepted
  recipients,  // at least one RCPT accepted
  body,        // 354 said: octets are content
  chunk,       // BDAT said: so many octets are content
  chunks,      // between two BDAT of one message
  verdicts,    // the message is complete: what becomes of it?
  handshake,   // 220 said to STARTTLS: TLS is awaited
  exchange,    // AUTH said: a line of the client is awaited
  answering,   // the lines of a LIST or READ are on their way
  over,        // Closed
};

std::string_view name_of(Phase phase);

/// A set of phases, one bit each.
class PhaseSet {
 public:
  constexpr PhaseSet(std::initializer_list<Phase> phases) {
    for (Phase phase : phases) bits_ |= 1u << static_cast<unsigned>(phase);
  }
  constexpr bool has(Phase phase) const {
    return (bits_ >> static_cast<unsigned>(phase) & 1u) != 0;
  }

 private:
  unsigned bits_ = 0;
};

}  // namespace heloport::engine
