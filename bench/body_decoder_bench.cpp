// Octets per second through the body decoder, beside memchr for every LF and memcpy over the same
// message: the one is the least that finds lines, the other the least that moves octets.

#include <benchmark/benchmark.h>

#include <algorithm>
#include <cstring>
#include <string>
#include <vector>

#include "bench/beside_floors.hpp"
#include "engine/body_decoder.hpp"
#include "engine/limits.hpp"

namespace heloport::bench {
namespace {

constexpr std::size_t cached_octets = std::size_t{1} << 20;
constexpr std::size_t uncached_octets = std::size_t{192} << 20;   // more than most caches hold
constexpr std::size_t piece_octets = engine::input_block_octets;  // what a session reads at most

struct Message {
  const char* name;
  std::size_t line_octets;  // CRLF included
  bool dotted = false;      // every line begins with a stuffed dot
  std::size_t octets = cached_octets;
};
constexpr Message messages[] = {
    {"lines_20", 20},          {"lines_76", 76},      {"lines_998", 998},
    {"lines_100000", 100'000}, {"dots_76", 76, true}, {"memory_76", 76, false, uncached_octets},
};

std::string wire_octets(const Message& message) {
  std::string line(message.line_octets - 2, 'x');
  if (message.dotted) line.replace(0, 2, "..");
  line += "\r\n";
  std::string wire;
  while (wire.size() < message.octets) wire += line;
  return wire + ".\r\n";
}

/// Decodes the wire octets, which arrive in pieces; returns how many octets were content.
std::size_t decoded_octets(std::string_view wire) {
  engine::BodyDecoder decoder(engine::LineEndings::refuse);
  std::size_t arrived = 0;
  std::size_t content = 0;
  std::size_t done = 0;
  while (true) {
    const engine::BodyPiece piece = decoder.next(wire.substr(done, arrived - done));
    done += piece.consumed;
    content += piece.octets.size();
    if (piece.kind == engine::BodyPiece::Kind::end) return content;
    if (piece.kind != engine::BodyPiece::Kind::hungry) continue;
    if (arrived == wire.size()) return 0;
    arrived = std::min(arrived + piece_octets, wire.size());
  }
}

void decode(benchmark::State& state, const Message& message) {
  const std::string wire = wire_octets(message);
  if (decoded_octets(wire) < message.octets / 2) {
    state.SkipWithError("the message was not decoded to its end");
    return;
  }
  for (auto _ : state) benchmark::DoNotOptimize(decoded_octets(wire));
  count_octets(state, wire);
}

void find_line_ends(benchmark::State& state, const Message& message) {
  const std::string wire = wire_octets(message);
  for (auto _ : state) {
    std::size_t lines = 0;
    const char* at = wire.data();
    const char* const end = at + wire.size();
    while (at != end) {
      at = static_cast<const char*>(std::memchr(at, '\n', static_cast<std::size_t>(end - at))) + 1;
      ++lines;
    }
    benchmark::DoNotOptimize(lines);
  }
  count_octets(state, wire);
}

void copy(benchmark::State& state, const Message& message) {
  const std::string wire = wire_octets(message);
  std::vector<char> room(piece_octets);
  for (auto _ : state) {
    for (std::size_t at = 0; at < wire.size(); at += piece_octets) {
      std::memcpy(room.data(), wire.data() + at, std::min(piece_octets, wire.size() - at));
      benchmark::DoNotOptimize(room.data());
      benchmark::ClobberMemory();
    }
  }
  count_octets(state, wire);
}

}  // namespace
}  // namespace heloport::bench

int main(int argc, char** argv) {
  using namespace heloport::bench;
  for (const Message& message : messages) {
    const std::string name(message.name);
    benchmark::RegisterBenchmark(("decode/" + name).c_str(), decode, message);
    benchmark::RegisterBenchmark(("memchr/" + name).c_str(), find_line_ends, message);
    benchmark::RegisterBenchmark(("memcpy/" + name).c_str(), copy, message);
  }
  return run_registered(argc, argv);
}
