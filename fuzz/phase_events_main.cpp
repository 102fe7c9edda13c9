// phase_events [--json FILE] RAW_FOLDER SCRIPT_FOLDER: which pairs of a phase and an event the
// inputs of server_session and of session_script reach. A table goes to stdout. Exit status 1 when
// a pair is missing.

#include <cstdio>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <string_view>

#include "fuzz/phase_events.hpp"
#include "fuzz/script.hpp"

namespace {

using namespace heloport::fuzz;

void count(const Scenario& scenario) {
  Trace trace;
  play(scenario, {}, {}, trace);
  count_phase_events(trace, read_session(scenario, trace));
}

std::size_t count_all(const std::filesystem::path& folder, bool scripts) {
  std::size_t files = 0;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(folder)) {
    if (!entry.is_regular_file()) continue;
    std::ifstream file(entry.path(), std::ios::binary);
    const std::string octets{std::istreambuf_iterator<char>(file),
                             std::istreambuf_iterator<char>()};
    ++files;
    if (!scripts) {
      count(scenario_of(octets));
      continue;
    }
    ScriptedScenario scripted;
    scripted.take(script_of(octets));
    count(scripted.scenario());
  }
  return files;
}

bool any_missing() {
  for (std::size_t phase = 0; phase < phases; ++phase) {
    for (std::size_t event = 0; event < phase_event_names().size(); ++event) {
      const auto one = static_cast<heloport::engine::Phase>(phase);
      if (can_meet(one, event) && phase_event_count(one, event) == 0) return true;
    }
  }
  return false;
}

}  // namespace

int main(int argc, char** argv) {
  const bool json = argc > 2 && std::string_view(argv[1]) == "--json";
  if (argc != (json ? 5 : 3)) {
    std::fprintf(stderr, "phase_events [--json FILE] RAW_FOLDER SCRIPT_FOLDER\n");
    return 2;
  }
  std::size_t files = count_all(argv[argc - 2], false);
  files += count_all(argv[argc - 1], true);
  std::printf("%s%zu inputs\n", phase_events_table().c_str(), files);
  if (json && !(std::ofstream(argv[2]) << phase_events_json())) return 2;
  return any_missing() ? 1 : 0;
}
