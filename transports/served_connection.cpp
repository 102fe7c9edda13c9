// One connection of a server.

#include "transports/served_connection.hpp"

#include <exception>
#include <utility>

namespace heloport::transports {

ServedConnection::ServedConnection(EventLoop& loop, ConnectionOwner& owner, Descriptor socket)
    : DrivenSocket(loop, std::move(socket)), owner_(owner), ring_(loop.bell().move_in(*this)) {}

std::function<void()> ServedConnection::waking() const {
  return ring_;
}

// The first words are ours as a rule, so there is a turn before there is anything to wait for.
void ServedConnection::begin(std::unique_ptr<Party> party) {
  party_ = std::move(party);
  drive(*party_, Goodbye::lingering, Watch::turning_readable);
  turn({});
}

// A party that throws ends its own connection and no other.
void ServedConnection::turn(Came came) {
  try {
    DrivenSocket::turn(came);
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
  if (!open()) return;
  loop().bell().move_out(ring_.room);
  DrivenSocket::close();
  party_.reset();
  owner_.closed(*this);
}

}  // namespace heloport::transports
