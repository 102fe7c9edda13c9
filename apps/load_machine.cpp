// See load_machine.hpp.

#include "apps/load_machine.hpp"

#include <fmt/format.h>
#include <sys/resource.h>
#include <sys/utsname.h>

#include <fstream>
#include <string_view>
#include <thread>

#include "apps/console.hpp"

namespace heloport::apps {
namespace {

// Beside the sessions: standard ones, the loop's, a report's, those of a command that starts.
constexpr std::size_t others = 16;

std::string processor_text() {
  std::ifstream file("/proc/cpuinfo");
  constexpr std::string_view key = "model name";
  for (std::string line; std::getline(file, line);) {
    const std::size_t colon = line.find(": ");
    if (line.starts_with(key) && colon != std::string::npos) return line.substr(colon + 2);
  }
  return "unknown processor";
}

}  // namespace

std::optional<Exit> allow_sessions(std::size_t sessions) {
  rlimit limit{};
  if (::getrlimit(RLIMIT_NOFILE, &limit) != 0) return std::nullopt;
  limit.rlim_cur = limit.rlim_max;
  ::setrlimit(RLIMIT_NOFILE, &limit);
  if (sessions + others <= limit.rlim_max) return std::nullopt;
  return fail(Exit::os_error, fmt::format("-s {}: the system allows only {} open files here; take "
                                          "fewer sessions, or raise ulimit -Hn",
                                          sessions, limit.rlim_max));
}

std::string machine_text() {
  utsname names{};
  ::uname(&names);
  return fmt::format("{} {}, {} x {}", names.sysname, names.release,
                     std::thread::hardware_concurrency(), processor_text());
}

std::string utc_text(std::time_t moment) {
  std::tm utc{};
  ::gmtime_r(&moment, &utc);
  return fmt::format("{:04}-{:02}-{:02}T{:02}:{:02}:{:02}Z", utc.tm_year + 1900, utc.tm_mon + 1,
                     utc.tm_mday, utc.tm_hour, utc.tm_min, utc.tm_sec);
}

}  // namespace heloport::apps
