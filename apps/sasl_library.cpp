// What heloport takes from GNU SASL, in our words: the one file that sees it.

#include "apps/sasl_library.hpp"

#include <gsasl.h>

#include <array>
#include <atomic>
#include <cstdlib>
#include <cstring>
#include <new>
#include <stdexcept>
#include <utility>

#include "apps/hmac.hpp"
#include "apps/mime.hpp"

namespace heloport::apps {
namespace {

constexpr std::size_t key_octets = GSASL_HASH_SHA256_SIZE;
using Key = std::array<char, key_octets>;

std::atomic<std::uint64_t> iterations_done = 0;

// The library calls its own malloc; a text that it gives away goes back to it, wiped.
std::string taken(char* text, std::size_t size) {
  std::string octets(text, size);
  explicit_bzero(text, size);
  gsasl_free(text);
  return octets;
}

[[noreturn]] void library_failed(int code) {
  // Codes are of the library's own resources here; their texts hold nothing of a peer or a user.
  if (code == GSASL_MALLOC_ERROR) throw std::bad_alloc();
  throw std::runtime_error(std::string("GNU SASL: ") + gsasl_strerror(code));
}

void must(int code) {
  if (code != GSASL_OK) library_failed(code);
}

std::string octets_of(const Key& key) {
  return {key.data(), key.size()};
}

/// What the library computes from a salted password; wiped where it is given back.
struct Keys {
  Key client{};
  Key server{};
  Key stored{};

