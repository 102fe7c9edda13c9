// O11: the limits hold, by a count of what stands on the wire and of what was asked. See
// oracles.hpp.

#include <algorithm>
#include <array>
#include <cstdint>
#include <limits>

#include "fuzz/oracles.hpp"

namespace heloport::fuzz {
namespace {

constexpr std::size_t path_octets_max = 256;       // RFC 5321, 4.5.3.1.3, brackets included
constexpr std::size_t local_part_octets_max = 64;  // RFC 5321, 4.5.3.1.1
// Of refused data the end is not content, and a line end may be read with it.
constexpr std::uint64_t end_of_data_octets = 5;

template <std::size_t N>
bool is_one_of(std::string_view verb, const std::array<std::string_view, N>& verbs) {
  return std::find(verbs.begin(), verbs.end(), verb) != verbs.end();
}

// Commands that bring no mail forward.
bool is_idle(const WireCommand& command) {
  static constexpr std::array<std::string_view, 14> verbs{
      "EHLO", "HELO", "LHLO", "MAIL", "RSET",     "NOOP",    "VRFY",
      "EXPN", "HELP", "AUTH", "ETRN", "STARTTLS", "XCLIENT", "XFORWARD"};
  if (command.chunk) return command.chunk->announced == 0 && !command.chunk->last;
  return is_one_of(command.verb, verbs);
}

// What only a peer's mistake draws: the application of a scenario says none of these.
bool is_mistake(int code) {
  return (code >= 500 && code <= 504) || code == 530 || code == 553 || code == 555;
}

/// Counts along the wire.
class WireCount {
 public:
  explicit WireCount(const Scenario& scenario)
      : limits_(scenario.options.limits),
        command_octets_max_(
            engine::command_octets_max(scenario.options.extensions(), scenario.options.limits)) {}

  Complaint take(const WireCommand& command) {
    if (command.code == 0 || command.code == 421 || command.lost) return std::nullopt;
    const std::size_t line = command.line.size() + 2;
    if (line > limits_.skipped_octets_max) return "a line beyond every limit is no flood";
    const bool auth = command.verb == "AUTH" || command.verb == "(response)";
    const std::size_t line_max = auth ? limits_.auth_line_octets_max : command_octets_max_;
    if (line > line_max && command.code < 400) return "a line that is too long was taken";
    if (is_mistake(command.code) && ++mistakes_ > limits_.errors_max) return "too many mistakes";
    // The 250 of a message is among its verdicts.
    if (command.code < 400 && is_idle(command) && ++idle_ > limits_.idle_commands_max) {
      return "too many commands that bring no mail forward";
    }
    if (command.data && is_flood(command)) return "refused data go on without end";
    const bool accepted =
        std::find(command.verdicts.begin(), command.verdicts.end(), 250) != command.verdicts.end();
    if (accepted) idle_ = 0;
    return std::nullopt;
  }

 private:
  bool is_flood(const WireCommand& command) const {
    if (command.verdicts.empty() || command.verdicts.back() == 421 ||
        command.verdicts.back() < 400) {
      return false;
    }
    const std::uint64_t size = command.data->size();
    return size > end_of_data_octets + limits_.message_octets_max &&
           size - end_of_data_octets - limits_.message_octets_max > limits_.overrun_octets_max;
  }

  const engine::Limits& limits_;
  std::size_t command_octets_max_;
  std::size_t mistakes_ = 0;
  std::size_t idle_ = 0;
};

/// Counts what was asked.
class StepCount {
 public:
  explicit StepCount(const engine::Limits& limits) : limits_(limits) {}

  Complaint take(const Step& step) {
    const bool answered = step.kind == Step::Kind::answered;
    if (step.kind != Step::Kind::asked && !answered) return std::nullopt;
    if (step.about == Asked::sender) return sender(answered);
    if (step.about == Asked::recipient) return recipient(step, answered);
    const bool login = step.about == Asked::auth || step.about == Asked::response;
    const bool failed = answered && login && step.answer == Answer::Kind::reject;
    if (failed && ++failures_ > limits_.auth_failures_max + 1) return "too many failed logins";
    return std::nullopt;
  }

 private:
  Complaint sender(bool answered) {
    if (answered) {
      tries_ = recipients_ = 0;
      return std::nullopt;
    }
    const bool limited = limits_.mails_max != 0;
    return limited && ++mails_ > limits_.mails_max ? Complaint("too many messages") : std::nullopt;
  }

  Complaint recipient(const Step& step, bool answered) {
    if (!answered && ++tries_ > limits_.recipient_tries_max) return "too many RCPT";
    const bool accepted = answered && step.answer == Answer::Kind::accept;
    if (accepted && ++recipients_ > limits_.recipients_max) return "too many recipients";
    return std::nullopt;
  }

  const engine::Limits& limits_;
  std::size_t mails_ = 0;
  std::size_t tries_ = 0;
  std::size_t recipients_ = 0;
  std::size_t failures_ = 0;
};

}  // namespace

Complaint limits_are_kept(const Scenario& scenario, const Trace& trace,
                          const SessionReading& reading) {
  if (trace.path_octets + 2 > path_octets_max) return "a path that is too long was asked about";
  if (trace.local_part_octets > local_part_octets_max) {
    return "a local part that is too long was asked about";
  }
  StepCount steps(scenario.options.limits);
  for (const Step& step : trace.steps) {
    if (auto complaint = steps.take(step)) return complaint;
  }
  WireCount wire(scenario);
  for (const WireCommand& command : reading.wire.commands) {
    if (auto complaint = wire.take(command)) return complaint;
  }
  return std::nullopt;
}

std::size_t local_part_octets(std::string_view path) {
  if (path.starts_with('@')) path.remove_prefix(std::min(path.find(':') + 1, path.size()));
  std::size_t at = 0;
  if (path.starts_with('"')) {
    for (at = 1; at < path.size() && path[at] != '"'; ++at) at += path[at] == '\\' ? 1 : 0;
  }
  const std::size_t end = path.find('@', at);
  return end == std::string_view::npos ? path.size() : end;
}

}  // namespace heloport::fuzz
