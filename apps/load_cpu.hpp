#pragma once
// What processes have cost so far: the processor's time.

#include <sys/types.h>

#include <chrono>
#include <optional>

namespace heloport::apps {

/// User and system time together. Of a process that is not ours it comes in ticks of the system,
/// mostly 10 ms, so a run should take seconds.
using CpuTime = std::chrono::nanoseconds;

/// Of this process, all threads.
CpuTime own_cpu_time();
/// Of the children of this process that have ended and were waited for.
CpuTime children_cpu_time();
/// Of a process and everything that it has started and that is still below it, those included
/// that ended and were waited for. Nothing: there is no such process, or it may not be looked at.
/// Source: proc(5): /proc/PID/stat, /proc/PID/task/TID/children.
std::optional<CpuTime> cpu_time_of(pid_t process);

}  // namespace heloport::apps
