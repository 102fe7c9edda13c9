// Fuzz target T9: a whole server session from a script of events (script.hpp), with every oracle of
// oracles.hpp that needs one play, and one comparison, which the input chooses.

#include "fuzz/oracles.hpp"
#include "fuzz/phase_events.hpp"
#include "fuzz/script_fuzzing.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace heloport::fuzz;
  static ScriptedScenario scripted;
  scripted.take(script_of(view_of(data, size)));
  const std::uint64_t number = number_of(view_of(data, size));
  const auto comparison = static_cast<Comparison>(number % comparisons);
  const Scenario& scenario = scripted.scenario();
  stop_on(check_session(scenario, comparison, number / comparisons), "session_script",
          view_of(data, size));
  return 0;
}
