// One connection on its loop.

#include "transports/served_connection.hpp"

#include <exception>
#include <utility>

namespace heloport::transports {

ServedConnection::ServedConnection(EventLoop& loop, ConnectionOwner& owner, Descriptor socket)
    : loop_(loop), owner_(owner), socket_(std::move(socket)), ring_(loop.bell().move_in(*this)) {}

std::function<void()> ServedConnection::waking() const {
  return ring_;
}

// The first words are ours as a rule, so there is a turn before there is anything to wait for.
void ServedConnection::begin(std::unique_ptr<Party> party) {
  party_ = std::move(party);
  pump_.emplace(*party_, Wire(socket_.number()));
  loop_.watch(socket_.number(), *this, Watch::turning_readable);
  turn({});
}

void ServedConnection::ready(Readiness readiness) {
  turn({.readable = readiness.readable, .writable = readiness.writable, .ended = readiness.ended});
}

void ServedConnection::its_turn() {
  turn_asked_ = false;
  turn({});
}

// After each wait, wake and stop. A party that throws ends its own connection and no other.
void ServedConnection::turn(Came came) {
  if (!open()) return;
  try {
    const Waits waits = pump_->turn(loop_.now(), came);
    if (pump_->party_done()) party_.reset();
    await(waits);
  } catch (const std::exception&) {
    close();
  }
}

void ServedConnection::stop(Urgency urgency) {
  if (!party_) return;
  party_->stop(urgency);
  turn({});
}

void ServedConnection::close() {
  if (!socket_.open()) return;
  loop_.bell().move_out(ring_.room);
  pump_.reset();
  party_.reset();
  socket_.close();
  owner_.closed(*this);
}

// Readable needs no asking: the socket is watched for it from its beginning to its end.
void ServedConnection::await(const Waits& waits) {
  if (waits.over) return close();
  if (waits.writable) await_writable();
  if (waits.again && !std::exchange(turn_asked_, true)) loop_.soon(*this);
  if (waits.deadline) await_deadline(*waits.deadline);
}

// Few connections ever wait for this. One that was asked about is watched for it from then on.
void ServedConnection::await_writable() {
  if (std::exchange(watches_writable_, true)) return;
  loop_.watch_otherwise(socket_.number(), *this, Watch::turning_either);
}

// A deadline mostly moves away, with every command. So the timer is left as it is, and set anew
// when it fires too early; it is moved only towards the present.
void ServedConnection::await_deadline(engine::Time deadline) {
  TimerQueue& timers = loop_.timers();
  if (waits_for_a_moment() && timers.due(*this) <= deadline) return;
  timers.set(*this, deadline);
}

}  // namespace heloport::transports
