#pragma once
// Which messages of a load are due, and since when.

#include <chrono>
#include <cstdint>
#include <optional>

namespace heloport::apps {

/// The caller's steady clock.
using LoadTime = std::chrono::nanoseconds;

struct LoadAmount {
  std::uint64_t messages_max = 0;         // 0: any number
  std::optional<LoadTime> duration = {};  // nothing is begun after it
  double messages_per_second = 0;         // 0: whenever a session is free
};

/// Hands out messages.
///
/// Use:      begin() once, then take() whenever a session could begin a message.
/// Shape:    without a rate (a closed loop) a message is due when it is taken. With one (an open
///           loop) message n is due n / rate after the beginning, whatever became of those before
///           it: what is taken late keeps the moment when it was due, so that the wait for a slow
///           server counts as latency and is not omitted together with the server.
/// Threads:  none.
class LoadSchedule {
 public:
  explicit LoadSchedule(const LoadAmount& amount) : amount_(amount) {}

  void begin(LoadTime now) { began_ = now; }
  /// No message is left, whatever was asked for.
  void stop(LoadTime now) { stopped_ = now; }
  bool begun() const { return began_.has_value(); }
  bool open_loop() const { return amount_.messages_per_second > 0; }

  /// The moment when the next message is or was due, and it is the caller's now; nothing: none is
  /// due yet, or none is left.
  std::optional<LoadTime> take(LoadTime now);
  /// When take() will have a message in an open loop; nothing: no more.
  std::optional<LoadTime> next_due() const;
  /// Whether take() would have a message now.
  bool due(LoadTime now) const;
  /// Whether take() may ever have a message again.
  bool exhausted(LoadTime now) const;

  std::uint64_t taken() const { return taken_; }
  /// How many sessions of so many messages each there can be work for; nothing: any number.
  std::optional<std::uint64_t> sessions_max(std::uint64_t session_mails) const;
  /// Open loop: what was due until `now`, the end or the stop, and was never taken.
  std::uint64_t overdue(LoadTime now) const;

 private:
  LoadTime moment_of(std::uint64_t number) const;
  std::optional<LoadTime> end() const;

  LoadAmount amount_;
  std::optional<LoadTime> began_;
  std::optional<LoadTime> stopped_;
  std::uint64_t taken_ = 0;
};

}  // namespace heloport::apps
