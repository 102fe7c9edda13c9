#pragma once
// Many clients and one server over links in memory, with one clock and one seed: what the promises
// R1 to R6 are worth when everything fails.

#include <cstdint>
#include <string>
#include <vector>

#include "fuzz/simulation/simulated_client.hpp"
#include "fuzz/simulation/simulated_server.hpp"

namespace heloport::fuzz {

/// What one world came to.
struct SimulationResult {
  Complaint complaint;
  std::uint64_t sessions = 0;
  std::uint64_t messages = 0;
  std::uint64_t crashes = 0;
  std::uint64_t states = 0;        // crash states that were judged
  std::uint64_t failed_calls = 0;  // of the file system
  std::uint64_t cuts = 0;
  std::uint64_t stalls = 0;
  std::uint64_t unknown = 0;   // attempts of which the client did not learn what became of them
  std::uint64_t deferred = 0;  // answered 4yz
  std::uint64_t virtual_seconds = 0;
  std::uint64_t trace_hash = 0;  // of everything that happened, in order
};

/// Plays the world of this seed to its end: until every client knows of each message that it is
/// sent or refused. The same seed gives the same world.
SimulationResult simulate(std::uint64_t seed, SimulationMutant mutant = SimulationMutant::none);

// Its oracles beside those of storage_oracles.hpp.

/// R3: a recipient has a message no more often than the attempts allow that ended without an
/// answer; one that was answered 4yz may have stayed where calls of the file system fail.
Complaint duplicates_are_accounted_for(const std::vector<Job>& jobs, const Found& found,
                                       bool calls_fail);

/// R6: what a client takes for sent was acknowledged by the server, and is there; what it takes for
/// refused is not there.
Complaint clients_know_the_truth(const std::vector<Job>& jobs, const Ledger& ledger,
                                 const Found& found);

/// R4: once nothing fails any more, everything that was to be sent is sent or refused.
Complaint everything_is_settled(const std::vector<Job>& jobs);

}  // namespace heloport::fuzz
