// What a load measured, and how it is told on a terminal.

#include "apps/load_report.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <cmath>
#include <utility>

#include "apps/check_report.hpp"
#include "apps/shell_words.hpp"
#include "apps/terminal_text.hpp"

namespace heloport::apps {
namespace {

// Whoever waits for a server now and then is below it, even on a machine that has little left.
constexpr double busy_told = 0.9;

struct Unit {
  double size;
  std::string_view name;
};

// Three digits, whatever the size.
std::string in_three_digits(double number) {
  if (number < 10) return fmt::format("{:.2f}", number);
  return fmt::format("{:.{}f}", number, number < 100 ? 1 : 0);
}

/// The largest unit that the number fills; the first, and smallest, where it fills none.
template <std::size_t count>
std::string in_units(double number, const std::array<Unit, count>& units) {
  const Unit* chosen = &units.front();
  for (const Unit& unit : units) {
    if (number >= unit.size) chosen = &unit;
  }
  return fmt::format("{} {}", in_three_digits(number / chosen->size), chosen->name);
}

double seconds_of(std::chrono::nanoseconds time) {
  return std::chrono::duration<double>(time).count();
}

std::string messages_text(std::uint64_t count) {
  return fmt::format("{} message{}", number_text(count), count == 1 ? "" : "s");
}

std::string latencies_line(const LatencyHistogram& latencies) {
  return fmt::format("p50 {}   p99 {}   p99.9 {}   max {}", latency_text(latencies.percentile(50)),
                     latency_text(latencies.percentile(99)),
                     latency_text(latencies.percentile(99.9)), latency_text(latencies.max()));
}

std::string cpu_line(const LoadResult& result) {
  std::string line =
      fmt::format("generator {:.2f} us a message", cpu_per_message(result, result.own_cpu));
  if (result.server_cpu) {
    line +=
        fmt::format("   server {:.2f} us a message", cpu_per_message(result, *result.server_cpu));
  }
  return line;
}

// Where a password stands, never what it is.
void add_security(const LoadOptions& options, TypedCommand& typed) {
  const LoadOptions usual;
  typed.add_option("--tls", options.tls, usual.tls);
  typed.add_option("--tls-ca", options.tls_ca, usual.tls_ca);
  typed.add_option("--tls-name", options.tls_name, usual.tls_name);
  typed.add_flag("--tls-no-verify", options.tls_no_verify);
  typed.add_option("--user", options.user, usual.user);
  typed.add_option("--password-file", options.password.file, usual.password.file);
  typed.add_option("--password-env", options.password.variable, usual.password.variable);
}

}  // namespace

const std::string& server_name(const LoadOptions& options) {
  return options.command.empty() ? options.server : options.command;
}

std::string workload_text(const LoadOptions& options) {
  const auto sessions_text = [&options] {
    const std::string many = options.sessions == 1
                                 ? "1 session"
                                 : fmt::format("{} sessions", number_text(options.sessions));
    if (options.session_mails == 0) return many + " kept open";
    if (options.session_mails == 1) return many + ", one message each";
    return fmt::format("{}, {} messages each", many, number_text(options.session_mails));
  };
  std::string text =
      fmt::format("{}, {} octets", sessions_text(), number_text(options.message_octets));
  if (options.recipients > 1) {
    text += fmt::format(", {} recipients", number_text(options.recipients));
  }
  if (options.pipelining) text += fmt::format(", pipelined {} ahead", options.ahead);
  if (options.bdat) text += ", BDAT";
  if (options.lmtp) text += ", LMTP";
  if (options.tls != "none") text += fmt::format(", TLS {}", options.tls);
  if (!options.user.empty()) text += ", logged in";
  if (options.messages_per_second > 0) {
    text += fmt::format(", {} messages a second due", rate_text(options.messages_per_second));
  }
  return text;
}

std::string command_text(const LoadOptions& options) {
  const LoadOptions usual;
  TypedCommand typed("heloport load");
  if (options.command.empty()) typed.add(options.server);
  typed.add_option("--exec", options.command, usual.command);
  typed.add_option("-s", options.sessions, usual.sessions);
  typed.add_option("-m", options.messages, usual.messages);
  typed.add_option("-l", options.message_octets, usual.message_octets);
  typed.add_option("-r", options.recipients, usual.recipients);
  typed.add_option("--per-session", options.session_mails, usual.session_mails);
  typed.add_option("--duration", options.duration_seconds, usual.duration_seconds);
  typed.add_option("--rate", options.messages_per_second, usual.messages_per_second);
  typed.add_flag("--pipelining", options.pipelining);
  if (options.pipelining) typed.add_option("--ahead", options.ahead, usual.ahead);
  typed.add_flag("--bdat", options.bdat);
  typed.add_flag("--lmtp", options.lmtp);
  add_security(options, typed);
  typed.add_option("--from", options.from, usual.from);
  typed.add_option("--rcpt", options.rcpt, usual.rcpt);
  typed.add_option("--hello", options.hello_name, usual.hello_name);
  typed.add_option("--timeout", options.timeout_seconds, usual.timeout_seconds);
  return terminal_text(typed.text());
}

double messages_per_second(const LoadResult& result) {
  const double seconds = seconds_of(result.record.elapsed());
  return seconds > 0 ? static_cast<double>(result.record.latencies().count()) / seconds : 0;
}

double octets_per_second(const LoadResult& result) {
  return messages_per_second(result) * static_cast<double>(result.options.message_octets);
}

double generator_busy(const LoadResult& result) {
  const double time = seconds_of(result.own_time);
  return time > 0 ? std::min(1.0, seconds_of(result.own_cpu) / time) : 0;
}

double cpu_per_message(const LoadResult& result, CpuTime cpu) {
  const std::uint64_t messages = result.record.latencies().count();
  if (messages == 0) return 0;
  return std::chrono::duration<double, std::micro>(cpu).count() / static_cast<double>(messages);
}

std::string latency_text(std::uint64_t nanoseconds) {
  static constexpr std::array units{Unit{1, "ns"}, Unit{1e3, "us"}, Unit{1e6, "ms"},
                                    Unit{1e9, "s"}};
  return in_units(static_cast<double>(nanoseconds), units);
}

std::string octets_text(double octets) {
  static constexpr std::array units{Unit{1, "octets"}, Unit{1e3, "kB"}, Unit{1e6, "MB"},
                                    Unit{1e9, "GB"}};
  return in_units(octets, units);
}

std::string rate_text(double number) {
  if (number < 1000) return in_three_digits(number);
  return number_text(static_cast<std::size_t>(std::llround(number)));
}

std::vector<LoadNote> notes_of(const LoadResult& result) {
  std::vector<LoadNote> notes;
  if (generator_busy(result) >= busy_told) {
    notes.push_back(
        {"limit",
         fmt::format("the generator was busy for {:.0f} % of the time: it may be the limit",
                     100 * generator_busy(result))});
  }
  if (result.overdue > 0) {
    notes.push_back(
        {"overdue", fmt::format("{} were due and never begun: the server does not keep up",
                                messages_text(result.overdue))});
  }
  if (result.interruption) {
    const std::uint64_t unanswered = result.interruption->unanswered;
    notes.push_back(
        {"stopped", fmt::format("interrupted by {}: this is what was measured until then{}",
                                result.interruption->signal,
                                unanswered == 0 ? ""
                                                : fmt::format("; {} begun and not answered",
                                                              messages_text(unanswered)))});
  }
  return notes;
}

std::string report_text(const LoadResult& result) {
  const LatencyHistogram& latencies = result.record.latencies();
  std::string text = fmt::format("{}: {}\n", terminal_text(server_name(result.options)),
                                 workload_text(result.options));
  const auto add = [&text](std::string_view name, const std::string& line) {
    text += fmt::format("  {:<10}{}\n", name, line);
  };
  add("messages", fmt::format("{} in {:.2f} s   {} connection{}", number_text(latencies.count()),
                              seconds_of(result.record.elapsed()), number_text(result.connects),
                              result.connects == 1 ? "" : "s"));
  add("rate", fmt::format("{} messages/s   {}/s of content", rate_text(messages_per_second(result)),
                          octets_text(octets_per_second(result))));
  add("latency", latencies_line(latencies));
  add("CPU", cpu_line(result));
  for (const LoadNote& note : notes_of(result)) add(note.name, note.text);
  return text;
}

std::string progress_text(const LoadRecord& record, LoadTime now) {
  const double seconds = seconds_of(now - record.began());
  const LatencyHistogram& latencies = record.latencies();
  if (latencies.count() == 0 || seconds <= 0) return "connecting";
  return fmt::format("{} messages, {}/s, p99 {}", number_text(latencies.count()),
                     rate_text(static_cast<double>(latencies.count()) / seconds),
                     latency_text(latencies.percentile(99)));
}

}  // namespace heloport::apps
