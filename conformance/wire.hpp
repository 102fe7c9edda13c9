#pragma once
// The transport and the peer of a played session: octets in pieces, in virtual time.

#include <chrono>
#include <cstddef>
#include <functional>
#include <string>
#include <string_view>

#include "engine/octet_side.hpp"

namespace heloport::conformance {

/// Drives an octet side as a transport does.
///
/// Use:      write() and end_of_input() say what the peer does; then feed() and drain() until
///           both are false, pulling the session's events between.
/// Shape:    octets go in where input() has room, in pieces of `chunk_octets`, and come out in
///           pieces of the same size; 0: all there is.
/// Lifetime: the octet side must outlive it.
/// Threads:  none.
class Wire {
 public:
  Wire(engine::OctetSide& octets, std::size_t chunk_octets);

  void write(std::string_view octets);
  void end_of_input() { end_written_ = true; }
  void reading(bool on) { peer_reads_ = on; }
  bool end_written() const { return end_written_; }

  /// Gives the next piece, with the end if it is the last one. False: there is nothing to give,
  /// or the session takes nothing.
  bool feed();
  /// Takes all output. False when there is none, or the peer does not read.
  bool drain(std::string& speech);

  /// Written and not taken.
  std::size_t octets_waiting() const { return written_.size() - taken_; }
  void drop_waiting() { taken_ = written_.size(); }
  std::size_t piece(std::size_t available) const;

  /// Time goes from deadline to deadline, as a transport's timer does; `settle` is called at each.
  /// False: a deadline stays in the past, and a transport's loop would spin.
  bool advance(std::chrono::milliseconds by, const std::function<void()>& settle);

 private:
  engine::OctetSide& octets_;
  std::size_t chunk_octets_;
  engine::Time now_{};
  std::string written_;
  std::size_t taken_ = 0;  // of written_, from its beginning
  bool end_written_ = false;
  bool end_given_ = false;
  bool peer_reads_ = true;
};

}  // namespace heloport::conformance
