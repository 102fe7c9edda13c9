// See stop_handlers.hpp.

#include "transports/stop_handlers.hpp"

namespace heloport::transports {

StopHandlers::StopHandlers(void (*handler)(int)) {
  struct sigaction action {};
  action.sa_handler = handler;
  action.sa_flags = SA_RESTART;
  ::sigaction(SIGTERM, &action, &terminate_before_);
  ::sigaction(SIGINT, &action, &interrupt_before_);
}

StopHandlers::~StopHandlers() {
  ::sigaction(SIGTERM, &terminate_before_, nullptr);
  ::sigaction(SIGINT, &interrupt_before_, nullptr);
}

}  // namespace heloport::transports
