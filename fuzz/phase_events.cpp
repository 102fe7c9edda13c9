// See phase_events.hpp.

#include "fuzz/phase_events.hpp"

#include <algorithm>
#include <array>
#include <limits>

namespace heloport::fuzz {
namespace {

using engine::Phase;
using engine::PhaseSet;
using engine::ServerSession;

constexpr std::size_t events_max = 48;
std::array<std::array<std::uint64_t, events_max>, phases> counts{};

// libFuzzer takes a change of one of these for a new feature.
__attribute__((section("__libfuzzer_extra_counters"), used))
std::array<std::uint8_t, phases * events_max>
    extra_counters{};

constexpr PhaseSet commands{Phase::refused, Phase::connected,  Phase::ready,
                            Phase::sender,  Phase::recipients, Phase::chunks};
constexpr std::array<std::string_view, 13> other_names{
    "another verb", "no command", "response",    "cancel",     "tls",       "advance", "expire",
    "end of input", "reset",      "reading off", "reading on", "stop idle", "stop now"};
constexpr std::size_t acts_begin = 5;  // of other_names, in the order of Act::Kind

std::size_t verbs() {
  return ServerSession::rules().size();
}

std::size_t event_of(std::string_view verb) {
  if (verb == "XLIST") verb = "LIST";
  if (verb == "XREAD") verb = "READ";
  std::size_t event = 0;
  for (const ServerSession::Rule& rule : ServerSession::rules()) {
    if (grammar::name_of(rule.verb) == verb) return event;
    ++event;
  }
  return verbs() + (verb.empty() ? 1 : 0);
}

void count(Phase phase, std::size_t event) {
  std::uint64_t& one = counts[static_cast<std::size_t>(phase)][event];
  ++one;
  const std::uint64_t most = std::numeric_limits<std::uint8_t>::max();
  extra_counters[static_cast<std::size_t>(phase) * events_max + event] =
      static_cast<std::uint8_t>(std::min(one, most));
}

/// The phase of a session, from its replies alone.
class PhaseWalk {
 public:
  explicit PhaseWalk(int greeting) : phase_(greeting == 220 ? Phase::connected : Phase::refused) {}

  void take(const WireCommand& command) {
    const bool response = command.verb == "(response)";
    const std::size_t in_exchange = verbs() + (command.line == "*" ? 3 : 2);
    count(phase_, response ? in_exchange : event_of(command.verb));
    if (command.chunk) return chunk(command);
    follow(command);
  }

 private:
  void follow(const WireCommand& command) {
    const std::string_view verb = command.verb;
    if (command.code == 334) phase_ = Phase::exchange;
    if (verb == "(response)" && command.code != 334) phase_ = Phase::ready;
    if (command.code >= 400 || command.code == 0) return;
    const bool hello = verb == "EHLO" || verb == "HELO" || verb == "LHLO";
    const bool resets = verb == "RSET" || verb == "QUIT";
    if (hello || (resets && phase_ != Phase::connected && phase_ != Phase::refused)) {
      phase_ = Phase::ready;
    }
    if (verb == "MAIL") phase_ = Phase::sender;
    if (verb == "RCPT") phase_ = Phase::recipients;
    if (command.data) phase_ = Phase::ready;
    if (verb == "STARTTLS") phase_ = Phase::connected;
    if (verb == "XCLIENT") phase_ = Phase::connected;
  }

  void chunk(const WireCommand& command) {
    const bool transaction = phase_ != Phase::connected && phase_ != Phase::refused;
    const bool goes_on = command.code < 400 && !command.chunk->last;
    if (transaction) phase_ = goes_on ? Phase::chunks : Phase::ready;
  }

  Phase phase_;
};

std::string padded(std::string text, std::size_t width) {
  text.resize(std::max(text.size(), width), ' ');
  return text;
}

std::string quoted(std::string_view text) {
  return '"' + std::string(text) + '"';
}

template <class Name>
std::string json_list(std::size_t size, Name name) {
  std::string list;
  for (std::size_t i = 0; i < size; ++i) list += (i > 0 ? ", " : "") + quoted(name(i));
  return '[' + list + ']';
}

}  // namespace

const std::vector<std::string_view>& phase_event_names() {
  static const std::vector<std::string_view> names = [] {
    std::vector<std::string_view> all;
    for (const ServerSession::Rule& rule : ServerSession::rules()) {
      all.push_back(grammar::name_of(rule.verb));
    }
    all.insert(all.end(), other_names.begin(), other_names.end());
    return all;
  }();
  return names;
}

bool can_meet(Phase phase, std::size_t event) {
  if (event < verbs() + 2) return commands.has(phase);
  if (event < verbs() + 4) return phase == Phase::exchange;
  if (event == verbs() + 4) return phase == Phase::handshake;
  // Before the greeting there is nothing that a peer could be slow to read; over is over.
  return phase != Phase::over;
}

void count_phase_events(const Trace& trace, const std::optional<SessionReading>& reading) {
  if (reading) {
    PhaseWalk walk(reading->greeting);
    for (const WireCommand& command : reading->wire.commands) walk.take(command);
  }
  for (const SeenAct& act : trace.acts) {
    count(act.phase, verbs() + acts_begin + static_cast<std::size_t>(act.kind));
  }
  for (const Step& step : trace.steps) {
    const bool shaken = step.kind == Step::Kind::tls && step.facts.phase == Phase::connected;
    if (shaken) count(Phase::handshake, verbs() + 4);
  }
}

std::uint64_t phase_event_count(Phase phase, std::size_t event) {
  return counts[static_cast<std::size_t>(phase)][event];
}

std::string phase_events_table() {
  constexpr std::size_t width = 12;
  std::string table = padded("", width);
  const auto& names = phase_event_names();
  std::size_t seen = 0;
  std::size_t all = 0;
  for (std::size_t phase = 0; phase < phases; ++phase) {
    table += padded(std::string(name_of(static_cast<Phase>(phase))), width);
  }
  for (std::size_t event = 0; event < names.size(); ++event) {
    table += '\n' + padded(std::string(names[event]), width);
    for (std::size_t phase = 0; phase < phases; ++phase) {
      const bool possible = can_meet(static_cast<Phase>(phase), event);
      const std::uint64_t n = counts[phase][event];
      all += possible ? 1 : 0;
      seen += possible && n > 0 ? 1 : 0;
      table += padded(possible ? std::to_string(n) : "-", width);
    }
  }
  return table + "\n" + std::to_string(seen) + " of " + std::to_string(all) + " pairs\n";
}

std::string phase_events_json() {
  const auto& names = phase_event_names();
  const auto phase_name = [](std::size_t i) { return name_of(static_cast<Phase>(i)); };
  std::string json = "{\"phases\": " + json_list(phases, phase_name) + ",\n \"events\": " +
                     json_list(names.size(), [&](std::size_t i) { return names[i]; }) +
                     ",\n \"pairs\": {";
  for (std::size_t phase = 0; phase < phases; ++phase) {
    json += (phase > 0 ? ",\n  " : "\n  ") + quoted(phase_name(phase)) + ": {";
    for (std::size_t event = 0; event < names.size(); ++event) {
      const bool possible = can_meet(static_cast<Phase>(phase), event);
      json += (event > 0 ? ", " : "") + quoted(names[event]) + ": " +
              (possible ? std::to_string(counts[phase][event]) : "null");
    }
    json += '}';
  }
  return json + "}}\n";
}

}  // namespace heloport::fuzz
