// The short deliveries whose crash states are judged one and all.

#include "fuzz/storage/storage_scenarios.hpp"

#include <cerrno>

#include "mailbox/file_delivery.hpp"

namespace heloport::fuzz {
namespace {

constexpr std::size_t small_octets = 30;
constexpr std::size_t some_sectors_octets = 1500;
constexpr std::size_t spilled_octets = mailbox::gathered_octets_max + 4000;
// A call that no delivery of these scenarios reaches ends the search for the last one.
constexpr std::size_t calls_max = 1000;

// The last of each is judged with an older mail beside it, in a mailbox that is there.
constexpr std::array scenarios{
    StorageScenario{"one recipient", false,
                    [](StorageTrial& trial, std::size_t) {
                      trial.deliver({0}, small_octets);
                      trial.deliver({0}, some_sectors_octets);
                    }},
    StorageScenario{"two recipients", false,
                    [](StorageTrial& trial, std::size_t) {
                      trial.deliver({0, 1}, small_octets);
                      trial.deliver({1, 2}, small_octets);
                    }},
    StorageScenario{"LMTP", false,
                    [](StorageTrial& trial, std::size_t) {
                      trial.deliver({0, 1, 2}, small_octets, true);
                    }},
    StorageScenario{"large", false,
                    [](StorageTrial& trial, std::size_t) {
                      trial.deliver({0}, spilled_octets);
                      trial.deliver({0, 3}, spilled_octets);
                    }},
    StorageScenario{"read and moved", false,
                    [](StorageTrial& trial, std::size_t) {
                      trial.deliver({0}, small_octets);
                      trial.move_mail(0);
                      trial.deliver({0}, small_octets);
                      trial.read();
                    }},
    StorageScenario{"one inside another", true,
                    [](StorageTrial& trial, std::size_t call) {
                      trial.interrupt_call(call, [&] { trial.deliver({0, 1}, small_octets); });
                      trial.deliver({1, 0}, small_octets);
                    }},
    StorageScenario{"a reader inside", true,
                    [](StorageTrial& trial, std::size_t call) {
                      trial.deliver({0}, small_octets);
                      trial.interrupt_call(call, [&] {
                        trial.read();
                        trial.move_mail(0);
                      });
                      trial.deliver({0}, small_octets);
                    }},
    StorageScenario{"a mover under a reader", true,
                    [](StorageTrial& trial, std::size_t call) {
                      trial.deliver({0}, small_octets);
                      trial.deliver({0}, small_octets);
                      trial.interrupt_call(call, [&] { trial.move_mail(0); });
                      trial.read();
                    }},
    StorageScenario{"a call fails", true,
                    [](StorageTrial& trial, std::size_t call) {
                      trial.fail_call(call, EIO);
                      trial.deliver({0, 1}, some_sectors_octets);
                      trial.deliver({0, 1}, small_octets);
                    }},
    StorageScenario{"two calls fail", true,
                    [](StorageTrial& trial, std::size_t call) {
                      trial.fail_call(call, ENOSPC);
                      trial.fail_call(call + 1, EIO);
                      trial.deliver({0, 1}, small_octets);
                      trial.deliver({1, 0}, small_octets);
                    }},
    StorageScenario{"the process is killed", true,
                    [](StorageTrial& trial, std::size_t call) {
                      trial.kill_at_call(call);
                      trial.deliver({0, 1}, small_octets);
                      trial.deliver({1, 0}, small_octets);
                    }},
};

}  // namespace

std::span<const StorageScenario> storage_scenarios() {
  return scenarios;
}

std::array<StorageSetting, 8> storage_settings(StorageMutant mutant) {
  std::array<StorageSetting, 8> settings;
  for (std::size_t bits = 0; bits < settings.size(); ++bits) {
    settings[bits] = {(bits & 1) != 0, {(bits & 2) == 0, (bits & 4) != 0}, mutant};
  }
  return settings;
}

Complaint play_scenario(const StorageScenario& scenario, const StorageSetting& setting,
                        CrashJudge& judge, std::size_t stride) {
  const std::size_t last = scenario.at_each_call ? calls_max : 1;
  for (std::size_t call = 1; call <= last; call += stride) {
    StorageTrial trial(setting);
    judge.watch(trial);
    scenario.play(trial, call);
    if (trial.complaint()) {
      return std::string(scenario.name) + ", " + show(setting) + ", call " + std::to_string(call) +
             ": " + *trial.complaint();
    }
    if (call > trial.calls_max()) break;
  }
  return std::nullopt;
}

}  // namespace heloport::fuzz
