// Which messages of a load are due, and since when.

#include "apps/load_schedule.hpp"

#include <algorithm>

namespace heloport::apps {

std::optional<LoadTime> LoadSchedule::take(LoadTime now) {
  if (!due(now)) return std::nullopt;
  const LoadTime when = open_loop() ? moment_of(taken_) : now;
  ++taken_;
  return when;
}

bool LoadSchedule::due(LoadTime now) const {
  return begun() && !exhausted(now) && (!open_loop() || moment_of(taken_) <= now);
}

std::optional<LoadTime> LoadSchedule::next_due() const {
  if (!begun() || !open_loop()) return std::nullopt;
  if (exhausted(*began_)) return std::nullopt;
  return moment_of(taken_);
}

bool LoadSchedule::exhausted(LoadTime now) const {
  if (stopped_) return true;
  if (amount_.messages_max > 0 && taken_ >= amount_.messages_max) return true;
  if (!end()) return false;
  return (open_loop() ? std::max(now, moment_of(taken_)) : now) >= *end();
}

std::optional<std::uint64_t> LoadSchedule::sessions_max(std::uint64_t session_mails) const {
  if (amount_.messages_max == 0 || session_mails == 0) return std::nullopt;
  return (amount_.messages_max + session_mails - 1) / session_mails;
}

std::uint64_t LoadSchedule::overdue(LoadTime now) const {
  if (!begun() || !open_loop()) return 0;
  const LoadTime until = std::min({now, end().value_or(now), stopped_.value_or(now)});
  const double seconds = std::chrono::duration<double>(until - *began_).count();
  auto count = static_cast<std::uint64_t>(std::max(0.0, seconds) * amount_.messages_per_second);
  if (amount_.messages_max > 0) count = std::min(count, amount_.messages_max);
  return count > taken_ ? count - taken_ : 0;
}

// From the number, not from the one before: a sum of rounded steps would drift.
LoadTime LoadSchedule::moment_of(std::uint64_t number) const {
  const double seconds = static_cast<double>(number) / amount_.messages_per_second;
  return *began_ + std::chrono::duration_cast<LoadTime>(std::chrono::duration<double>(seconds));
}

std::optional<LoadTime> LoadSchedule::end() const {
  if (!began_ || !amount_.duration) return std::nullopt;
  return *began_ + *amount_.duration;
}

}  // namespace heloport::apps
