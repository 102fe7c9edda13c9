// What time it is, for transports.

#include "transports/clock.hpp"

#include <chrono>

namespace heloport::transports {

engine::Time steady_now() {
  return std::chrono::floor<engine::Time>(std::chrono::steady_clock::now().time_since_epoch());
}

}  // namespace heloport::transports
