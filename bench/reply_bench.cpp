// Nanoseconds a reply line: written, beside memcpy of its octets, and read, beside memchr for its
// end.

#include <benchmark/benchmark.h>

#include <array>
#include <cstring>
#include <string>
#include <string_view>

#include "bench/beside_floors.hpp"
#include "engine/block_pool.hpp"
#include "engine/output_buffer.hpp"
#include "engine/reply.hpp"
#include "engine/reply_writer.hpp"
#include "grammar/reply.hpp"

namespace heloport::bench {
namespace {

struct Sample {
  std::string_view name;
  engine::Reply reply;
  std::string_view line;  // what it is on the wire
  bool last = true;
};

constexpr engine::ReplyWords words{"mx.example.org", "client.example.org", ""};

const std::array samples{
    Sample{"ok", {250, "2.1.0", "Ok"}, "250 2.1.0 Ok\r\n"},
    Sample{"hello",
           {250, "", "$host greets $client"},
           "250-mx.example.org greets client.example.org\r\n",
           false},
    Sample{"offer", {250, "", "SIZE 26214400"}, "250-SIZE 26214400\r\n", false},
    Sample{"refusal",
           {550, "5.1.1", "Mailbox unavailable: nobody of that name is known here"},
           "550 5.1.1 Mailbox unavailable: nobody of that name is known here\r\n"},
};

void write_line(benchmark::State& state, const Sample& sample) {
  engine::BlockPool pool(engine::output_block_octets, 1);
  engine::OutputBuffer output(pool);
  engine::ReplyWriter writer(output);
  const auto line = [&] {
    writer.line(sample.reply, !sample.reply.enhanced.empty(), words, sample.last);
  };
  output.append("-");  // keeps the block, as replies of one group of commands do
  line();
  if (output.unsent().substr(1) != sample.line) {
    state.SkipWithError("the reply is another one");
    return;
  }
  output.sent(sample.line.size());
  for (auto _ : state) {
    line();
    benchmark::DoNotOptimize(output.unsent());
    output.sent(sample.line.size());
  }
  count_octets(state, sample.line);
}

void copy(benchmark::State& state, const Sample& sample) {
  std::array<char, 512> room{};
  const std::string line(sample.line);
  for (auto _ : state) {
    std::string_view text = line;
    benchmark::DoNotOptimize(text);
    std::memcpy(room.data(), text.data(), text.size());
    benchmark::DoNotOptimize(room.data());
    benchmark::ClobberMemory();
  }
  count_octets(state, line);
}

void read_line(benchmark::State& state, const Sample& sample) {
  const std::string line(sample.line);
  const grammar::ReplyLine known = grammar::parse_reply_line(line);
  if (!known.well_formed || known.code != sample.reply.code || known.last != sample.last) {
    state.SkipWithError("the line is not read as what it is");
    return;
  }
  for (auto _ : state) {
    std::string_view text = line;
    benchmark::DoNotOptimize(text);
    grammar::ReplyLine parsed = grammar::parse_reply_line(text);
    benchmark::DoNotOptimize(parsed);
  }
  count_octets(state, line);
}

}  // namespace
}  // namespace heloport::bench

int main(int argc, char** argv) {
  using namespace heloport::bench;
  for (const Sample& sample : samples) {
    const std::string name(sample.name);
    benchmark::RegisterBenchmark(("write/" + name).c_str(), write_line, sample);
    benchmark::RegisterBenchmark(("memcpy/" + name).c_str(), copy, sample);
    benchmark::RegisterBenchmark(("read/" + name).c_str(), read_line, sample);
    benchmark::RegisterBenchmark(("memchr/" + name).c_str(), find_line_end, sample.line);
  }
  return run_registered(argc, argv);
}
