#pragma once
// What a load measured, and how it is told on a terminal.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "apps/load_cpu.hpp"
#include "apps/load_record.hpp"
#include "apps/options.hpp"

namespace heloport::apps {

/// A load that was told to stop.
struct LoadInterruption {
  std::string_view signal;       // "SIGINT"
  std::uint64_t unanswered = 0;  // messages that were under way when it ended
  Exit exit = Exit::ok;          // of the signal, or of what was wrong as well
};

/// Everything that reports tell.
struct LoadResult {
  LoadOptions options;
  std::string date;     // when it began, in UTC: "2026-01-15T16:02:43Z"
  std::string machine;  // system, processors: figures of two machines do not compare
  LoadRecord record;
  std::uint64_t connects = 0;
  std::uint64_t overdue = 0;  // open loop: due, and never begun
  std::optional<LoadInterruption> interruption;
  CpuTime own_cpu{0};
  LoadTime own_time{0};  // in which own_cpu was used, goodbyes included
  std::optional<CpuTime> server_cpu;
};

/// "127.0.0.1:2525", or the command.
const std::string& server_name(const LoadOptions& options);
/// What was asked for, in words: "100 sessions kept open, 1,024 octets, pipelined".
std::string workload_text(const LoadOptions& options);
/// The options as they would be typed again, without reports.
std::string command_text(const LoadOptions& options);

double messages_per_second(const LoadResult& result);
/// Of content: without envelopes, whatever the recipients.
double octets_per_second(const LoadResult& result);
/// The share of a processor that the generator used, of the one that a thread can have.
double generator_busy(const LoadResult& result);
/// Microseconds; 0 where nothing was answered.
double cpu_per_message(const LoadResult& result, CpuTime cpu);

/// A latency of nanoseconds with three digits: "87.3 us", "1.24 ms", "12.0 s".
std::string latency_text(std::uint64_t nanoseconds);
/// "43,200" and "12.4": three digits or more.
std::string rate_text(double number);
/// "41.2 MB", of 10^6 octets.
std::string octets_text(double octets);

/// What must be known of the figures: a line each, with a name for it.
struct LoadNote {
  std::string_view name;
  std::string text;
};
std::vector<LoadNote> notes_of(const LoadResult& result);

/// The table that the command prints in the end.
std::string report_text(const LoadResult& result);
/// The line that is drawn while it runs.
std::string progress_text(const LoadRecord& record, LoadTime now);

}  // namespace heloport::apps
