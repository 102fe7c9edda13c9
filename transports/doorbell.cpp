// How other threads get a loop to do something.

#include "transports/doorbell.hpp"

#include <utility>

namespace heloport::transports {

namespace {

// Bells that no loop has. They are never destroyed, not even at the end: threads may still ring.
struct Shelf {
  std::mutex mutex;
  std::vector<Doorbell*> bells;
};

Shelf& shelf() {
  static auto* const one = new Shelf;
  return *one;
}

}  // namespace

Doorbell::Owner Doorbell::install() {
  const std::lock_guard lock(shelf().mutex);
  if (shelf().bells.empty()) shelf().bells.push_back(new Doorbell);
  shelf().bells.back()->hang_up();
  Owner bell(shelf().bells.back());
  shelf().bells.pop_back();
  return bell;
}

void Doorbell::hang_up() {
  const std::lock_guard lock(mutex_);
  wakeup_.emplace();
  awake_ = false;
}

void Doorbell::Return::operator()(Doorbell* bell) const {
  bell->forget_jobs();
  const std::lock_guard lock(shelf().mutex);
  shelf().bells.push_back(bell);
}

// A job may hold what closes a descriptor, and must not do so under the lock. Whoever owns the
// bell next hears of nothing that was meant for this owner. On the shelf a bell is memory alone.
void Doorbell::forget_jobs() {
  std::vector<std::function<void()>> jobs;  // before the lock: it goes after it
  const std::lock_guard lock(mutex_);
  jobs.swap(jobs_);
  rung_.clear();
  for (Room& room : rooms_) room.rung = false;
  wakeup_.reset();
}

Doorbell::Ring Doorbell::move_in(Resident& resident) {
  const std::lock_guard lock(mutex_);
  if (vacant_.empty()) {
    rooms_.emplace_back();
    vacant_.push_back(static_cast<std::uint32_t>(rooms_.size() - 1));
  }
  const std::uint32_t number = vacant_.back();
  vacant_.pop_back();
  Room& room = rooms_[number];
  room.resident = &resident;
  return {this, number, room.tenancy};
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
  if (wakeup_ && !std::exchange(awake_, true)) wakeup_->wake();
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
