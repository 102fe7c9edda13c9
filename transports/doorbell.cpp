// How other threads get a loop to do something.

#include "transports/doorbell.hpp"

#include <utility>

namespace heloport::transports {

Doorbell::Ring Doorbell::move_in(const std::shared_ptr<Doorbell>& bell, Resident& resident) {
  const std::lock_guard lock(bell->mutex_);
  if (bell->vacant_.empty()) {
    bell->rooms_.emplace_back();
    bell->vacant_.push_back(static_cast<std::uint32_t>(bell->rooms_.size() - 1));
  }
  const std::uint32_t number = bell->vacant_.back();
  bell->vacant_.pop_back();
  Room& room = bell->rooms_[number];
  room.resident = &resident;
  return {bell, number, room.tenancy};
}

void Doorbell::move_out(std::uint32_t number) {
  const std::lock_guard lock(mutex_);
  Room& room = rooms_[number];
  room.resident = nullptr;
  ++room.tenancy;
  vacant_.push_back(number);
}

void Doorbell::ring(std::uint32_t number, std::uint32_t tenancy) {
  const std::lock_guard lock(mutex_);
  Room& room = rooms_[number];
  if (room.tenancy != tenancy || room.rung) return;
  room.rung = true;
  rung_.push_back(number);
  wake_once();
}

void Doorbell::post(std::function<void()> job) {
  const std::lock_guard lock(mutex_);
  jobs_.push_back(std::move(job));
  wake_once();
}

void Doorbell::wake_once() {
  if (!std::exchange(awake_, true)) wakeup_.wake();
}

// The mark falls before the answer, so that a ring during it brings another one.
void Doorbell::answer() {
  std::vector<std::function<void()>> jobs;
  {
    const std::lock_guard lock(mutex_);
    awake_ = false;
    jobs.swap(jobs_);
    answered_.clear();
    answered_.swap(rung_);
    for (const std::uint32_t number : answered_) rooms_[number].rung = false;
  }
  for (const auto& job : jobs) job();
  for (const std::uint32_t number : answered_) {
    // Whoever lives there now: a turn too many does no harm.
    Resident* const resident = rooms_[number].resident;
    if (resident != nullptr) resident->rung();
  }
}

}  // namespace heloport::transports
