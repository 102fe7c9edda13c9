#pragma once
// HMAC with SHA-256 (RFC 2104), the one function of OpenSSL that apps/ needs.

#include <string>
#include <string_view>

namespace heloport::apps {

/// 32 octets. Key and text are of any length.
std::string hmac_sha256(std::string_view key, std::string_view text);

}  // namespace heloport::apps