  ~Keys() {
    for (Key* key : {&client, &server, &stored}) explicit_bzero(key->data(), key->size());
  }
};

// RFC 5802, 3
Keys keys_of(std::string_view salted_password) {
  Keys keys;
  must(gsasl_scram_secrets_from_salted_password(GSASL_HASH_SHA256, salted_password.data(),
                                                keys.client.data(), keys.server.data(),
                                                keys.stored.data()));
  return keys;
}

}  // namespace

std::optional<std::string> saslprep(std::string_view text) {
  if (text.size() > sasl_text_octets_max) return std::nullopt;
  if (text.find('\0') != std::string_view::npos || !is_utf8(text)) return std::nullopt;
  std::string terminated(text);
  char* prepared = nullptr;
  // In 2.2 the flag means the opposite of its name: with it, unassigned code points are refused.
  // The library passes it wherever it prepares a text itself, so this agrees with all of them.
  const int code = gsasl_saslprep(terminated.c_str(), GSASL_ALLOW_UNASSIGNED, &prepared, nullptr);
  wipe(terminated);
  if (code != GSASL_OK) return std::nullopt;
  return taken(prepared, std::strlen(prepared));
}

// The library has PBKDF2 too, but hashes the password anew in each iteration.
std::optional<ScramKeys> scram_keys(std::string_view password, std::uint32_t iterations,
                                    std::string_view salt) {
  auto prepared = saslprep(password);
  if (!prepared || prepared->empty()) return std::nullopt;
  std::string salted = pbkdf2_sha256(*prepared, salt, iterations);
  iterations_done += iterations;
  const Keys keys = keys_of(salted);
  wipe(*prepared);
  wipe(salted);
  return ScramKeys{octets_of(keys.client), octets_of(keys.stored), octets_of(keys.server)};
}

std::optional<ScramSecrets> scram_secrets(std::string_view password, std::uint32_t iterations,
                                          std::string_view salt) {
  auto keys = scram_keys(password, iterations, salt);
  if (!keys) return std::nullopt;
  wipe(keys->client_key);
  return ScramSecrets{iterations, std::string(salt), keys->stored_key, keys->server_key};
}

ScramSecrets scram_secrets_from_salted(std::string_view salted_password, std::uint32_t iterations,
                                       std::string_view salt) {
  if (salted_password.size() != key_octets) throw std::invalid_argument("a key of 32 octets");
  const Keys keys = keys_of(salted_password);
  return {iterations, std::string(salt), octets_of(keys.stored), octets_of(keys.server)};
}

std::uint64_t scram_iterations_done() {
  return iterations_done;
}

std::string random_octets(std::size_t count) {
  std::string octets(count, '\0');
  must(gsasl_random(octets.data(), octets.size()));
  return octets;
}

std::string sasl_base64(std::string_view octets) {
  char* text = nullptr;
  std::size_t size = 0;
  must(gsasl_base64_to(octets.data(), octets.size(), &text, &size));
  return taken(text, size);
}

std::optional<std::string> from_sasl_base64(std::string_view text) {
  char* octets = nullptr;
  std::size_t size = 0;
  if (gsasl_base64_from(text.data(), text.size(), &octets, &size) != GSASL_OK) return std::nullopt;
  std::string decoded = taken(octets, size);
  if (sasl_base64(decoded) != text) return std::nullopt;
  return decoded;
}

bool equal_in_constant_time(std::string_view one, std::string_view other) {
  if (one.size() != other.size()) return false;
  unsigned difference = 0;
  for (std::size_t i = 0; i < one.size(); ++i) {
    difference |= static_cast<unsigned char>(one[i]) ^ static_cast<unsigned char>(other[i]);
  }
  return difference == 0;
}

void wipe(std::string& secret) {
  explicit_bzero(secret.data(), secret.size());
  secret.clear();
}

namespace {

/// A fact, the property that it is to the library, and whether the library wants it in base64.
struct Property {
  SaslFact fact;
  Gsasl_property property;
  bool in_base64;
};

constexpr std::array properties{
    Property{SaslFact::authcid, GSASL_AUTHID, false},
    Property{SaslFact::authzid, GSASL_AUTHZID, false},
    Property{SaslFact::password, GSASL_PASSWORD, false},
    Property{SaslFact::tls_unique, GSASL_CB_TLS_UNIQUE, true},
    Property{SaslFact::tls_exporter, GSASL_CB_TLS_EXPORTER, true},
    Property{SaslFact::scram_iterations, GSASL_SCRAM_ITER, false},
    Property{SaslFact::scram_salt, GSASL_SCRAM_SALT, true},
    Property{SaslFact::scram_stored_key, GSASL_SCRAM_STOREDKEY, true},
    Property{SaslFact::scram_server_key, GSASL_SCRAM_SERVERKEY, true},
};

std::string told(Gsasl_session* session, Gsasl_property property) {
  const char* text = gsasl_property_fast(session, property);
  return text == nullptr ? "" : text;
}

int tell_fact(Gsasl_session* session, SaslFacts& facts, const Property& row) {
  auto octets = facts.fact(row.fact);
  if (!octets) return GSASL_NO_CALLBACK;
  std::string text = row.in_base64 ? sasl_base64(*octets) : *octets;
  const int code = gsasl_property_set_raw(session, row.property, text.data(), text.size());
  wipe(*octets);
  wipe(text);
  return code;
}

int ask_whether_permitted(Gsasl_session* session, SaslFacts& facts) {
  SaslClaim claim{told(session, GSASL_AUTHID), told(session, GSASL_AUTHZID),
                  told(session, GSASL_PASSWORD)};
  const bool permitted = facts.permits(claim);
  wipe(claim.password);
  return permitted ? GSASL_OK : GSASL_AUTHENTICATION_ERROR;
}

int answer(Gsasl_session* session, SaslFacts& facts, Gsasl_property wanted) {
  if (wanted == GSASL_VALIDATE_SIMPLE || wanted == GSASL_VALIDATE_EXTERNAL) {
    return ask_whether_permitted(session, facts);
  }
  for (const Property& row : properties) {
    if (row.property == wanted) return tell_fact(session, facts, row);
  }
  return GSASL_NO_CALLBACK;
}

// No exception may cross the library, which is C.
int called_back(Gsasl*, Gsasl_session* session, Gsasl_property wanted) noexcept {
  try {
    return answer(session, *static_cast<SaslFacts*>(gsasl_session_hook_get(session)), wanted);
  } catch (...) {
    return GSASL_MALLOC_ERROR;
  }
}

// Made once and never given back: a worker may still be in an exchange when the process ends.
// After this it is only read, so threads share it.
Gsasl* library() {
  static Gsasl* const context = [] {
    Gsasl* made = nullptr;
    must(gsasl_init(&made));
    gsasl_callback_set(made, called_back);
    return made;
  }();
  return context;
}

SaslOutcome outcome_of(int code) {
  switch (code) {
    case GSASL_OK:
      return SaslOutcome::done;
    case GSASL_NEEDS_MORE:
      return SaslOutcome::more;
    case GSASL_MECHANISM_PARSE_ERROR:
    case GSASL_BASE64_ERROR:
      return SaslOutcome::malformed;
    case GSASL_MALLOC_ERROR:
    case GSASL_CRYPTO_ERROR:
      return SaslOutcome::broken;
    default:
      return SaslOutcome::refused;
  }
}

// What the library gives back with its session, it does not wipe.
void wipe_secrets_of(Gsasl_session* session) {
  for (const Gsasl_property secret : {GSASL_PASSWORD, GSASL_SCRAM_SALTED_PASSWORD,
                                      GSASL_SCRAM_SERVERKEY, GSASL_SCRAM_STOREDKEY}) {
    const char* text = gsasl_property_fast(session, secret);
    if (text != nullptr) explicit_bzero(const_cast<char*>(text), std::strlen(text));
  }
}

}  // namespace

struct SaslExchange::Session {
  Gsasl_session* handle = nullptr;
};

SaslExchange::SaslExchange(std::unique_ptr<Session> session) : session_(std::move(session)) {}

SaslExchange::~SaslExchange() {
  wipe_secrets_of(session_->handle);
  gsasl_finish(session_->handle);
}

std::unique_ptr<SaslExchange> SaslExchange::begin(SaslRole role, const std::string& mechanism,
                                                  SaslFacts& facts) {
  const auto start = role == SaslRole::server ? gsasl_server_start : gsasl_client_start;
  auto session = std::make_unique<Session>();
  const int code = start(library(), mechanism.c_str(), &session->handle);
  if (code == GSASL_UNKNOWN_MECHANISM) return nullptr;
  must(code);
  gsasl_session_hook_set(session->handle, &facts);
  return std::unique_ptr<SaslExchange>(new SaslExchange(std::move(session)));
}

SaslExchange::Step SaslExchange::step(std::string_view input) {
  std::string terminated(input);  // its mechanisms measure some parts with strlen()
  char* output = nullptr;
  std::size_t size = 0;
  const int code =
      gsasl_step(session_->handle, terminated.c_str(), terminated.size(), &output, &size);
  wipe(terminated);
  std::string octets = output == nullptr ? "" : taken(output, size);
  return {outcome_of(code), std::move(octets)};
}

}  // namespace heloport::apps
