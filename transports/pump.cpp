// The loop between a wire and a party, without the waiting.

#include "transports/pump.hpp"

#include <array>
#include <cassert>

namespace heloport::transports {

namespace {

// System calls a turn: enough for a burst, and with blocks of 32 KiB half a MiB before the others
// of the loop have their turn.
constexpr int moves_max = 16;

// What a finished session still has to say must be taken in this time: the session's own timeouts
// have ended with it.
constexpr engine::Time last_octets_time{10'000};

// After our end of output a peer closes within a round trip or never will. The octets are what it
// may have had under way: a window's worth.
constexpr engine::Time linger_time{1'000};
constexpr std::size_t linger_octets_max = std::size_t{256} << 10;

}  // namespace

Waits Pump::turn(engine::Time now, Came came) {
  assert(stage_ != Stage::over);
  readable_ |= came.readable;
  ending_ |= came.ended;
  writable_ |= came.writable;
  again_ = false;
  if (stage_ == Stage::talking) talk(now);
  if (stage_ == Stage::lingering) linger(now);
  return waits();
}

void Pump::talk(engine::Time now) {
  octets().expire(now);
  party_->serve();
  int moves = 0;
  // Sending comes first: a reply never waits for more input.
  while (moves < moves_max && (send() || receive())) ++moves;
  again_ = moves == moves_max;
  if (stage_ == Stage::over || again_ || !octets().finished()) return;
  if (octets().output().empty()) return hang_up(now);
  if (!patience_) patience_ = now + last_octets_time;
  if (now >= *patience_) stage_ = Stage::over;
}

// False: nothing moved.
bool Pump::send() {
  if (!writable_ || stage_ == Stage::over) return false;
  engine::OctetSide& side = octets();
  const engine::Output output = side.output();
  if (output.empty()) return false;
  const Moved moved = wire_.write(output);
  switch (moved.how) {
    case Moved::How::some:
      side.sent(moved.octets);
      party_->serve();
      return true;
    case Moved::How::later:
      writable_ = false;
      return false;
    case Moved::How::ended:
    case Moved::How::failed:
      lose(moved.error);
      return false;
  }
  return false;
}

bool Pump::receive() {
  if (!readable_ || input_ended_ || stage_ == Stage::over) return false;
  engine::OctetSide& side = octets();
  if (side.finished()) return false;
  const std::span<char> room = side.input();
  if (room.empty()) return false;  // what can be read stays where it is until there is room
  const Moved moved = wire_.read(room);
  switch (moved.how) {
    case Moved::How::some:
      // A read that leaves room has emptied the socket, asking again would only say so: unless
      // the end is there already, of which a loop that tells of changes will not tell again.
      readable_ = moved.octets == room.size() || ending_;
      side.received(moved.octets);
      party_->serve();
      return true;
    case Moved::How::later:
      readable_ = false;
      party_->serve();  // the session may take its room back
      return false;
    case Moved::How::ended:
      if (goodbye_ == Goodbye::at_once) {
        lose(0);  // nobody is left to hear what the party would say to this
        return false;
      }
      input_ended_ = true;
      side.end_of_input();
      party_->serve();
      return true;
    case Moved::How::failed:
      lose(moved.error);
      return false;
  }
  return false;
}

// The peer is gone in both directions. The party is told, so that it can end what it has begun.
void Pump::lose(int error) {
  fault_ = error;
  stage_ = Stage::over;
  if (!input_ended_) octets().end_of_input();
  input_ended_ = true;
  party_->serve();
}

// Closing a socket with octets unread resets the connection, and the reset may overtake our last
// reply on the peer's side. So its octets are read to their end first, within bounds; unless the
// peer has said that there are none, and none are here.
void Pump::hang_up(engine::Time now) {
  if (goodbye_ == Goodbye::at_once || (octets().peer_is_done() && !readable_)) {
    stage_ = Stage::over;
    return;
  }
  const bool peer_may_send = wire_.shut_down() && !input_ended_;
  stage_ = peer_may_send ? Stage::lingering : Stage::over;
  patience_ = now + linger_time;
}

void Pump::linger(engine::Time now) {
  const Moved::How last = discard();
  const bool ended = last == Moved::How::ended || last == Moved::How::failed;
  if (ended || now >= *patience_ || lingered_octets_ > linger_octets_max) stage_ = Stage::over;
}

// Reads what is there, if anything may be.
Moved::How Pump::discard() {
  std::array<char, 4096> discarded;
  Moved moved;
  for (int moves = 0; readable_ && moves < moves_max; ++moves) {
    moved = wire_.read(discarded);
    lingered_octets_ += static_cast<std::uint32_t>(moved.octets);
    readable_ = moved.how == Moved::How::some;
  }
  again_ = readable_;
  return moved.how;
}

Waits Pump::waits() const {
  Waits waits;
  waits.over = stage_ == Stage::over;
  if (waits.over) return waits;
  waits.again = again_;
  waits.deadline = patience_;
  if (stage_ == Stage::lingering) {
    waits.readable = true;
    return waits;
  }
  const engine::OctetSide& side = octets();
  waits.readable = !readable_ && !input_ended_ && !side.finished();
  waits.writable = !writable_ && !side.output().empty();
  const std::optional<engine::Time> deadline = side.deadline();
  if (deadline && (!patience_ || *deadline < *patience_)) waits.deadline = deadline;
  return waits;
}

}  // namespace heloport::transports
