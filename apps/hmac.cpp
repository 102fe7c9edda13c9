// Keyed hashes with SHA-256, by OpenSSL.

#include "apps/hmac.hpp"

#include <openssl/evp.h>
#include <openssl/hmac.h>

#include <new>

namespace heloport::apps {
namespace {

constexpr std::size_t digest_octets = 32;

const unsigned char* octets_of(std::string_view text) {
  return reinterpret_cast<const unsigned char*>(text.data());
}

unsigned char* octets_of(std::string& text) {
  return reinterpret_cast<unsigned char*>(text.data());
}

int size_of(std::string_view text) {
  return static_cast<int>(text.size());
}

}  // namespace

// Both fail only where they cannot allocate.

std::string hmac_sha256(std::string_view key, std::string_view text) {
  std::string digest(digest_octets, '\0');
  if (HMAC(EVP_sha256(), key.data(), size_of(key), octets_of(text), text.size(), octets_of(digest),
           nullptr) == nullptr) {
    throw std::bad_alloc();
  }
  return digest;
}

std::string pbkdf2_sha256(std::string_view password, std::string_view salt,
                          std::uint32_t iterations) {
  std::string digest(digest_octets, '\0');
  if (PKCS5_PBKDF2_HMAC(password.data(), size_of(password), octets_of(salt), size_of(salt),
                        static_cast<int>(iterations), EVP_sha256(), size_of(digest),
                        octets_of(digest)) != 1) {
    throw std::bad_alloc();
  }
  return digest;
}

}  // namespace heloport::apps
