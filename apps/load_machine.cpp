// See load_machine.hpp.

#include "apps/load_machine.hpp"

#include <fmt/format.h>
#include <sys/resource.h>
#include <sys/utsname.h>

#include <fstream>
#include <string_view>
#include <thread>

namespace heloport::apps {
namespace {

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

void raise_descriptor_limit() {
  rlimit limit{};
  if (::getrlimit(RLIMIT_NOFILE, &limit) != 0) return;
  limit.rlim_cur = limit.rlim_max;
  ::setrlimit(RLIMIT_NOFILE, &limit);
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
