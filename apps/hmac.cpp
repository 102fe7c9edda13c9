// HMAC with SHA-256, by OpenSSL.

#include "apps/hmac.hpp"

#include <openssl/evp.h>
#include <openssl/hmac.h>

#include <array>
#include <new>

namespace heloport::apps {

std::string hmac_sha256(std::string_view key, std::string_view text) {
  std::array<unsigned char, 32> digest;
  unsigned octets = 0;
  const auto* const input = reinterpret_cast<const unsigned char*>(text.data());
  // It fails only where it cannot allocate.
  if (HMAC(EVP_sha256(), key.data(), static_cast<int>(key.size()), input, text.size(),
           digest.data(), &octets) == nullptr) {
    throw std::bad_alloc();
  }
  return {digest.begin(), digest.begin() + octets};
}

}  // namespace heloport::apps
