#pragma once
// A trial of a store as octets say: those of a fuzzer, or of chance.

#include <string>
#include <string_view>

#include "fuzz/storage/storage_trial.hpp"

namespace heloport::fuzz {

inline constexpr std::size_t script_actions_max = 32;

/// Plays the script: deliveries, readings, readers that move mail, mailboxes that are removed,
/// faults with an errno, short writes, interludes, kills, crashes and restarts; crash states are
/// judged by `judge` all along. Shape:  the first octet is the setting: bit 0 maildir, 1 named
/// temporary files, 2 mailboxes that
///         are file systems of their own. Then come actions, each with as many octets as it needs;
///         the octets that a crash takes decide what is left.
Complaint play_script(std::string_view octets, CrashJudge& judge,
                      StorageMutant mutant = StorageMutant::none);

/// A few whole actions, the last of them a delivery: what can stand behind the setting of a script,
/// and behind its end.
std::string some_actions(Dice& chance);

}  // namespace heloport::fuzz
