// A trial of a store as octets say.

#include "fuzz/storage/storage_script.hpp"

#include <array>
#include <cerrno>

#include "mailbox/file_delivery.hpp"

namespace heloport::fuzz {
namespace {

constexpr std::array errors{EIO,    ENOSPC, EDQUOT, EROFS, EMFILE,
                            ENFILE, ENOMEM, EACCES, EINTR, ESTALE};
// Both sides of a sector, a block, and what a delivery gathers before it makes a file. Large ones
// are rare: every state that follows reads them.
constexpr std::array<std::size_t, 16> sizes{0,
                                            30,
                                            30,
                                            60,
                                            90,
                                            300,
                                            480,
                                            500,
                                            600,
                                            900,
                                            1200,
                                            2000,
                                            4000,
                                            5000,
                                            mailbox::gathered_octets_max - 40,
                                            mailbox::gathered_octets_max + 10};
constexpr std::size_t calls_max = 64;  // more than a delivery to three makes
// What a store must not pass over comes first, and stands there more than once.
constexpr std::array kinds{ModelCall::Kind::sync,         ModelCall::Kind::sync,
                           ModelCall::Kind::close,        ModelCall::Kind::write,
                           ModelCall::Kind::link_unnamed, ModelCall::Kind::link,
                           ModelCall::Kind::open,         ModelCall::Kind::make_directory};
constexpr std::size_t calls_of_a_kind_max = 8;

/// One script being played.
class Script {
 public:
  Script(std::string_view octets, CrashJudge& judge, StorageMutant mutant)
      : choices_(octets), judge_(judge), trial_(setting(mutant)) {
    judge_.watch(trial_);
  }

  Complaint play() {
    for (std::size_t i = 0; i < script_actions_max && !choices_.empty(); ++i) {
      (this->*actions[choices_.among(actions.size())])();
      if (trial_.complaint()) return trial_.complaint();
    }
    crash();
    return trial_.complaint();
  }

 private:
  StorageSetting setting(StorageMutant mutant) {
    const std::size_t bits = choices_.among(8);
    return {(bits & 1) != 0, {(bits & 2) == 0, (bits & 4) != 0}, mutant};
  }

  std::size_t call() { return 1 + choices_.among(calls_max); }

  void deliver() {
    const std::size_t mask = 1 + choices_.among(15);
    std::vector<std::size_t> recipients;
    for (std::size_t user = 0; user < users().size(); ++user) {
      if ((mask >> user & 1) != 0) recipients.push_back(user);
    }
    const std::size_t octets = sizes[choices_.among(sizes.size())];
    const bool lmtp = choices_.among(2) == 1;
    trial_.deliver(recipients, octets, lmtp);
  }

  void read() { trial_.read(); }
  void move() { trial_.move_mail(choices_.among(users().size())); }

  void fail() {
    const std::size_t number = call();
    trial_.fail_call(number, errors[choices_.among(errors.size())]);
  }

  void fail_kind() {
    const ModelCall::Kind kind = kinds[choices_.among(kinds.size())];
    const std::size_t number = 1 + choices_.among(calls_of_a_kind_max);
    trial_.fail_call(kind, number, errors[choices_.among(errors.size())]);
  }

  // Not octet by octet: each write of a large message is a crash point.
  void shorten() { trial_.write_at_most(500 + choices_.among(250) * 40); }

  // What it is to do is read when it happens.
  void interrupt() {
    trial_.interrupt_call(call(), [this] {
      switch (choices_.among(3)) {
        case 0:
          return deliver();
        case 1:
          return read();
        default:
          return move();
      }
    });
  }

  void remove() { trial_.remove_mailbox(choices_.among(users().size())); }
  void kill() { trial_.kill_at_call(call()); }

  // The disk that the script wants, whatever else was judged, and the next process on it.
  void crash() {
    const Disk disk = trial_.crash(choices_);
    trial_.complain(judge(disk, trial_.ledger(), trial_.setting(), Look::delivering));
    trial_.restart(disk);
    judge_.watch(trial_);
  }

  // Deliveries are what it is about, and stand there more than once. New ones go to the end: seeds
  // name them by their place.
  static constexpr std::array<void (Script::*)(), 16> actions{
      &Script::deliver,   &Script::deliver,   &Script::deliver,   &Script::deliver,
      &Script::read,      &Script::move,      &Script::fail,      &Script::shorten,
      &Script::interrupt, &Script::kill,      &Script::crash,     &Script::deliver,
      &Script::deliver,   &Script::fail_kind, &Script::fail_kind, &Script::remove};

  OctetChoices choices_;
  CrashJudge& judge_;
  StorageTrial trial_;
};

}  // namespace

std::string some_actions(Dice& chance) {
  // An octet for each decision of an action, and the deliveries that show what came of it.
  constexpr std::array<std::size_t, 16> decisions{3, 3, 3, 3, 0, 1, 2, 1, 5, 1, 6, 3, 3, 3, 3, 1};
  constexpr std::size_t actions_max = 3;
  std::string octets;
  for (std::size_t left = 1 + chance.among(actions_max); left > 0; --left) {
    const std::size_t action = chance.among(decisions.size());
    octets += static_cast<char>(action);
    for (std::size_t i = 0; i < decisions[action]; ++i) {
      octets += static_cast<char>(chance.among(256));
    }
  }
  octets += '\0';
  for (std::size_t i = 0; i < decisions[0]; ++i) octets += static_cast<char>(chance.among(256));
  return octets;
}

Complaint play_script(std::string_view octets, CrashJudge& judge, StorageMutant mutant) {
  return Script(octets, judge, mutant).play();
}

}  // namespace heloport::fuzz
