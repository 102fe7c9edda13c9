#pragma once
// Keyed hashes with SHA-256, all of OpenSSL that apps/ needs.

#include <cstdint>
#include <string>
#include <string_view>

namespace heloport::apps {

/// HMAC (RFC 2104): 32 octets. Key and text are of any length.
std::string hmac_sha256(std::string_view key, std::string_view text);

/// PBKDF2 with that HMAC (RFC 8018, 5.2): 32 octets. At least one iteration. Its time does not
/// depend on the password's length, so that a long one in PLAIN is no way to load a server.
std::string pbkdf2_sha256(std::string_view password, std::string_view salt,
                          std::uint32_t iterations);

}  // namespace heloport::apps
