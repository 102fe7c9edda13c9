#pragma once
// SIGINT and SIGTERM for a command that has something to tell before it ends.

#include <optional>

#include "apps/exit_codes.hpp"
#include "transports/stop_handlers.hpp"

namespace heloport::apps {

/// What a shell says of a process that such a signal has ended: 128 and its number. None of
/// sysexits.h, and not in the table of Exit: it says by whom the run ended, not how.
constexpr Exit exit_of_signal(int number) {
  return static_cast<Exit>(128 + number);
}

/// While it lives, the first SIGINT or SIGTERM is only remembered; the second one ends the process,
/// as it does without.
///
/// Use:     ask signal() every now and then.
/// Limits:  one at a time in a process, as signals are the process's.
/// Threads: any may ask.
class StopRequest {
 public:
  StopRequest();

  /// The one that came; 0: none.
  int signal() const;

 private:
  std::optional<transports::StopHandlers> handlers_;
};

}  // namespace heloport::apps
