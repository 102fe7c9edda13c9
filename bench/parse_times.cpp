// Parses one of the measured command lines a number of times and does nothing else, so that a
// tool that counts instructions sees the parser: parse_times NAME TIMES. Without arguments it
// prints the names and how many octets each line has.

#include <cstdio>
#include <cstdlib>
#include <string>

#include "bench/command_lines.hpp"
#include "grammar/command.hpp"

int main(int argc, char** argv) {
  using namespace heloport;
  if (argc == 1) {
    for (const bench::CommandLine& command : bench::command_lines) {
      std::printf("%s %zu\n", std::string(command.name).c_str(), command.line.size());
    }
    return 0;
  }
  if (argc != 3) return 2;
  for (const bench::CommandLine& command : bench::command_lines) {
    if (command.name != argv[1]) continue;
    unsigned parsed = 0;
    for (long times = std::atol(argv[2]); times > 0; --times) {
      parsed += static_cast<unsigned>(grammar::parse_command(command.line, command.leniency).verb);
    }
    // Printing the sum keeps the loop from being optimised away.
    std::printf("%u\n", parsed);
    return 0;
  }
  return 2;
}
