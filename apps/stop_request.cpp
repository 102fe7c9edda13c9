// See stop_request.hpp.

#include "apps/stop_request.hpp"

#include <atomic>
#include <csignal>

namespace heloport::apps {
namespace {

// A signal handler can reach nothing but what is static.
std::atomic<int> signal_that_came{0};
static_assert(std::atomic<int>::is_always_lock_free);

void remember(int number) {
  signal_that_came = number;
  std::signal(SIGINT, SIG_DFL);
  std::signal(SIGTERM, SIG_DFL);
}

}  // namespace

StopRequest::StopRequest() {
  signal_that_came = 0;
  handlers_.emplace(remember);
}

int StopRequest::signal() const {
  return signal_that_came;
}

}  // namespace heloport::apps
