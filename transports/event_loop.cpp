// Waiting for descriptors, moments and other threads.

#include "transports/event_loop.hpp"

#include <algorithm>
#include <cerrno>
#include <climits>
#include <system_error>

#include "transports/clock.hpp"

namespace heloport::transports {

namespace {

Readiness readiness_of(std::uint32_t events) {
  constexpr std::uint32_t ends = EPOLLRDHUP | EPOLLHUP | EPOLLERR;
  return {.readable = (events & (EPOLLIN | ends)) != 0,
          .writable = (events & (EPOLLOUT | EPOLLHUP | EPOLLERR)) != 0,
          .ended = (events & ends) != 0};
}

void control(int poll, int operation, int descriptor, Awaited* who, Watch what) {
  epoll_event event{};
  event.events = static_cast<std::uint32_t>(what);
  event.data.ptr = who;
  if (::epoll_ctl(poll, operation, descriptor, &event) == 0) return;
  throw std::system_error(errno, std::generic_category(), "epoll_ctl");
}

}  // namespace

EventLoop::EventLoop(std::size_t events_max)
    : poll_(::epoll_create1(EPOLL_CLOEXEC)),
      events_(events_max),
      bell_(Doorbell::install()),
      now_(steady_now()) {
  if (!poll_.open()) throw std::system_error(errno, std::generic_category(), "epoll_create1");
  // Nobody: the bell. By its edge, so that nothing needs to be read from it.
  control(poll_.number(), EPOLL_CTL_ADD, bell_->descriptor(), nullptr, Watch::turning_readable);
}

void EventLoop::run() {
  while (!left_) turn();
}

void EventLoop::turn() {
  const int count =
      ::epoll_wait(poll_.number(), events_.data(), static_cast<int>(events_.size()), patience());
  now_ = steady_now();
  bool rung = false;
  for (int i = 0; i < count; ++i) {
    const epoll_event& event = events_[static_cast<std::size_t>(i)];
    auto* const who = static_cast<Awaited*>(event.data.ptr);
    rung |= who == nullptr;
    if (who != nullptr) who->ready(readiness_of(event.events));
  }
  if (rung) bell_->answer();
  while (Timed* const who = timers_.take_due(now_)) static_cast<Awaited*>(who)->due();
  take_turns();
  graves_.clear();
}

// In milliseconds, counted from the last wait: late by what the turns since then took, which
// deadlines of seconds bear.
int EventLoop::patience() const {
  if (!turns_.empty()) return 0;
  const std::optional<engine::Time> next = timers_.next();
  if (!next) return -1;
  return static_cast<int>(std::clamp<engine::Time::rep>((*next - now_).count(), 0, INT_MAX));
}

engine::Time EventLoop::renewed_now() {
  now_ = steady_now();
  return now_;
}

// Whoever wants another turn meanwhile has it after the next wait.
void EventLoop::take_turns() {
  turns_taken_.clear();
  turns_taken_.swap(turns_);
  for (Awaited* const who : turns_taken_) who->its_turn();
}

void EventLoop::bury(std::unique_ptr<Awaited> who) {
  timers_.cancel(*who);
  std::erase(turns_, who.get());
  graves_.push_back(std::move(who));
}

void EventLoop::watch(int descriptor, Awaited& who, Watch what) {
  control(poll_.number(), EPOLL_CTL_ADD, descriptor, &who, what);
}

void EventLoop::watch_otherwise(int descriptor, Awaited& who, Watch what) {
  control(poll_.number(), EPOLL_CTL_MOD, descriptor, &who, what);
}

}  // namespace heloport::transports
