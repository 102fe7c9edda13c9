#pragma once
// The short deliveries whose crash states are judged one and all.

#include <array>
#include <string_view>

#include "fuzz/storage/storage_trial.hpp"

namespace heloport::fuzz {

struct StorageScenario {
  std::string_view name;
  /// Whether it is played once for each call of its first delivery.
  bool at_each_call;
  void (*play)(StorageTrial& trial, std::size_t call);
};

std::span<const StorageScenario> storage_scenarios();
/// Both layouts, with and without unnamed files, with mailboxes on the file system of the root and
/// on their own.
std::array<StorageSetting, 8> storage_settings(StorageMutant mutant = StorageMutant::none);

/// Plays one scenario, once or at each call, with every crash state judged. With a `stride` not at
/// each call but at one in so many.
Complaint play_scenario(const StorageScenario& scenario, const StorageSetting& setting,
                        CrashJudge& judge, std::size_t stride = 1);

}  // namespace heloport::fuzz
