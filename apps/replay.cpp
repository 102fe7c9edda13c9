// heloport replay: transcripts against the engine in memory, a server, or a command.

#include <fmt/format.h>

#include <algorithm>
#include <cstdio>
#include <optional>
#include <utility>
#include <variant>

#include "apps/console.hpp"
#include "apps/options.hpp"
#include "apps/replay_party.hpp"
#include "conformance/player.hpp"
#include "conformance/transcript.hpp"
#include "transports/client.hpp"

namespace heloport::apps {
namespace {

struct Held {};
struct Broken {
  conformance::Failure failure;
};
struct Skipped {
  std::string why;
};
struct Stopped {  // not the transcript's fault: no further file is tried
  Exit exit;
};
using Outcome = std::variant<Held, Broken, Skipped, Stopped>;

std::variant<transports::Connection, transports::Fault> reach(const ReplayOptions& options) {
  if (!options.command.empty()) return transports::spawn(options.command);
  auto address = transports::parse_address(options.server);
  if (auto* fault = std::get_if<transports::Fault>(&address)) return std::move(*fault);
  return transports::connect(std::get<transports::Address>(address));
}

Outcome outcome_of(conformance::Result result) {
  if (result) return Broken{std::move(*result)};
  return Held{};
}

Outcome play_over_wire(conformance::Transcript transcript, const ReplayOptions& options) {
  if (auto why = unplayable(transcript)) return Skipped{std::move(*why)};
  auto reached = reach(options);
  if (auto* fault = std::get_if<transports::Fault>(&reached)) {
    return Stopped{fail(Exit::temporary, fault->text)};
  }
  const std::string file = transcript.file;
  ReplayParty party(std::move(transcript), {options.chunk_octets, options.codes_only});
  const auto fault = transports::run_party(std::get<transports::Connection>(reached), party);
  if (party.result()) return Broken{*party.result()};
  if (party.complete()) return Held{};
  return Broken{{.file = file,
                 .line = 0,
                 .what = fault ? fault->text : "the connection ended before the transcript did"}};
}

Outcome play_one(const std::string& file, const ReplayOptions& options) {
  auto loaded = conformance::load_transcript(file);
  if (auto* failure = std::get_if<conformance::Failure>(&loaded)) {
    if (failure->line != 0) return Broken{std::move(*failure)};
    return Stopped{fail(Exit::no_input, fmt::format("{}: {}", file, failure->what))};
  }
  auto& transcript = std::get<conformance::Transcript>(loaded);
  if (!options.server.empty() || !options.command.empty()) {
    return play_over_wire(std::move(transcript), options);
  }
  if (options.chunk_octets != 0) {
    return outcome_of(conformance::play(transcript, options.chunk_octets));
  }
  return outcome_of(conformance::play_at_every_chunk_size(transcript));
}

/// How many of each there were.
struct Tally {
  std::size_t held = 0;
  std::size_t broken = 0;
  std::size_t skipped = 0;
};

void report(const std::string& file, const Held&, Tally& tally) {
  ++tally.held;
  fmt::print("{}: holds\n", file);
}

void report(const std::string&, const Broken& broken, Tally& tally) {
  ++tally.broken;
  fmt::print("{}\n", conformance::describe(broken.failure));
}

void report(const std::string& file, const Skipped& skipped, Tally& tally) {
  ++tally.skipped;
  fmt::print("{}: skipped, {}\n", file, skipped.why);
}

void report(const std::string&, const Stopped&, Tally&) {}

}  // namespace

Exit replay(const ReplayOptions& options) {
  Tally tally;
  for (const std::string& file : options.files) {
    const Outcome outcome = play_one(file, options);
    std::visit([&](const auto& one) { report(file, one, tally); }, outcome);
    std::fflush(stdout);
    if (const auto* stopped = std::get_if<Stopped>(&outcome)) return stopped->exit;
  }
  tell(fmt::format("{} of {} transcripts hold, {} broken, {} skipped", tally.held,
                   options.files.size(), tally.broken, tally.skipped));
  return tally.broken == 0 ? Exit::ok : Exit::protocol;
}

}  // namespace heloport::apps
