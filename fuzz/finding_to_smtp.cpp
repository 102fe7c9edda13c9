// finding_to_smtp TARGET INPUT: what an input of a session target comes to, as a transcript.
// finding_to_smtp --seed TRANSCRIPT: a transcript as an input of session_script.
// Either goes to stdout. Exit status 2 for a target whose inputs are no sessions.

#include <cstdio>
#include <fstream>
#include <iterator>
#include <string>
#include <string_view>
#include <variant>

#include "fuzz/script_transcript.hpp"

namespace {

using namespace heloport;

bool print(std::string_view text) {
  return std::fwrite(text.data(), 1, text.size(), stdout) == text.size() &&
         std::fflush(stdout) == 0;
}

int complain(std::string_view what) {
  std::fprintf(stderr, "finding_to_smtp: %.*s\n", static_cast<int>(what.size()), what.data());
  return 2;
}

int seed(const std::string& path) {
  const auto loaded = conformance::load_transcript(path);
  const auto* const transcript = std::get_if<conformance::Transcript>(&loaded);
  if (transcript == nullptr) return complain("no transcript: " + path);
  const auto script = fuzz::script_of(*transcript);
  if (!script) return complain("a transcript about a client: " + path);
  return print(fuzz::encoded(*script)) ? 0 : 1;
}

int transcript(std::string_view target, const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  if (!file) return complain("cannot be read: " + path);
  const std::string octets{std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
  const std::string claim = "An input of " + std::string(target) + ".";
  if (target == "server_session") {
    return print(fuzz::transcript_of(fuzz::scenario_of(octets), claim)) ? 0 : 1;
  }
  if (target != "session_script") return complain("not a target of sessions");
  fuzz::ScriptedScenario scripted;
  scripted.take(fuzz::script_of(octets));
  return print(fuzz::transcript_of(scripted.scenario(), claim)) ? 0 : 1;
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 3) return complain("TARGET INPUT, or --seed TRANSCRIPT");
  const std::string_view first = argv[1];
  return first == "--seed" ? seed(argv[2]) : transcript(first, argv[2]);
}
