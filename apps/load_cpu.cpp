// What processes have cost so far: the processor's time.

#include "apps/load_cpu.hpp"

#include <fmt/format.h>
#include <sys/resource.h>
#include <unistd.h>

#include <cstdint>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <sstream>
#include <string>
#include <vector>

namespace heloport::apps {
namespace {

using std::chrono::duration_cast;

CpuTime time_of(const timeval& time) {
  return std::chrono::seconds(time.tv_sec) + std::chrono::microseconds(time.tv_usec);
}

CpuTime usage_of(int who) {
  rusage usage{};
  ::getrusage(who, &usage);
  return time_of(usage.ru_utime) + time_of(usage.ru_stime);
}

std::string text_of(const std::string& path) {
  std::ifstream file(path);
  return {std::istreambuf_iterator<char>(file), {}};
}

// The name of the program stands in parentheses and may hold any: what counts begins behind the
// last one, with field 3. Times are fields 14 to 17: its own and those of children waited for.
std::optional<std::uint64_t> ticks_of(pid_t process) {
  const std::string stat = text_of(fmt::format("/proc/{}/stat", process));
  const std::size_t name_end = stat.rfind(')');
  if (name_end == std::string::npos) return std::nullopt;
  std::istringstream fields(stat.substr(name_end + 1));
  std::string skipped;
  for (int field = 3; field < 14; ++field) fields >> skipped;
  std::uint64_t ticks = 0;
  for (int field = 14; field <= 17; ++field) {
    std::uint64_t value = 0;
    if (!(fields >> value)) return std::nullopt;
    ticks += value;
  }
  return ticks;
}

// Each thread has its own.
std::vector<pid_t> children_of(pid_t process) {
  std::vector<pid_t> children;
  std::error_code gone;  // it may end while it is looked at
  std::filesystem::directory_iterator threads(fmt::format("/proc/{}/task", process), gone);
  for (; !gone && threads != std::filesystem::directory_iterator(); threads.increment(gone)) {
    std::istringstream list(text_of(threads->path() / "children"));
    for (pid_t child = 0; list >> child;) children.push_back(child);
  }
  return children;
}

}  // namespace

CpuTime own_cpu_time() {
  return usage_of(RUSAGE_SELF);
}

CpuTime children_cpu_time() {
  return usage_of(RUSAGE_CHILDREN);
}

std::optional<CpuTime> cpu_time_of(pid_t process) {
  const auto own = ticks_of(process);
  if (!own) return std::nullopt;
  std::uint64_t ticks = *own;
  std::vector<pid_t> left = children_of(process);
  while (!left.empty()) {
    const pid_t child = left.back();
    left.pop_back();
    ticks += ticks_of(child).value_or(0);
    for (const pid_t grandchild : children_of(child)) left.push_back(grandchild);
  }
  const double seconds = static_cast<double>(ticks) / static_cast<double>(::sysconf(_SC_CLK_TCK));
  return duration_cast<CpuTime>(std::chrono::duration<double>(seconds));
}

}  // namespace heloport::apps
