#pragma once
// What a client's options say about TLS and logging in, made ready for a session.

#include <string>
#include <variant>

#include "apps/client_party.hpp"
#include "apps/options.hpp"

namespace heloport::apps {

struct ClientSecurity {
  OpeningWishes opening;
  ClientTls tls;  // without a context: none
};

/// Reads files and password. What was refused was told.
std::variant<ClientSecurity, Exit> secure(const ClientChoice& choice);

}  // namespace heloport::apps
