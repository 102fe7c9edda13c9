#pragma once
// The stages of a graceful stop, and the signals that ask for it.

#include <chrono>
#include <optional>

#include "engine/octet_side.hpp"
#include "transports/stop_handlers.hpp"
#include "transports/wakeup.hpp"

namespace heloport::transports {

/// How far a stop has come.
enum class StopStage {
  when_idle,  // nothing new; what is running may finish
  now,        // the grace time is over, or the second request came
  give_up,    // whoever has not taken our last octets by now does not get them
};

/// Time for the last replies of the stage `now` to leave: longer than any round trip, shorter than
/// the patience of whoever sent the signal (systemd: 90 s, Docker: 10 s).
inline constexpr std::chrono::milliseconds last_words_time{2'000};

/// Turns requests to stop and the passing of time into stages, each told once and in order.
///
/// Use:      poll descriptor() until deadline(), then ask due() until it says nothing.
/// Threads:  request() from any thread or signal handler; the rest from one.
class StopSequence {
 public:
  explicit StopSequence(std::chrono::milliseconds grace) : grace_(grace) {}

  /// The first request means when_idle, the second now.
  void request() const noexcept { requests_.wake(); }

  int descriptor() const { return requests_.descriptor(); }
  std::optional<engine::Time> deadline() const { return deadline_; }
  std::optional<StopStage> due(engine::Time now);

 private:
  StopStage enter(StopStage stage, engine::Time now);

  std::chrono::milliseconds grace_;
  Wakeup requests_;
  std::uint64_t open_requests_ = 0;
  std::optional<StopStage> stage_;
  std::optional<engine::Time> deadline_;
};

/// SIGTERM and SIGINT are requests to stop for as long as this lives.
/// Limits: one at a time in a process, as signals are the process's.
class StopSignals {
 public:
  explicit StopSignals(const StopSequence& sequence);
  ~StopSignals();
  StopSignals(const StopSignals&) = delete;
  StopSignals& operator=(const StopSignals&) = delete;

 private:
  std::optional<StopHandlers> handlers_;
};

}  // namespace heloport::transports
