#pragma once
// What benchmarks that stand beside a floor have in common: the count of octets, the floor of
// whoever reads lines, and main().

#include <benchmark/benchmark.h>

#include <cstdint>
#include <cstring>
#include <string>
#include <string_view>

namespace heloport::bench {

/// So many octets were worked on in each iteration.
inline void count_octets(benchmark::State& state, std::string_view octets) {
  state.SetBytesProcessed(static_cast<std::int64_t>(octets.size()) * state.iterations());
}

/// memchr for the LF of a line: whoever reads SMTP has to find it.
inline void find_line_end(benchmark::State& state, std::string_view of) {
  const std::string line(of);
  for (auto _ : state) {
    std::string_view text = line;
    benchmark::DoNotOptimize(text);
    const void* end = std::memchr(text.data(), '\n', text.size());
    benchmark::DoNotOptimize(end);
  }
  count_octets(state, line);
}

/// main() once all are registered.
inline int run_registered(int argc, char** argv) {
  benchmark::Initialize(&argc, argv);
  if (benchmark::ReportUnrecognizedArguments(argc, argv)) return 2;
  benchmark::RunSpecifiedBenchmarks();
  return 0;
}

}  // namespace heloport::bench
