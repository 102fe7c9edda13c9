#pragma once
// What time it is, for transports.

#include "engine/octet_side.hpp"

namespace heloport::transports {

/// The time of every transport but memory: steady, in whole milliseconds, rounded down, so that a
/// deadline that has come is never seen as one that has not.
engine::Time steady_now();

}  // namespace heloport::transports
