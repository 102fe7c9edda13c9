// Whole sessions through the engine in memory, the client's and the server's, and encoding: time a
// message of 1 KB and how often it allocates, beside memcpy of the same octets.

#include <benchmark/benchmark.h>

#include <cstdint>

#include "bench/engine_work.hpp"
#include "tests/support/allocations.hpp"

namespace heloport::bench {
namespace {

/// Runs `work` as often as the benchmark wants; what it allocates after the first time counts.
template <class Work>
void measure(benchmark::State& state, std::size_t octets, Work work) {
  work();
  const std::size_t before = test::allocations();
  for (auto _ : state) work();
  const auto allocated = static_cast<double>(test::allocations() - before);
  state.counters["allocations"] = benchmark::Counter(allocated, benchmark::Counter::kAvgIterations);
  state.SetBytesProcessed(static_cast<std::int64_t>(octets) * state.iterations());
}

void hear(benchmark::State& state, const Words& words) {
  Server server;
  measure(state, content_octets, [&] {
    for (const std::string& write : words.writes) server.hear(write);
  });
  if (server.messages() == 0) state.SkipWithError("no message came to its end");
}

void server_lockstep(benchmark::State& state) {
  hear(state, lockstep_message());
}
void server_pipelined(benchmark::State& state) {
  hear(state, pipelined_message());
}

void client_message(benchmark::State& state) {
  Client client;
  const std::string content = content_of(content_octets);
  measure(state, content_octets, [&] { client.send_message(content); });
  if (client.answered() == 0) state.SkipWithError("no message was answered");
}

void encode(benchmark::State& state) {
  const std::string content = content_of(100'000);
  std::vector<char> room(engine::output_block_octets);
  measure(state, content.size(), [&] { benchmark::DoNotOptimize(encoded_octets(content, room)); });
}

void copy(benchmark::State& state) {
  const std::string content = content_of(100'000);
  std::vector<char> room(engine::output_block_octets);
  measure(state, content.size(), [&] {
    for (std::size_t at = 0; at < content.size(); at += room.size()) {
      std::memcpy(room.data(), content.data() + at, std::min(room.size(), content.size() - at));
      benchmark::DoNotOptimize(room.data());
      benchmark::ClobberMemory();
    }
  });
}

BENCHMARK(server_lockstep)->Name("session/server_lockstep");
BENCHMARK(server_pipelined)->Name("session/server_pipelined");
BENCHMARK(client_message)->Name("session/client_message");
BENCHMARK(encode)->Name("encode/lines_76");
BENCHMARK(copy)->Name("memcpy/lines_76");

}  // namespace
}  // namespace heloport::bench

BENCHMARK_MAIN();
