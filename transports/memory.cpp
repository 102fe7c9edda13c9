// Two sessions joined in one process.

#include "transports/memory.hpp"

#include <algorithm>
#include <cassert>
#include <utility>

namespace heloport::transports {

Chunks whole_chunks() {
  return chunks_of(std::numeric_limits<std::size_t>::max());
}

Chunks chunks_of(std::size_t octets) {
  assert(octets > 0);
  return [octets] { return octets; };
}

Chunks chunks_in_turn(std::vector<std::size_t> sizes) {
  assert(!sizes.empty());
  return [sizes = std::move(sizes), next = std::size_t{0}]() mutable {
    return sizes[next++ % sizes.size()];
  };
}

// SplitMix64 (Steele, Lea, Flood 2014): three lines that give the same numbers everywhere, which
// the distributions of <random> do not promise.
Chunks random_chunks(std::uint64_t seed, std::size_t octets_max) {
  assert(octets_max > 0);
  return [seed, octets_max]() mutable {
    std::uint64_t mixed = seed += 0x9e3779b97f4a7c15U;
    mixed = (mixed ^ (mixed >> 30U)) * 0xbf58476d1ce4e5b9U;
    mixed = (mixed ^ (mixed >> 27U)) * 0x94d049bb133111ebU;
    return 1 + static_cast<std::size_t>((mixed ^ (mixed >> 31U)) % octets_max);
  };
}

MemoryEnd::MemoryEnd(Party& party) : octets(&party.octets()), serve([&party] { party.serve(); }) {}

MemoryEnd::MemoryEnd(engine::OctetSide& side, std::function<void()> pull)
    : octets(&side), serve(std::move(pull)) {}

MemoryLink::MemoryLink(MemoryEnd client, MemoryEnd server)
    : client_{std::move(client)}, server_{std::move(server)} {}

void MemoryLink::chunks(Direction direction, Chunks sizes) {
  lane(direction).sizes = std::move(sizes);
  lane(direction).chunk = 0;
}

void MemoryLink::flight_octets_max(Direction direction, std::size_t octets) {
  assert(octets > 0);
  lane(direction).flight_octets_max = octets;
}

void MemoryLink::cut(Direction direction, std::uint64_t octets) {
  lane(direction).cut = octets;
}

void MemoryLink::stall(Direction direction, bool stalled) {
  lane(direction).stalled = stalled;
}

bool MemoryLink::run_until_quiet(std::size_t steps_max) {
  for (std::size_t steps = 0; steps < steps_max; ++steps) {
    const bool to_server = step(Direction::to_server);
    const bool to_client = step(Direction::to_client);
    if (!to_server && !to_client) return true;
  }
  return false;
}

bool MemoryLink::advance(engine::Time duration) {
  const engine::Time target = now_ + duration;
  while (const auto deadline = next_deadline()) {
    if (*deadline > target) break;
    now_ = *deadline;
    if (!run_until_quiet()) return false;
  }
  now_ = target;
  return run_until_quiet();
}

// A deadline that has come is answered in each step; only later ones are waited for.
std::optional<engine::Time> MemoryLink::next_deadline() const {
  std::optional<engine::Time> next;
  for (const End* end : {&client_, &server_}) {
    const auto deadline = end->party.octets->deadline();
    if (deadline && *deadline > now_ && (!next || *deadline < *next)) next = deadline;
  }
  return next;
}

// One movement at a time, so that the order of things follows from the chunk sizes alone.
bool MemoryLink::step(Direction direction) {
  Lane& way = lane(direction);
  End& from = direction == Direction::to_server ? client_ : server_;
  End& to = direction == Direction::to_server ? server_ : client_;
  serve(from);
  serve(to);
  if (dropped_) return false;
  if (way.arrived >= way.cut) return drop();
  return arrive(to, way) || depart(from, way) || tell_end(from, to, way);
}

void MemoryLink::serve(End& end) {
  end.party.octets->expire(now_);
  end.party.serve();
}

bool MemoryLink::arrive(End& to, Lane& way) {
  std::string_view flying = way.flying();
  if (flying.empty() || way.stalled) return false;
  if (to.told_end || to.party.octets->finished()) {
    way.land(flying.size());
    return true;
  }
  const std::span<char> room = to.party.octets->input();
  if (room.empty()) return false;
  if (way.chunk == 0) way.chunk = way.sizes();
  assert(way.chunk > 0);
  flying = flying.substr(0, std::min(way.chunk, room.size()));
  if (way.cut - way.arrived < flying.size()) flying = flying.substr(0, way.cut - way.arrived);
  const std::size_t n = flying.copy(room.data(), flying.size());
  way.land(n);
  way.chunk -= n;
  way.arrived += n;
  to.party.octets->received(n);
  to.party.serve();
  return true;
}

bool MemoryLink::depart(End& from, Lane& way) {
  std::size_t departed = 0;
  for (const std::string_view run : from.party.octets->output().runs) {
    departed += way.take_off(run);
  }
  if (departed == 0) return false;
  from.party.octets->sent(departed);
  from.party.serve();
  return true;
}

bool MemoryLink::tell_end(End& from, End& to, const Lane& way) {
  const engine::OctetSide& side = *from.party.octets;
  if (to.told_end || !side.finished() || !side.output().empty()) return false;
  if (!way.flying().empty() || way.stalled) return false;
  return end_input(to);
}

bool MemoryLink::end_input(End& end) {
  if (std::exchange(end.told_end, true)) return false;
  end.party.octets->end_of_input();
  end.party.serve();
  return true;
}

bool MemoryLink::drop() {
  dropped_ = true;
  for (Lane& way : lanes_) way.land(way.flying().size());
  end_input(client_);
  end_input(server_);
  return true;
}

std::size_t MemoryLink::Lane::take_off(std::string_view run) {
  run = run.substr(0, flight_octets_max - std::min(flight_octets_max, flying().size()));
  flight.append(run);
  return run.size();
}

// What has landed is cut off when it is more than what still flies, so each octet moves once.
void MemoryLink::Lane::land(std::size_t octets) {
  landed += octets;
  if (landed * 2 < flight.size()) return;
  flight.erase(0, landed);
  landed = 0;
}

Arrival memory_arrival() {
  return {[] {}, {}, true};
}

}  // namespace heloport::transports
