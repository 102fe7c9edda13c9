#pragma once
// A store on a model file system, with everything that may happen to it: deliveries that fail and
// that are interrupted by others, readers that move mail, crashes and restarts.

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <unordered_set>
#include <vector>

#include "fuzz/storage/crash_disk.hpp"
#include "fuzz/storage/ledger.hpp"
#include "fuzz/storage/mutant_file_system.hpp"
#include "fuzz/storage/storage_oracles.hpp"
#include "mailbox/file_store.hpp"

namespace heloport::fuzz {

struct StorageSetting {
  bool maildir = false;
  ModelFeatures features{};
  StorageMutant mutant = StorageMutant::none;
};

std::string show(const StorageSetting& setting);

/// The store of every trial, on a model file system.
std::unique_ptr<mailbox::FileStore> open_store_on(mailbox::FileSystem& files, bool maildir);

/// How much of a crash state is looked at.
enum class Look : std::uint8_t {
  reading,     // what is there
  delivering,  // and whether the store goes on from it: the next mail, left-overs
};

/// Opens a store on this disk, as the next process would, and asks oracle O13 (R1, R2, R3, R7).
Complaint judge(const Disk& disk, const Ledger& ledger, const StorageSetting& setting, Look look);

/// Use:     say what is to fail or to come between, then deliver(), read(), move_mail(), restart();
///          complaint() keeps the first one that any of them had.
/// Shape:   users are indices of users(); calls of the file system are counted from 1 again by
///          every deliver() and read() that is not an interlude itself.
class StorageTrial {
 public:
  explicit StorageTrial(const StorageSetting& setting);
  StorageTrial(const StorageTrial&) = delete;
  StorageTrial& operator=(const StorageTrial&) = delete;
  ~StorageTrial();

  /// The call of this number fails once, with an errno.
  void fail_call(std::size_t number, int error) { faults_.push_back({{}, number, error}); }
  /// The same, counted among the calls of this kind alone.
  void fail_call(ModelCall::Kind kind, std::size_t number, int error) {
    faults_.push_back({kind, number, error});
  }
  /// Before the call of this number something else happens, which may do whatever the trial can.
  void interrupt_call(std::size_t number, std::function<void()> interlude);
  /// A write takes no more than so many octets.
  void write_at_most(std::size_t octets) { files_->write_at_most(octets); }

  /// True when it was acknowledged: to everyone at once, or to one after the other as LMTP does.
  bool deliver(const std::vector<std::size_t>& recipients, std::size_t octets, bool lmtp = false);
  /// As another program reads: all mail of everyone, while deliveries may be under way.
  void read();
  /// As a reader of Maildir does: a mail goes from new/ to cur/, by links and syncs of its own.
  void move_mail(std::size_t user);
  /// As an administrator does: the mailbox is gone with all that is in it. Not as an interlude.
  void remove_mailbox(std::size_t user);

  /// Told wherever a crash would leave something else than before.
  void at_crash_points(std::function<void()> told) { told_ = std::move(told); }
  Disk crash(Choices& choices) const { return fuzz::crash(*files_, choices); }
  Disk stop() const { return shutdown(*files_); }
  /// Another process on what is left.
  void restart(const Disk& disk);
  /// Another process, and the system lives on.
  void kill();
  /// The process is killed before the call of this number, and another one is there at once.
  void kill_at_call(std::size_t number) { killed_at_ = number; }

  const Complaint& complaint() const { return complaint_; }
  void complain(Complaint complaint);
  const Ledger& ledger() const { return ledger_; }
  const StorageSetting& setting() const { return setting_; }
  /// The most calls that a delivery or a reading took.
  std::size_t calls_max() const { return calls_max_; }

 private:
  struct Fault {
    std::optional<ModelCall::Kind> kind;  // none: calls of every kind count
    std::size_t call;                     // how many of them there are until then, itself included
    int error;
  };
  struct Interlude {
    std::size_t call;
    std::function<void()> happens;
  };

  void open();
  void begin_calls();
  std::optional<int> ask(const ModelCall& call);
  std::optional<int> fault_due(const ModelCall& call);
  void play_interlude();
  Complaint refusal_is_right(std::size_t number, const std::string& doing);
  void ask_when_quiet();
  void change_told() const;

  const StorageSetting setting_;
  Ledger ledger_;
  std::unique_ptr<ModelFileSystem> files_;
  std::unique_ptr<MutantFileSystem> mutant_;
  std::unique_ptr<mailbox::FileStore> store_;
  std::vector<Fault> faults_;
  std::vector<Interlude> interludes_;
  std::function<void()> told_;
  static constexpr std::size_t never = static_cast<std::size_t>(-1);
  std::size_t killed_at_ = never;  // every call from this one on fails, and nobody sees it
  std::size_t calls_ = 0;          // of the delivery or reading that is under way, or was last
  std::size_t calls_max_ = 0;
  std::size_t depth_ = 0;  // of interludes
  // Of what is happening:
  std::size_t faulted_ = 0;                          // calls that failed
  bool interrupted_ = false;                         // something else came between
  std::optional<ModelCall::Kind> failed_seriously_;  // see failures_are_told()
  Complaint complaint_;
};

/// Judges crash states and counts them. A state is one disk together with what was acknowledged;
/// the same one is judged once a trial.
class CrashJudge {
 public:
  /// Of each crash point all states are judged if they are no more than `states_max`, else so many
  /// by chance.
  CrashJudge(std::size_t states_max, Dice& chance) : states_max_(states_max), chance_(chance) {}

  /// Judges at each crash point of this trial from now on.
  void watch(StorageTrial& trial);

  std::uint64_t states() const { return states_; }
  std::uint64_t crash_points() const { return points_; }
  std::uint64_t exhausted_points() const { return exhausted_; }

 private:
  void judge_point(StorageTrial& trial);
  bool judge_all(StorageTrial& trial);
  void judge_some(StorageTrial& trial);
  void judge_one(StorageTrial& trial, const Disk& disk);

  const std::size_t states_max_;
  Dice& chance_;
  std::unordered_set<std::uint64_t> seen_;
  std::uint64_t states_ = 0;
  std::uint64_t points_ = 0;
  std::uint64_t exhausted_ = 0;
};

}  // namespace heloport::fuzz
