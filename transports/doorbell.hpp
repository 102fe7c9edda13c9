#pragma once
// How other threads get a loop to do something.

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <vector>

#include "transports/wakeup.hpp"

namespace heloport::transports {

/// Who can be rung for. A ring is answered on the loop's thread.
class Resident {
 public:
  virtual void rung() = 0;

 protected:
  ~Resident() = default;
};

/// One loop's bell: who was rung for, and what else is to be done there.
///
/// Shape:    many rings for one resident before the answer are one.
/// Lifetime: a bell outlives its loop, until the end of the process, because a ring may come at any
///           time; one for somebody who has moved out does nothing. Loops that come later use the
///           bells of those that are gone, so there are as many as ever loops were at one time.
/// Threads:  ring() and post() from any, the rest from the loop's.
class Doorbell {
 public:
  /// Gives the bell back to those that are free, and its descriptor to the system; what was posted
  /// and not done is forgotten.
  struct Return {
    void operator()(Doorbell* bell) const;
  };
  using Owner = std::unique_ptr<Doorbell, Return>;
  static Owner install();

  /// Rings for one resident, whenever and from wherever it is called. Small enough for a
  /// std::function to hold it without memory of its own.
  struct Ring {
    Doorbell* bell = nullptr;
    std::uint32_t room = 0;
    std::uint32_t tenancy = 0;
    void operator()() const { bell->ring(room, tenancy); }
  };
  Ring move_in(Resident& resident);
  void move_out(std::uint32_t room);

  void post(std::function<void()> job);

  /// Does what was posted, and answers every ring. Both may lead to new ones: those are for the
  /// next answer.
  void answer();
  /// Readable, by an edge, when there is something to answer.
  int descriptor() const { return wakeup_->descriptor(); }

 private:
  struct Room {
    Resident* resident = nullptr;
    std::uint32_t tenancy = 0;  // of the present resident: older rings are for others
    bool rung = false;
  };
  Doorbell() = default;
  void ring(std::uint32_t room, std::uint32_t tenancy);
  void wake_once();
  void hang_up();
  void forget_jobs();

  std::optional<Wakeup> wakeup_;  // while a loop has it
  std::mutex mutex_;
  bool awake_ = false;  // the loop was told, and has not come yet
  std::vector<Room> rooms_;
  std::vector<std::uint32_t> vacant_;
  std::vector<std::uint32_t> rung_;
  std::vector<std::function<void()>> jobs_;
  // Those that answer() has in hand; kept for their memory.
  std::vector<std::uint32_t> answered_;
};

}  // namespace heloport::transports
