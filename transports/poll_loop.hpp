#pragma once
// One pump run to its end on the calling thread, with poll(2): it takes pipes, terminals and
// files, which epoll does not.

#include "transports/pump.hpp"
#include "transports/stop_sequence.hpp"
#include "transports/wakeup.hpp"

namespace heloport::transports {

/// Runs `party` over `wire` until its session has ended. `wakeup` is what the party's wake calls;
/// `stop` may be null.
/// Errors: what the wire said, if that ended the session.
std::error_code run_polling(Party& party, const Wire& wire, const Wakeup& wakeup,
                            StopSequence* stop);

}  // namespace heloport::transports
