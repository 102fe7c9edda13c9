// What a script comes to: octets on the wire, and acts and answers beside them. See script.hpp.

#include <algorithm>
#include <array>
#include <chrono>

#include "engine/line_reader.hpp"
#include "fuzz/script.hpp"

namespace heloport::fuzz {
namespace {

using engine::ExtensionId;
using engine::Limits;

constexpr std::uint32_t milliseconds_max = 7'200'000;  // two hours: beyond every timeout
constexpr std::uint8_t chunk_is_last = 1;
constexpr std::uint8_t chunk_lies = 2;

std::chrono::seconds seconds(std::uint32_t n) {
  return std::chrono::seconds(n);
}
std::uint64_t count(std::chrono::seconds time) {
  return static_cast<std::uint64_t>(time.count());
}

void encode_base64(std::string_view octets, std::string& out) {
  static constexpr std::string_view alphabet =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  for (std::size_t i = 0; i < octets.size(); i += 3) {
    std::uint32_t group = 0;
    const std::size_t size = std::min<std::size_t>(octets.size() - i, 3);
    for (std::size_t j = 0; j < 3; ++j) {
      group = group << 8 | (j < size ? static_cast<unsigned char>(octets[i + j]) : 0u);
    }
    for (std::size_t j = 0; j < 4; ++j) {
      out += j <= size ? alphabet[group >> (18 - 6 * j) & 63u] : '=';
    }
  }
}

void say_chunk(const Event& event, std::string& wire) {
  const std::uint64_t count = (event.a & chunk_lies) != 0 ? event.n : event.text.size();
  wire += "BDAT " + std::to_string(count);
  if ((event.a & chunk_is_last) != 0) wire += " LAST";
  wire += "\r\n";
  wire += event.text;
}

template <class Set>
void add_extension(Set& set, std::uint8_t b) {
  set = set.with(static_cast<ExtensionId>(b % static_cast<unsigned>(ExtensionId::count)));
}

}  // namespace

const std::vector<ScriptLimit>& script_limits() {
  static const std::vector<ScriptLimit> limits{
      {"command_octets_max",
       // Neither a line that no block can hold nor less than a verb; the engine asserts both.
       [](Limits& l, std::uint32_t n) {
         l.command_octets_max = std::clamp<std::uint32_t>(n, engine::line_beginning_octets, 4096);
       },
       [](const Limits& l) -> std::uint64_t { return l.command_octets_max; }},
      {"skipped_octets_max", [](Limits& l, std::uint32_t n) { l.skipped_octets_max = n; },
       [](const Limits& l) -> std::uint64_t { return l.skipped_octets_max; }},
      {"message_octets_max", [](Limits& l, std::uint32_t n) { l.message_octets_max = n; },
       [](const Limits& l) -> std::uint64_t { return l.message_octets_max; }},
      {"overrun_octets_max", [](Limits& l, std::uint32_t n) { l.overrun_octets_max = n; },
       [](const Limits& l) -> std::uint64_t { return l.overrun_octets_max; }},
      {"recipients_max", [](Limits& l, std::uint32_t n) { l.recipients_max = n; },
       [](const Limits& l) -> std::uint64_t { return l.recipients_max; }},
      {"recipient_tries_max", [](Limits& l, std::uint32_t n) { l.recipient_tries_max = n; },
       [](const Limits& l) -> std::uint64_t { return l.recipient_tries_max; }},
      {"mails_max", [](Limits& l, std::uint32_t n) { l.mails_max = n; },
       [](const Limits& l) -> std::uint64_t { return l.mails_max; }},
      {"auth_line_octets_max",
       [](Limits& l, std::uint32_t n) {
         l.auth_line_octets_max =
             std::clamp<std::uint32_t>(n, engine::line_beginning_octets, 12'288);
       },
       [](const Limits& l) -> std::uint64_t { return l.auth_line_octets_max; }},
      {"auth_failures_max", [](Limits& l, std::uint32_t n) { l.auth_failures_max = n; },
       [](const Limits& l) -> std::uint64_t { return l.auth_failures_max; }},
      {"auth_failure_delay",
       [](Limits& l, std::uint32_t n) { l.auth_failure_delay = seconds(n % 10'000); },
       [](const Limits& l) { return count(l.auth_failure_delay); }},
      {"errors_max", [](Limits& l, std::uint32_t n) { l.errors_max = n; },
       [](const Limits& l) -> std::uint64_t { return l.errors_max; }},
      {"idle_commands_max", [](Limits& l, std::uint32_t n) { l.idle_commands_max = n; },
       [](const Limits& l) -> std::uint64_t { return l.idle_commands_max; }},
      {"command_timeout", [](Limits& l, std::uint32_t n) { l.command_timeout = seconds(n); },
       [](const Limits& l) { return count(l.command_timeout); }},
      {"body_timeout", [](Limits& l, std::uint32_t n) { l.body_timeout = seconds(n); },
       [](const Limits& l) { return count(l.body_timeout); }},
      {"body_octets_per_second_min",
       [](Limits& l, std::uint32_t n) {
         l.body_octets_per_second_min = std::max<std::uint32_t>(n, 1);
       },
       [](const Limits& l) -> std::uint64_t { return l.body_octets_per_second_min; }},
      {"output_timeout", [](Limits& l, std::uint32_t n) { l.output_timeout = seconds(n); },
       [](const Limits& l) { return count(l.output_timeout); }},
      {"deliver_by_seconds_min", [](Limits& l, std::uint32_t n) { l.deliver_by_seconds_min = n; },
       [](const Limits& l) -> std::uint64_t { return l.deliver_by_seconds_min; }},
      {"hold_seconds_max", [](Limits& l, std::uint32_t n) { l.hold_seconds_max = n; },
       [](const Limits& l) -> std::uint64_t { return l.hold_seconds_max; }},
  };
  return limits;
}

void say(const Event& event, std::string& wire) {
  switch (event.kind) {
    case EventKind::line:
      wire.append(event.text).append("\r\n");
      break;
    case EventKind::octets:
      wire += event.text;
      break;
    case EventKind::token:
      wire += tokens()[event.a % tokens().size()];
      break;
    case EventKind::fill:
      wire.append(std::min<std::size_t>(event.n, Script::said_octets_max),
                  static_cast<char>(event.a));
      break;
    case EventKind::chunk:
      say_chunk(event, wire);
      break;
    case EventKind::response:
      encode_base64(event.text, wire);
      wire += "\r\n";
      break;
    case EventKind::tls:
      wire += tls_mark;
      break;
    default:
      break;
  }
}

void ScriptedScenario::take(const Script& script) {
  octets_.clear();
  said_last_.clear();
  scenario_ = {};
  scenario_.options.hostname = "mx.example.org";
  scenario_.refusal = no_such_user;
  for (const Event& event : script.events) take(event);
  scenario_.octets = octets_;
}

void ScriptedScenario::take(const Event& event) {
  if (event.kind == EventKind::setting) return take_setting(event);
  if (event.kind == EventKind::split) return scenario_.more_cuts.push_back(octets_.size());
  if (event.kind == EventKind::again) return say_again(event.n);
  if (event.kind == EventKind::answer) {
    return scenario_.answers.push_back({static_cast<Asked>(event.a % asked_kinds),
                                        static_cast<Answer::Kind>(event.b % answer_kinds)});
  }
  if (event.kind == EventKind::act) {
    return scenario_.acts.push_back({.kind = static_cast<Act::Kind>(event.a % act_kinds),
                                     .at = octets_.size(),
                                     .by = engine::Time(std::min(event.n, milliseconds_max))});
  }
  const std::size_t begin = octets_.size();
  say(event, octets_);
  if (octets_.size() > Script::said_octets_max) octets_.resize(begin);
  if (event.kind != EventKind::tls) said_last_.assign(octets_, begin);
}

void ScriptedScenario::say_again(std::uint32_t times) {
  for (; times > 0; --times) {
    const bool fits = octets_.size() + said_last_.size() <= Script::said_octets_max;
    if (!fits || said_last_.empty()) return;
    octets_ += said_last_;
  }
}

void ScriptedScenario::take_setting(const Event& event) {
  static constexpr std::array dialects{&engine::standard, &engine::simple, &engine::reference};
  engine::ServerOptions& options = scenario_.options;
  switch (static_cast<Setting>(event.a % setting_kinds)) {
    case Setting::dialect:
      options.dialect = dialects[event.b % dialects.size()];
      break;
    case Setting::normalise:
      options.line_endings = engine::LineEndings::normalise;
      break;
    case Setting::local:
      scenario_.peer.may_list = true;
      break;
    case Setting::trusted:
      scenario_.peer.trusted = true;
      break;
    case Setting::lmtp:
      options.protocol = engine::Protocol::lmtp;
      break;
    case Setting::implicit_tls:
      scenario_.tls_from_the_start = true;
      break;
    case Setting::require_tls:
      options.tls_required = true;
      break;
    case Setting::require_auth:
      options.auth_required = true;
      break;
    case Setting::provide:
      add_extension(options.provided, event.b);
      break;
    case Setting::switch_off:
      add_extension(options.switched_off, event.b);
      break;
    case Setting::mechanism:
      options.provided = options.provided.with(ExtensionId::auth);
      options.mechanisms.add(engine::mechanisms[event.b % engine::mechanisms.size()].id);
      break;
    case Setting::challenges:
      scenario_.challenges = true;
      break;
    case Setting::small_limits:
      options.limits = small_limits();
      break;
    case Setting::limit:
      script_limits()[event.b % script_limits().size()].set(options.limits, event.n);
      break;
  }
}

}  // namespace heloport::fuzz
