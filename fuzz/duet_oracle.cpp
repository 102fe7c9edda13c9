// See duet_oracle.hpp.

#include "fuzz/duet_oracle.hpp"

#include <algorithm>
#include <array>
#include <utility>
#include <vector>

namespace heloport::fuzz {
namespace {

using transports::Direction;

constexpr std::size_t setup_octets = 6;

unsigned octet(std::string_view input, std::size_t at) {
  return at < input.size() ? static_cast<unsigned char>(input[at]) : 0;
}

/// What is done to one direction.
struct Lane {
  std::vector<std::size_t> sizes;  // of the pieces, in turn
  std::uint64_t stalls_at = 0;     // nothing arrives behind so many octets; 0: never
};

transports::Chunks pieces(duet::Duet& duet, Direction direction, Lane lane) {
  return [&duet, direction, lane = std::move(lane), turn = std::size_t{0}]() mutable {
    const std::size_t size =
        lane.sizes.empty() ? std::size_t{1} << 20 : lane.sizes[turn++ % lane.sizes.size()];
    if (lane.stalls_at == 0) return size;
    const std::uint64_t arrived = duet.link().arrived(direction);
    const std::uint64_t left = lane.stalls_at > arrived ? lane.stalls_at - arrived : 1;
    if (left <= 1) duet.link().stall(direction);
    return static_cast<std::size_t>(std::min<std::uint64_t>(left, size));
  };
}

}  // namespace

duet::Setup duet_setup_of(std::string_view input) {
  duet::Setup setup;
  setup.protocol = (octet(input, 0) & 1u) != 0 ? engine::Protocol::lmtp : engine::Protocol::smtp;
  setup.tls = static_cast<duet::Tls>(octet(input, 1) % 3);
  setup.refusals = static_cast<duet::Refusals>(octet(input, 2) % 4);
  const unsigned off = octet(input, 3) | octet(input, 4) << 8 | octet(input, 5) << 16;
  for (unsigned id = 0; id < static_cast<unsigned>(engine::ExtensionId::count); ++id) {
    if ((off >> id & 1u) != 0) setup.off = setup.off.with(static_cast<engine::ExtensionId>(id));
  }
  return setup;
}

void disturb(duet::Duet& duet, std::string_view input) {
  std::array<Lane, 2> lanes;
  for (std::size_t at = setup_octets; at + 2 < input.size(); at += 3) {
    const unsigned what = octet(input, at);
    const unsigned where = octet(input, at + 1) | octet(input, at + 2) << 8;
    const auto direction = static_cast<Direction>(what & 1u);
    Lane& lane = lanes[what & 1u];
    switch (what >> 1 & 3u) {
      case 0:
      case 1:
        lane.sizes.push_back(1 + where % 1024);
        break;
      case 2:
        lane.stalls_at = 1 + where;
        break;
      default:
        duet.link().cut(direction, where);
        break;
    }
  }
  for (std::size_t i = 0; i < lanes.size(); ++i) {
    const auto direction = static_cast<Direction>(i);
    duet.link().chunks(direction, pieces(duet, direction, std::move(lanes[i])));
  }
}

Complaint nothing_is_lost_or_doubled(duet::Duet& duet) {
  std::string disagreement = duet.disagreement();
  if (!disagreement.empty()) return disagreement;
  if (!duet.finished()) return "a session outlives every timeout";
  return std::nullopt;
}

}  // namespace heloport::fuzz
