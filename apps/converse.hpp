#pragma once
// One task over one connection, from the address that the user typed to the exit code.

#include <string>

#include "apps/client_party.hpp"
#include "apps/options.hpp"

namespace heloport::apps {

/// Whether the session begins with EHLO or HELO. LIST and READ need neither.
enum class Greeting { hello, none };

/// Connects, lets the task talk, and says how it ended. Everything that goes wrong was told.
Exit converse(const ClientChoice& choice, ClientTask& task, Greeting greeting);

/// What to say in EHLO: as chosen, otherwise this machine's name.
std::string hello_name(const ClientChoice& choice);

}  // namespace heloport::apps
