#pragma once
// The loop between a wire and a party, without the waiting: that is the event loop's.

#include <cstddef>
#include <cstdint>
#include <optional>
#include <system_error>

#include "engine/octet_side.hpp"
#include "transports/party.hpp"
#include "transports/wire.hpp"

namespace heloport::transports {

/// What to wait for before the next turn; whichever comes first.
struct Waits {
  bool readable = false;
  bool writable = false;
  bool again = false;  // more can move at once: only others' turns come before
  bool over = false;   // close; there are no more turns
  std::optional<engine::Time> deadline;
};

/// What has come since the last turn.
struct Came {
  bool readable = false;
  bool writable = false;
  /// The peer will send nothing more: reads go on until one says so.
  bool ended = false;
};

/// How a wire ends once its session is over.
enum class Goodbye : std::uint8_t {
  /// The peer is told that nothing more will come and may finish sending, so that closing does not
  /// turn our last octets into a reset connection; one that has asked for the end is done.
  lingering,
  /// For whoever has heard all that it waited for: closed when the last octets have left, and at
  /// once when the peer ends or is lost.
  at_once,
};

/// Drives one party over one wire, a turn at a time.
///
/// Use:      turn() once at the beginning, then whenever something of its Waits came, the party's
///           wake was called, or stop() was. Destroy the party when party_done().
/// Shape:    input() is asked for only when there is something to read. All that serve() wrote
///           leaves in one system call, before anything more is read. At the end: its Goodbye.
/// Limits:   moves_max system calls a turn, so that a busy connection shares its loop.
/// Errors:   fault() tells what the wire said, if that ended the session.
/// Threads:  none; one at a time.
class Pump {
 public:
  Pump(Party& party, Wire wire, Goodbye goodbye = Goodbye::lingering)
      : party_(&party), wire_(wire), goodbye_(goodbye) {}

  Waits turn(engine::Time now, Came came);
  /// The session is over and will not be touched again; what is left is the wire.
  bool party_done() const { return stage_ != Stage::talking; }
  std::error_code fault() const { return {fault_, std::generic_category()}; }

 private:
  enum class Stage : std::uint8_t { talking, lingering, over };

  void talk(engine::Time now);
  bool send();
  bool receive();
  void lose(int error);
  void hang_up(engine::Time now);
  void linger(engine::Time now);
  Moved::How discard();
  Waits waits() const;
  engine::OctetSide& octets() const { return party_->octets(); }

  Party* party_;
  Wire wire_;
  Goodbye goodbye_;
  Stage stage_ = Stage::talking;
  bool readable_ = false;     // something may be read without waiting
  bool ending_ = false;       // and the end of it
  bool writable_ = true;      // likewise written
  bool input_ended_ = false;  // end_of_input() was called
  bool again_ = false;
  std::uint32_t lingered_octets_ = 0;
  std::optional<engine::Time> patience_;  // for the last octets, then for lingering
  int fault_ = 0;                         // an errno
};

}  // namespace heloport::transports
