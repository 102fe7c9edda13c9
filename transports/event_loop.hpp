#pragma once
// Waiting for descriptors, moments and other threads: epoll(7) is behind it, in event_loop.cpp.

#include <sys/epoll.h>

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <vector>

#include "transports/descriptor.hpp"
#include "transports/doorbell.hpp"
#include "transports/timer_queue.hpp"

namespace heloport::transports {

/// What is known of a descriptor that did something.
struct Readiness {
  bool readable = false;
  bool writable = false;
  bool ended = false;  // the peer sends nothing more, or the descriptor failed
};

/// What a loop waits for. Each call is made on the loop's thread.
class Awaited : public Timed {
 public:
  virtual ~Awaited() = default;
  virtual void ready(Readiness readiness) = 0;
  virtual void due() = 0;
  /// Its turn, asked for by EventLoop::soon().
  virtual void its_turn() {}
};

/// How a descriptor is watched.
enum class Watch : std::uint32_t {
  nothing = 0,
  /// Told as long as it is readable.
  readable = EPOLLIN,
  /// Told once each time that it becomes readable, or that its peer ends: no system call is needed
  /// before the next wait.
  turning_readable = EPOLLIN | EPOLLRDHUP | EPOLLET,
  turning_either = EPOLLIN | EPOLLOUT | EPOLLRDHUP | EPOLLET,
};

/// One thread's loop.
///
/// Use:      run(), or turn() after turn; watch(), soon() and timers() from the loop's own thread,
///           or before; bell() from any.
/// Limits:   one epoll_wait(2) for up to `events_max` descriptors that did something, and no other
///           call. Moments and other threads come after them.
/// Lifetime: whoever is watched may go during a turn only by bury(): others of the same wait may
///           still come to it.
/// Errors:   std::system_error where the process is out of descriptors or the kernel of memory.
class EventLoop {
 public:
  explicit EventLoop(std::size_t events_max = 64);

  /// Turns until leave().
  void run();
  /// Waits until something happens, and does what there is to do.
  void turn();
  void leave() { left_ = true; }

  void watch(int descriptor, Awaited& who, Watch what);
  void watch_otherwise(int descriptor, Awaited& who, Watch what);
  /// Calls its_turn() once the others had theirs. Each one asks once before it has it.
  void soon(Awaited& who) { turns_.push_back(&who); }
  /// Destroys it when nothing can come to it any more.
  void bury(std::unique_ptr<Awaited> who);

  TimerQueue& timers() { return timers_; }
  Doorbell& bell() const { return *bell_; }
  /// The time when the present wait ended: one look at the clock for all that it brought.
  engine::Time now() const { return now_; }
  /// Another look, for whoever may have waited otherwise.
  engine::Time renewed_now();

 private:
  int patience() const;
  void take_turns();

  Descriptor poll_;
  std::vector<epoll_event> events_;  // room for those of one wait
  Doorbell::Owner bell_;
  TimerQueue timers_;
  std::vector<Awaited*> turns_;
  std::vector<Awaited*> turns_taken_;  // kept for its memory
  std::vector<std::unique_ptr<Awaited>> graves_;
  engine::Time now_;
  bool left_ = false;
};

}  // namespace heloport::transports
