#pragma once
// The server of a simulation: a store on the model file system, which fails and crashes, and one
// session for each connection.

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "engine/server_session.hpp"
#include "fuzz/storage/crash_disk.hpp"
#include "fuzz/storage/ledger.hpp"
#include "fuzz/storage/mutant_file_system.hpp"
#include "fuzz/storage/storage_trial.hpp"
#include "mailbox/file_store.hpp"

namespace heloport::fuzz {

/// What is wrong with a server or its client, for the oracles to notice.
enum class SimulationMutant : std::uint8_t {
  none,
  accepts_before_commit,  // R1
  file_not_synced,        // R1, R2
  files_shared,           // R5
  stores_twice,           // R3
  hides_failures,         // R4: a store that failed is answered with 250
  stays_broken,           // R4: after one failure everything is refused
  keeps_deliveries,       // R4: what a session had in hand is never given up
  sends_again,            // R6: the client sends what was taken
};

inline constexpr std::array<std::pair<SimulationMutant, std::string_view>, 8> simulation_mutants{{
    {SimulationMutant::accepts_before_commit, "accepts_before_commit"},
    {SimulationMutant::file_not_synced, "file_not_synced"},
    {SimulationMutant::files_shared, "files_shared"},
    {SimulationMutant::stores_twice, "stores_twice"},
    {SimulationMutant::hides_failures, "hides_failures"},
    {SimulationMutant::stays_broken, "stays_broken"},
    {SimulationMutant::keeps_deliveries, "keeps_deliveries"},
    {SimulationMutant::sends_again, "sends_again"},
}};

/// How a user is written in the simulation, and which one a path names.
std::string path_of(std::size_t user);
std::optional<std::size_t> user_of(std::string_view path);

/// The process: what all connections share, and what a crash takes.
///
/// Shape:    one call of the file system in `fault_in` fails while faults() are on, and one commit
///           in `death_in` kills the process at one of its calls.
class ServerProcess {
 public:
  ServerProcess(const StorageSetting& setting, SimulationMutant mutant, Ledger& ledger,
                Dice& chance);
  ~ServerProcess();

  void faults(std::size_t fault_in, std::size_t death_in);
  mailbox::Store& store() { return *store_; }
  std::variant<mailbox::Committed, mailbox::StoreFault> commit(mailbox::Delivery& delivery);

  /// It died inside a commit and has not been started again.
  bool dead() const { return remains_.has_value(); }
  /// The disk after the crash: as it was when it died, or after one now.
  Disk crash();
  void start(const Disk& disk);

  const ModelFileSystem& files() const { return *files_; }
  Ledger& ledger() { return ledger_; }
  SimulationMutant mutant() const { return mutant_; }
  std::uint64_t failed_calls() const { return failed_calls_; }
  bool broken = false;                                   // stays_broken
  std::vector<std::unique_ptr<mailbox::Delivery>> kept;  // keeps_deliveries

 private:
  std::optional<int> ask();
  void open();

  const StorageSetting setting_;
  const SimulationMutant mutant_;
  Ledger& ledger_;
  Dice& chance_;
  std::unique_ptr<ModelFileSystem> files_;
  std::unique_ptr<MutantFileSystem> shown_;
  std::unique_ptr<mailbox::FileStore> store_;
  std::size_t fault_in_ = 0;
  std::size_t death_in_ = 0;
  std::optional<std::size_t> dies_after_;  // calls of the commit that runs
  std::optional<Disk> remains_;
  std::uint64_t failed_calls_ = 0;
};

/// One connection, server side. It commits when as many servings have passed as chance wants.
/// Lifetime: process, options and buffers outlive it.
class ServerTalk {
 public:
  ServerTalk(ServerProcess& process, const engine::ServerOptions& options, engine::Buffers& buffers,
             Dice& chance);
  engine::ServerSession& session() { return session_; }
  void serve();
  /// Its process died: it does nothing any more.
  void die() { dead_ = true; }

 private:
  bool on(const engine::Connected&) { return yes(); }
  bool on(const engine::Hello&) { return yes(); }
  bool on(const engine::Sender&);
  bool on(const engine::Recipient& recipient);
  bool on(const engine::MessageBegin&);
  bool on(const engine::BodyChunk& chunk);
  bool on(const engine::MessageEnd& end);
  bool on(const engine::TransactionDropped&);
  bool on(const engine::AwaitVerdict&);
  bool on(const engine::NeedInput&) { return false; }
  bool on(const engine::AwaitOutput&) { return false; }
  bool on(const engine::Closed&) { return false; }
  template <class Other>
  bool on(const Other&) {
    return yes();
  }

  bool yes();
  mailbox::Delivery& delivery();
  void commit();
  void acknowledge();
  void give_verdict(std::size_t recipient);

  ServerProcess& process_;
  const engine::ServerOptions& options_;
  engine::ServerSession session_;
  Dice& chance_;
  std::vector<std::size_t> users_;
  std::unique_ptr<mailbox::Delivery> delivery_;
  std::string content_;
  std::optional<std::size_t> commits_in_;  // servings
  bool stored_ = false;
  bool dead_ = false;
};

}  // namespace heloport::fuzz
