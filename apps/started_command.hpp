#pragma once
// A command that is started to do something on its own, and what came of it.

#include <sys/types.h>

#include <chrono>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "transports/fault.hpp"

namespace heloport::apps {

/// `/bin/sh -c COMMAND` in a process group of its own, with nothing to read.
///
/// Use:      start(), then ended() now and then until it has, or stop().
/// Lifetime: whatever is left of the group when this is destroyed is killed.
/// Errors:   a command that does not exist ends with 127, as the shell has it.
class StartedCommand {
 public:
  /// What it prints goes into the file `output`. `environment`: added to ours, "NAME=value".
  static std::variant<StartedCommand, transports::Fault> start(
      const std::string& command, const std::string& output,
      const std::vector<std::string>& environment);
  StartedCommand(StartedCommand&& other) noexcept;
  StartedCommand& operator=(StartedCommand&&) = delete;
  ~StartedCommand();

  /// Its exit status once it has ended, 128 and the number of the signal that ended it; nothing
  /// while it runs.
  std::optional<int> ended();
  /// Waits so long; then asks it to end, and makes it.
  std::optional<int> wait(std::chrono::milliseconds patience);
  void stop();

 private:
  explicit StartedCommand(pid_t process) : process_(process) {}

  pid_t process_ = -1;  // -1: moved from
  std::optional<int> status_;
};

}  // namespace heloport::apps
