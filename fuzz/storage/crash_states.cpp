// Judges crash states of the model file system until there were enough of them:
//
//   crash_states [--states N] [--seed S] [--script S] [--mutant NAME] [--json FILE] [--quiet]
//
// First every state of the short deliveries, then scripts by chance, which --script plays one of.
// Exits 1 when mail was lost, with the command that shows it again. A mutant must be found.

#include <algorithm>
#include <array>
#include <cstdio>
#include <fstream>
#include <optional>
#include <span>
#include <string>

#include "fuzz/program_arguments.hpp"
#include "fuzz/storage/storage_scenarios.hpp"
#include "fuzz/storage/storage_script.hpp"

namespace {

using namespace heloport::fuzz;

struct Arguments {
  std::uint64_t states = 100'000;
  std::uint64_t seed = 1;
  std::optional<std::uint64_t> script;
  StorageMutant mutant = StorageMutant::none;
  std::string mutant_name = "none";
  std::string json;
  std::string program = "crash_states";  // as it was called
  bool quiet = false;
};

struct Counts {
  std::uint64_t states = 0;
  std::uint64_t short_states = 0;
  std::uint64_t points = 0;
  std::uint64_t exhausted_points = 0;
  std::uint64_t scripts = 0;
};

constexpr const char* options =
    "crash_states [--states N] [--seed S] [--script S] [--mutant NAME] [--json FILE] [--quiet]";

bool take(Arguments& arguments, std::string_view name, const char* value) {
  if (name == "--quiet") return arguments.quiet = true;
  if (name == "--states") return take_number(value, arguments.states);
  if (name == "--seed") return take_number(value, arguments.seed);
  if (name == "--script") return take_number(value, arguments.script.emplace());
  if (name == "--json") return !(arguments.json = value).empty();
  if (name != "--mutant") return false;
  arguments.mutant_name = value;
  return take_mutant(value, storage_mutants, arguments.mutant);
}

Arguments arguments_of(int argc, char** argv) {
  Arguments arguments;
  if (argc > 0) arguments.program = argv[0];
  const std::span words(argv, static_cast<std::size_t>(argc));
  const bool understood = take_arguments(words, [&](std::string_view name, const char* value) {
    return take(arguments, name, value);
  });
  if (!understood) end_with_usage(options, storage_mutants);
  return arguments;
}

class Campaign {
 public:
  explicit Campaign(const Arguments& arguments) : arguments_(arguments) {}

  Complaint run() {
    if (arguments_.script) return play(*arguments_.script);
    if (auto complaint = every_state_of_the_short()) return complaint;
    for (std::uint64_t seed = arguments_.seed; !enough(); ++seed) {
      if (auto complaint = play(seed)) return complaint;
      progress();
    }
    return std::nullopt;
  }

  const Counts& counts() const { return counts_; }

 private:
  // Enough for every state of a delivery by unnamed files. Named ones that were not synced may hold
  // anything: a bounded part of it is judged, the larger the longer the campaign.
  std::size_t states_a_point_max() const {
    return static_cast<std::size_t>(std::max<std::uint64_t>(16, arguments_.states / 2000));
  }
  // A short campaign does not interrupt, fail or kill at every call but at one in so many.
  std::size_t stride() const { return arguments_.states < 1'000'000 ? 8 : 1; }
  static constexpr std::size_t sampled_a_point = 48;
  static constexpr std::uint64_t scripts_min = 40;

  bool enough() const {
    return counts_.states >= arguments_.states && counts_.scripts >= scripts_min;
  }

  Complaint every_state_of_the_short() {
    for (const StorageScenario& scenario : storage_scenarios()) {
      for (const StorageSetting& setting : storage_settings(arguments_.mutant)) {
        Dice chance(arguments_.seed);
        CrashJudge judge(states_a_point_max(), chance);
        auto complaint = play_scenario(scenario, setting, judge, stride());
        add(judge);
        counts_.short_states = counts_.states;
        if (complaint) return complaint;
        progress();
      }
    }
    return std::nullopt;
  }

  Complaint play(std::uint64_t seed) {
    Dice chance(seed);
    std::string script(40 + chance.among(100), '\0');
    for (char& octet : script) octet = static_cast<char>(chance.next());
    CrashJudge judge(sampled_a_point, chance);
    auto complaint = play_script(script, judge, arguments_.mutant);
    add(judge);
    ++counts_.scripts;
    if (complaint) *complaint += "\nagain: " + again(seed);
    return complaint;
  }

  std::string again(std::uint64_t seed) const {
    const bool mutant = arguments_.mutant != StorageMutant::none;
    return arguments_.program + " --script " + std::to_string(seed) +
           (mutant ? " --mutant " + arguments_.mutant_name : "");
  }

  void add(const CrashJudge& judge) {
    counts_.states += judge.states();
    counts_.points += judge.crash_points();
    counts_.exhausted_points += judge.exhausted_points();
  }

  void progress() {
    if (arguments_.quiet || counts_.states < next_progress_) return;
    constexpr std::uint64_t step = 250'000;
    next_progress_ = counts_.states + step;
    const double seconds = cpu_seconds();
    std::fprintf(stderr, "%llu of %llu states, no loss, %.0f s, %.0f states a second\n",
                 static_cast<unsigned long long>(counts_.states),
                 static_cast<unsigned long long>(arguments_.states), seconds,
                 static_cast<double>(counts_.states) / seconds);
  }

  const Arguments& arguments_;
  Counts counts_;
  std::uint64_t next_progress_ = 1;
};

std::string json(const Arguments& arguments, const Counts& counts, const Complaint& complaint) {
  const auto entry = [](const char* name, std::uint64_t value) {
    return std::string("  \"") + name + "\": " + std::to_string(value) + ",\n";
  };
  return "{\n  \"program\": \"crash_states\",\n  \"mutant\": \"" + arguments.mutant_name + "\",\n" +
         entry("seed", arguments.seed) + entry("states", counts.states) +
         entry("states_of_short_deliveries", counts.short_states) +
         entry("crash_points", counts.points) +
         entry("crash_points_exhausted", counts.exhausted_points) +
         entry("scripts", counts.scripts) + entry("losses", complaint ? 1 : 0) +
         "  \"cpu_seconds\": " + std::to_string(cpu_seconds()) + "\n}\n";
}

}  // namespace

int main(int argc, char** argv) {
  const Arguments arguments = arguments_of(argc, argv);
  Campaign campaign(arguments);
  const Complaint complaint = campaign.run();
  const Counts& counts = campaign.counts();
  if (!arguments.json.empty()) {
    std::ofstream(arguments.json) << json(arguments, counts, complaint);
  }
  std::printf(
      "%llu crash states at %llu crash points, %llu of them exhausted; %llu scripts; %.1f s of "
      "processor time\n",
      static_cast<unsigned long long>(counts.states),
      static_cast<unsigned long long>(counts.points),
      static_cast<unsigned long long>(counts.exhausted_points),
      static_cast<unsigned long long>(counts.scripts), cpu_seconds());
  if (complaint) std::printf("%s\n", complaint->c_str());
  const bool mutant = arguments.mutant != StorageMutant::none;
  if (mutant)
    std::printf("mutant %s %s\n", arguments.mutant_name.c_str(), complaint ? "found" : "not found");
  return complaint.has_value() == mutant ? 0 : 1;
}
