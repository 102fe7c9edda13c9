// Plays simulated worlds until there were enough sessions, or the time is over:
//
//   simulation [--sessions N] [--time SECONDS] [--seed S] [--mutant NAME] [--json FILE] [--quiet]
//
// With --seed and neither of the first two, the world of that seed alone. Exits 1 when a promise
// was broken, with the command that repeats it. A mutant must be found.

#include <chrono>
#include <cstdio>
#include <fstream>
#include <optional>
#include <span>
#include <string>

#include "fuzz/program_arguments.hpp"
#include "fuzz/simulation/simulation.hpp"

namespace {

using namespace heloport::fuzz;

struct Arguments {
  std::optional<std::uint64_t> sessions;
  std::optional<std::uint64_t> seconds;
  std::optional<std::uint64_t> seed;
  SimulationMutant mutant = SimulationMutant::none;
  std::string mutant_name = "none";
  std::string json;
  std::string program = "simulation";  // as it was called
  bool quiet = false;

  bool one_world() const { return seed && !sessions && !seconds; }
};

constexpr const char* options =
    "simulation [--sessions N] [--time SECONDS] [--seed S] [--mutant NAME] [--json FILE] [--quiet]";

bool take(Arguments& arguments, std::string_view name, const char* value) {
  if (name == "--quiet") return arguments.quiet = true;
  if (name == "--sessions") return take_number(value, arguments.sessions.emplace());
  if (name == "--time") return take_number(value, arguments.seconds.emplace());
  if (name == "--seed") return take_number(value, arguments.seed.emplace());
  if (name == "--json") return !(arguments.json = value).empty();
  if (name != "--mutant") return false;
  arguments.mutant_name = value;
  return take_mutant(value, simulation_mutants, arguments.mutant);
}

Arguments arguments_of(int argc, char** argv) {
  Arguments arguments;
  if (argc > 0) arguments.program = argv[0];
  const std::span words(argv, static_cast<std::size_t>(argc));
  const bool understood = take_arguments(words, [&](std::string_view name, const char* value) {
    return take(arguments, name, value);
  });
  if (!understood) end_with_usage(options, simulation_mutants);
  return arguments;
}

void add(SimulationResult& sum, const SimulationResult& world) {
  sum.complaint = world.complaint;
  sum.sessions += world.sessions;
  sum.messages += world.messages;
  sum.crashes += world.crashes;
  sum.states += world.states;
  sum.failed_calls += world.failed_calls;
  sum.cuts += world.cuts;
  sum.stalls += world.stalls;
  sum.unknown += world.unknown;
  sum.deferred += world.deferred;
  sum.virtual_seconds += world.virtual_seconds;
  sum.trace_hash = Dice(sum.trace_hash ^ world.trace_hash).next();
}

class Nights {
 public:
  explicit Nights(const Arguments& arguments)
      : arguments_(arguments), seed_(arguments.seed.value_or(1)) {}

  SimulationResult run() {
    do {
      const SimulationResult world = simulate(seed_, arguments_.mutant);
      add(sum_, world);
      if (world.complaint) {
        std::printf("seed %llu: %s\nagain: %s\n", seed(), world.complaint->c_str(),
                    again().c_str());
        break;
      }
      ++seed_;
      progress();
    } while (!arguments_.one_world() && !enough());
    return sum_;
  }

 private:
  using Clock = std::chrono::steady_clock;

  unsigned long long seed() const { return seed_; }

  std::string again() const {
    const bool mutant = arguments_.mutant != SimulationMutant::none;
    return arguments_.program + " --seed " + std::to_string(seed_) +
           (mutant ? " --mutant " + arguments_.mutant_name : "");
  }

  bool enough() const {
    if (arguments_.seconds && Clock::now() - begin_ >= std::chrono::seconds(*arguments_.seconds)) {
      return true;
    }
    if (arguments_.seconds && !arguments_.sessions) return false;
    return sum_.sessions >= arguments_.sessions.value_or(10'000);
  }

  void progress() {
    constexpr std::uint64_t step = 20'000;
    if (arguments_.quiet || sum_.sessions < next_progress_) return;
    next_progress_ = sum_.sessions + step;
    std::fprintf(stderr, "%llu sessions, seed %llu, %llu crashes, %.0f s of processor time\n",
                 static_cast<unsigned long long>(sum_.sessions), seed(),
                 static_cast<unsigned long long>(sum_.crashes), cpu_seconds());
  }

  const Arguments& arguments_;
  std::uint64_t seed_;
  SimulationResult sum_;
  std::uint64_t next_progress_ = 20'000;
  Clock::time_point begin_ = Clock::now();
};

std::string json(const Arguments& arguments, const SimulationResult& sum) {
  const auto entry = [](const char* name, std::uint64_t value) {
    return std::string("  \"") + name + "\": " + std::to_string(value) + ",\n";
  };
  return "{\n  \"program\": \"simulation\",\n  \"mutant\": \"" + arguments.mutant_name + "\",\n" +
         entry("seed", arguments.seed.value_or(1)) + entry("sessions", sum.sessions) +
         entry("messages", sum.messages) + entry("crashes", sum.crashes) +
         entry("crash_states", sum.states) + entry("failed_calls", sum.failed_calls) +
         entry("cuts", sum.cuts) + entry("stalls", sum.stalls) + entry("unknown", sum.unknown) +
         entry("deferred", sum.deferred) + entry("virtual_seconds", sum.virtual_seconds) +
         entry("trace_hash", sum.trace_hash) + entry("complaints", sum.complaint ? 1 : 0) +
         "  \"cpu_seconds\": " + std::to_string(cpu_seconds()) + "\n}\n";
}

}  // namespace

int main(int argc, char** argv) {
  const Arguments arguments = arguments_of(argc, argv);
  const SimulationResult sum = Nights(arguments).run();
  if (!arguments.json.empty()) std::ofstream(arguments.json) << json(arguments, sum);
  std::printf(
      "%llu sessions, %llu messages, %llu crashes, %llu crash states, %llu failed calls, %llu "
      "cuts, "
      "%llu stalls, %llu unknown, trace %016llx, %.1f s of processor time\n",
      static_cast<unsigned long long>(sum.sessions), static_cast<unsigned long long>(sum.messages),
      static_cast<unsigned long long>(sum.crashes), static_cast<unsigned long long>(sum.states),
      static_cast<unsigned long long>(sum.failed_calls), static_cast<unsigned long long>(sum.cuts),
      static_cast<unsigned long long>(sum.stalls), static_cast<unsigned long long>(sum.unknown),
      static_cast<unsigned long long>(sum.trace_hash), cpu_seconds());
  const bool mutant = arguments.mutant != SimulationMutant::none;
  if (mutant) {
    std::printf("mutant %s %s\n", arguments.mutant_name.c_str(),
                sum.complaint ? "found" : "not found");
  }
  return sum.complaint.has_value() == mutant ? 0 : 1;
}
