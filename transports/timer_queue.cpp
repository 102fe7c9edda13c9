// Moments that are waited for, the next one first.

#include "transports/timer_queue.hpp"

#include <cassert>

namespace heloport::transports {

void TimerQueue::set(Timed& who, engine::Time due) {
  if (who.place_ == Timed::nowhere) {
    heap_.push_back({due, &who});
    return rise(heap_.size() - 1, {due, &who});
  }
  const engine::Time before = heap_[who.place_].due;
  if (due < before) return rise(who.place_, {due, &who});
  sink(who.place_, {due, &who});
}

void TimerQueue::cancel(Timed& who) {
  if (who.place_ == Timed::nowhere) return;
  const std::size_t place = who.place_;
  who.place_ = Timed::nowhere;
  const Entry last = heap_.back();
  heap_.pop_back();
  if (place == heap_.size()) return;
  // The last one fills the gap, and belongs above it or below it.
  if (place > 0 && last.due < heap_[(place - 1) / 2].due) return rise(place, last);
  sink(place, last);
}

std::optional<engine::Time> TimerQueue::next() const {
  if (heap_.empty()) return std::nullopt;
  return heap_.front().due;
}

Timed* TimerQueue::take_due(engine::Time now) {
  if (heap_.empty() || heap_.front().due > now) return nullptr;
  Timed* const who = heap_.front().who;
  cancel(*who);
  return who;
}

void TimerQueue::put(std::size_t place, Entry entry) {
  assert(place < Timed::nowhere);
  entry.who->place_ = static_cast<std::uint32_t>(place);
  heap_[place] = entry;
}

void TimerQueue::rise(std::size_t place, Entry entry) {
  while (place > 0 && entry.due < heap_[(place - 1) / 2].due) {
    put(place, heap_[(place - 1) / 2]);
    place = (place - 1) / 2;
  }
  put(place, entry);
}

void TimerQueue::sink(std::size_t place, Entry entry) {
  while (2 * place + 1 < heap_.size()) {
    std::size_t child = 2 * place + 1;
    if (child + 1 < heap_.size() && heap_[child + 1].due < heap_[child].due) ++child;
    if (entry.due <= heap_[child].due) break;
    put(place, heap_[child]);
    place = child;
  }
  put(place, entry);
}

}  // namespace heloport::transports
