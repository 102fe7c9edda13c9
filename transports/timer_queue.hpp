#pragma once
// Moments that are waited for, the next one first.

#include <cstdint>
#include <optional>
#include <vector>

#include "engine/octet_side.hpp"

namespace heloport::transports {

class TimerQueue;

/// Something that waits for at most one moment: a base of whatever does.
class Timed {
 public:
  bool waits_for_a_moment() const { return place_ != nowhere; }

 protected:
  ~Timed() = default;

 private:
  friend TimerQueue;
  static constexpr std::uint32_t nowhere = UINT32_MAX;
  std::uint32_t place_ = nowhere;  // in the queue's heap
};

/// A binary heap that knows where each of its members is, so that any can be moved or taken out.
///
/// Limits:   16 octets a member, in one array that grows and does not shrink.
/// Lifetime: a member is taken out before it is destroyed.
/// Threads:  none.
class TimerQueue {
 public:
  /// Sets the moment of `who`, in the place of the one it had.
  void set(Timed& who, engine::Time due);
  void cancel(Timed& who);
  /// When `who` is due; only of one that waits.
  engine::Time due(const Timed& who) const { return heap_[who.place_].due; }
  std::optional<engine::Time> next() const;
  /// Takes out one whose moment has come; null when there is none.
  Timed* take_due(engine::Time now);

 private:
  struct Entry {
    engine::Time due;
    Timed* who;
  };
  void put(std::size_t place, Entry entry);
  void rise(std::size_t place, Entry entry);
  void sink(std::size_t place, Entry entry);

  std::vector<Entry> heap_;  // heap_[i].due >= heap_[(i - 1) / 2].due, heap_[i].who->place_ == i
};

}  // namespace heloport::transports
