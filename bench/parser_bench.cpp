// Nanoseconds per command line, for every command, beside memchr for the LF over the same line:
// whoever reads SMTP has to find the line's end, so that is the floor.

#include <benchmark/benchmark.h>

#include <string>
#include <string_view>

#include "bench/beside_floors.hpp"
#include "bench/command_lines.hpp"
#include "grammar/command.hpp"

namespace heloport::bench {
namespace {

void parse(benchmark::State& state, const CommandLine& command) {
  const std::string line(command.line);
  if (grammar::parse_command(line, command.leniency).fault != grammar::SyntaxFault::none &&
      command.name != "unknown") {
    state.SkipWithError("the line draws a fault: this would measure a refusal");
    return;
  }
  for (auto _ : state) {
    std::string_view text = line;
    benchmark::DoNotOptimize(text);
    grammar::Command parsed = grammar::parse_command(text, command.leniency);
    benchmark::DoNotOptimize(parsed);
  }
  count_octets(state, line);
}

}  // namespace
}  // namespace heloport::bench

int main(int argc, char** argv) {
  using namespace heloport::bench;
  for (const CommandLine& command : command_lines) {
    const std::string name(command.name);
    benchmark::RegisterBenchmark(("parse/" + name).c_str(), parse, command);
    benchmark::RegisterBenchmark(("memchr/" + name).c_str(), find_line_end, command.line);
  }
  return run_registered(argc, argv);
}
