#pragma once
// Two sessions joined in one process: no descriptors, no threads, a clock of our own.

#include <array>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <limits>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "engine/octet_side.hpp"
#include "transports/party.hpp"

namespace heloport::transports {

enum class Direction : std::uint8_t { to_server, to_client };

/// Where the stream is split: each call is the distance to the next split point, never 0. No more
/// than that is handed over at once, and less only when there is no more yet.
using Chunks = std::function<std::size_t()>;
Chunks whole_chunks();                                  // whatever there is room for
Chunks chunks_of(std::size_t octets);                   // always the same
Chunks chunks_in_turn(std::vector<std::size_t> sizes);  // from the front again after the last
/// 1 to `octets_max`, the same sequence for the same seed on every machine.
Chunks random_chunks(std::uint64_t seed, std::size_t octets_max);

/// One end of a link: a party, or a session and the function that pulls its events.
struct MemoryEnd {
  MemoryEnd(Party& party);  // NOLINT(google-explicit-constructor): a party is an end
  MemoryEnd(engine::OctetSide& octets, std::function<void()> serve);
  engine::OctetSide* octets;
  std::function<void()> serve;
};

/// A connection between two sessions in one process.
///
/// Use:      make two parties with memory_arrival(), join them, run_until_quiet(); then ask, cut,
///           stall, advance() and run again. The same calls give the same run, always.
/// Shape:    a side's output goes into flight as far as there is room, and from there in chunks
///           into the other side's input(). A side that has finished is at its end of input for
///           the other once its octets have arrived; what still comes for it is dropped.
/// Units:    octets; time in milliseconds of the link's own clock, which starts at 0 and moves in
///           advance() only.
/// Limits:   flight_octets_max a direction.
/// Lifetime: both ends must outlive the link.
/// Threads:  none. Every run serves both ends, so a wake needs no work here.
class MemoryLink {
 public:
  MemoryLink(MemoryEnd client, MemoryEnd server);

  void chunks(Direction direction, Chunks sizes);
  void flight_octets_max(Direction direction, std::size_t octets);
  /// The connection drops once so many octets in all have arrived; what is in flight is lost, and
  /// both sides are at their end of input.
  void cut(Direction direction, std::uint64_t octets);
  /// Nothing arrives in this direction until it is resumed.
  void stall(Direction direction, bool stalled = true);

  /// Moves octets until neither side can move; false if that was not the case within `steps_max`.
  bool run_until_quiet(std::size_t steps_max = 10'000'000);
  /// Lets time pass, from deadline to deadline, and runs until quiet at each.
  bool advance(engine::Time duration);

  engine::Time now() const { return now_; }
  /// What has arrived in all.
  std::uint64_t arrived(Direction direction) const { return lane(direction).arrived; }
  bool dropped() const { return dropped_; }

 private:
  struct End {
    MemoryEnd party;
    bool told_end = false;  // end_of_input() was called
  };
  struct Lane {
    std::string_view flying() const { return std::string_view(flight).substr(landed); }
    std::size_t take_off(std::string_view run);
    void land(std::size_t octets);

    std::string flight;
    std::size_t landed = 0;  // of `flight`, from its front
    Chunks sizes = whole_chunks();
    std::size_t flight_octets_max = std::size_t{64} << 10;
    std::uint64_t arrived = 0;
    std::uint64_t cut = std::numeric_limits<std::uint64_t>::max();
    std::size_t chunk = 0;  // what is still to arrive before the next split point
    bool stalled = false;
  };

  bool step(Direction direction);
  void serve(End& end);
  static bool arrive(End& to, Lane& way);
  static bool depart(End& from, Lane& way);
  static bool tell_end(End& from, End& to, const Lane& way);
  static bool end_input(End& end);
  bool drop();
  std::optional<engine::Time> next_deadline() const;
  Lane& lane(Direction direction) { return lanes_[static_cast<std::size_t>(direction)]; }
  const Lane& lane(Direction direction) const {
    return lanes_[static_cast<std::size_t>(direction)];
  }

  End client_;
  End server_;
  std::array<Lane, 2> lanes_;
  engine::Time now_{0};
  bool dropped_ = false;
};

/// Who arrives over a link: a local peer without an address.
Arrival memory_arrival();

}  // namespace heloport::transports
