#pragma once
// Reading the facts off a connection.

#include <openssl/types.h>

#include "transports/tls_facts.hpp"

namespace heloport::transports {

/// What the handshake of this connection, which is complete, has settled.
TlsFacts settled_facts(SSL* ssl);

}  // namespace heloport::transports
