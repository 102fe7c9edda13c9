// One pump run to its end on the calling thread, with poll(2).

#include "transports/poll_loop.hpp"

#include <poll.h>

#include <algorithm>
#include <array>
#include <climits>

#include "transports/clock.hpp"

namespace heloport::transports {

namespace {

constexpr int nobody = -1;  // poll(2) leaves such an entry out, hangups and all

std::optional<engine::Time> earlier(std::optional<engine::Time> one,
                                    std::optional<engine::Time> other) {
  if (!one || !other) return one ? one : other;
  return std::min(*one, *other);
}

int milliseconds_until(std::optional<engine::Time> deadline, engine::Time now) {
  if (!deadline) return -1;
  return static_cast<int>(std::clamp<engine::Time::rep>((*deadline - now).count(), 0, INT_MAX));
}

Came wait_for(const Waits& waits, const Wire& wire, const Wakeup& wakeup,
              const StopSequence* stop) {
  std::array<pollfd, 4> asked{{
      {waits.readable ? wire.descriptor_in() : nobody, POLLIN, 0},
      {waits.writable ? wire.descriptor_out() : nobody, POLLOUT, 0},
      {wakeup.descriptor(), POLLIN, 0},
      {stop != nullptr ? stop->descriptor() : nobody, POLLIN, 0},
  }};
  const auto stop_deadline = stop != nullptr ? stop->deadline() : std::nullopt;
  const auto deadline = earlier(waits.deadline, stop_deadline);
  const int patience = waits.again ? 0 : milliseconds_until(deadline, steady_now());
  if (::poll(asked.data(), asked.size(), patience) <= 0) return {};
  if (asked[2].revents != 0) wakeup.take();
  return {.readable = asked[0].revents != 0, .writable = asked[1].revents != 0};
}

}  // namespace

std::error_code run_polling(Party& party, const Wire& wire, const Wakeup& wakeup,
                            StopSequence* stop) {
  Pump pump(party, wire);
  Came came;
  while (true) {
    const Waits waits = pump.turn(steady_now(), came);
    if (waits.over) return pump.fault();
    came = wait_for(waits, wire, wakeup, stop);
    while (const auto stage = stop != nullptr ? stop->due(steady_now()) : std::nullopt) {
      if (*stage == StopStage::give_up) return pump.fault();
      if (pump.party_done()) continue;
      party.stop(*stage == StopStage::now ? Urgency::now : Urgency::when_idle);
    }
  }
}

}  // namespace heloport::transports
