#pragma once
// What ends a load.

#include <string>

#include "apps/exit_codes.hpp"

namespace heloport::apps {

/// The server, or the way to it, did what it must not.
struct LoadFault {
  Exit exit = Exit::protocol;
  std::string text;  // one sentence, with the command and the reply; may hold the server's octets
};

}  // namespace heloport::apps
