// A socket on its loop, driven for a party.

#include "transports/driven_socket.hpp"

#include <utility>

namespace heloport::transports {

DrivenSocket::DrivenSocket(EventLoop& loop, Descriptor socket)
    : loop_(loop), socket_(std::move(socket)) {}

void DrivenSocket::drive(Party& party, Goodbye goodbye, Watch watch) {
  loop_.watch(socket_.number(), *this, watch);
  watches_writable_ = watch == Watch::turning_either;
  pump_.emplace(party, Wire(socket_.number()), goodbye);
}

void DrivenSocket::ready(Readiness readiness) {
  turn({.readable = readiness.readable, .writable = readiness.writable, .ended = readiness.ended});
}

void DrivenSocket::its_turn() {
  turn_asked_ = false;
  turn({});
}

void DrivenSocket::turn(Came came) {
  if (!pump_) return;
  const Waits waits = pump_->turn(loop_.now(), came);
  if (pump_->party_done()) party_done();
  if (waits.over) return over(pump_->fault());
  await(waits);
}

// Readable needs no asking: the socket is watched for it from its beginning to its end.
void DrivenSocket::await(const Waits& waits) {
  if (waits.writable) await_writable();
  if (waits.again && !std::exchange(turn_asked_, true)) loop_.soon(*this);
  await_deadline(waits.deadline);
}

// Few connections ever wait for this. One that was asked about is watched for it from then on.
void DrivenSocket::await_writable() {
  if (std::exchange(watches_writable_, true)) return;
  loop_.watch_otherwise(socket_.number(), *this, Watch::turning_either);
}

// A deadline mostly moves away, with every command. So the timer is left as it is, and set anew
// when it fires too early; it is moved only towards the present.
void DrivenSocket::await_deadline(std::optional<engine::Time> deadline) {
  if (!deadline) return;
  TimerQueue& timers = loop_.timers();
  if (waits_for_a_moment() && timers.due(*this) <= *deadline) return;
  timers.set(*this, *deadline);
}

void DrivenSocket::close() {
  pump_.reset();
  socket_.close();
}

}  // namespace heloport::transports
