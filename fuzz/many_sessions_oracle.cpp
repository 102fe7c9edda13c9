// See many_sessions_oracle.hpp.

#include "fuzz/many_sessions_oracle.hpp"

#include <algorithm>
#include <memory>

#include "fuzz/script.hpp"
#include "fuzz/session_player.hpp"

namespace heloport::fuzz {
namespace {

constexpr std::size_t sessions_max = 8;
constexpr std::size_t blocks_a_session = 2;

std::string_view take(std::string_view& input, std::size_t octets) {
  const std::string_view taken = input.substr(0, octets);
  input.remove_prefix(taken.size());
  return taken;
}

std::size_t take_octet(std::string_view& input) {
  const std::string_view one = take(input, 1);
  return one.empty() ? 0 : static_cast<unsigned char>(one[0]);
}

// A read ends after each line, so that there is a turn to give up.
std::vector<std::size_t> turns_of(const Scenario& scenario) {
  std::vector<std::size_t> cuts(scenario.more_cuts);
  for (std::size_t at = 1; at < scenario.octets.size(); ++at) {
    if (scenario.octets[at - 1] == '\n') cuts.push_back(at);
  }
  std::sort(cuts.begin(), cuts.end());
  return cuts;
}

}  // namespace

SharedRun run_together(const std::vector<const Scenario*>& scenarios, std::string_view turns) {
  SharedRun run;
  engine::Buffers buffers(std::max<std::size_t>(scenarios.size(), 1));
  const Playing playing{.buffers = &buffers, .shared = true};
  run.traces.resize(scenarios.size());
  std::vector<std::unique_ptr<SessionPlayer>> players;
  std::vector<std::vector<std::size_t>> cuts;
  const auto count = [&] {
    run.blocks_max = std::max(run.blocks_max, buffers.input.leased() + buffers.output.leased());
  };
  for (std::size_t i = 0; i < scenarios.size(); ++i) {
    players.push_back(
        std::make_unique<SessionPlayer>(*scenarios[i], buffers, playing, run.traces[i]));
    cuts.push_back(turns_of(*scenarios[i]));
    run.traces[i].clear();
    players[i]->start();
  }
  for (const char turn : turns) {
    if (players.empty()) break;
    const std::size_t i = static_cast<unsigned char>(turn) % players.size();
    players[i]->go_on(cuts[i]);
    count();
  }
  for (std::size_t i = 0; i < players.size(); ++i) {
    while (players[i]->go_on(cuts[i])) count();
    players[i]->finish();
  }
  players.clear();
  run.blocks_left = buffers.input.leased() + buffers.output.leased();
  return run;
}

Complaint sharing_is_not_seen(const std::vector<const Scenario*>& scenarios,
                              const SharedRun& together) {
  Trace alone;
  for (std::size_t i = 0; i < scenarios.size(); ++i) {
    const Trace& shared = together.traces[i];
    play(*scenarios[i], turns_of(*scenarios[i]), {}, alone);
    if (!alone.broken.empty()) return alone.broken;
    if (!shared.broken.empty()) return shared.broken;
    if (shared.conversation != alone.conversation || shared.messages != alone.messages) {
      return "a session is not alone:\n" + alone.conversation + "\nand\n" + shared.conversation;
    }
  }
  if (together.blocks_max > blocks_a_session * scenarios.size()) return "too many blocks are held";
  if (together.blocks_left != 0) return "sessions that are gone keep blocks";
  return std::nullopt;
}

Complaint sessions_are_alone(std::string_view input) {
  const std::string_view turns = take(input, take_octet(input));
  std::vector<ScriptedScenario> scripted;
  scripted.reserve(sessions_max);
  while (!input.empty() && scripted.size() < sessions_max) {
    const std::size_t low = take_octet(input);
    const std::size_t octets = low | take_octet(input) << 8;
    scripted.emplace_back().take(script_of(take(input, octets)));
  }
  std::vector<const Scenario*> scenarios;
  for (const ScriptedScenario& one : scripted) scenarios.push_back(&one.scenario());
  return sharing_is_not_seen(scenarios, run_together(scenarios, turns));
}

}  // namespace heloport::fuzz
