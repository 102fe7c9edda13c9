#pragma once
// Which of the two protocols a session speaks.

#include <cstdint>

namespace heloport::engine {

/// LMTP is SMTP with LHLO, and with a reply for each recipient after the data (RFC 2033).
enum class Protocol : std::uint8_t { smtp, lmtp };

}  // namespace heloport::engine
