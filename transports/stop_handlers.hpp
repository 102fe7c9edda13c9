#pragma once
// SIGINT and SIGTERM, caught for a while.

#include <csignal>

namespace heloport::transports {

/// While it lives, `handler` is called at SIGINT and SIGTERM; then it is as it was before. System
/// calls that they interrupt begin anew where they can (SA_RESTART).
/// Limits: one at a time in a process, as signals are the process's.
class StopHandlers {
 public:
  explicit StopHandlers(void (*handler)(int));
  ~StopHandlers();
  StopHandlers(const StopHandlers&) = delete;
  StopHandlers& operator=(const StopHandlers&) = delete;

 private:
  struct sigaction terminate_before_ {};
  struct sigaction interrupt_before_ {};
};

}  // namespace heloport::transports
