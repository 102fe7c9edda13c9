// What TLS sessions begin with: certificates, keys, whom to trust.

#include "transports/tls_context.hpp"

#include <openssl/ssl.h>

#include <array>
#include <utility>

#include "transports/tls_errors.hpp"
#include "transports/tls_names.hpp"

namespace heloport::transports {

namespace {

using Loaded = std::variant<SslContext, Fault>;

// TLS 1.2: forward secrecy and AEAD only (RFC 9325, 4.2). The level is OpenSSL's measure of
// strength: 112 bits, no SHA-1 in signatures.
constexpr const char* ciphers_of_tls_1_2 =
    "ECDHE+AESGCM:ECDHE+CHACHA20:ECDHE+AESCCM:!aNULL:@SECLEVEL=2";

int number_of(TlsVersion version) {
  return version == TlsVersion::tls_1_2 ? TLS1_2_VERSION : TLS1_3_VERSION;
}

// A program must not wait at a terminal for the passphrase of a key, so there is none.
int no_passphrase(char* /*target*/, int /*octets*/, int /*writing*/, void* /*data*/) {
  return -1;
}

SslContext new_context(const SSL_METHOD* method, const TlsVersions& versions) {
  SslContext context(SSL_CTX_new(method), SSL_CTX_free);
  if (!context) return {};
  SSL_CTX* raw = context.get();
  const bool set = SSL_CTX_set_min_proto_version(raw, number_of(versions.least)) == 1 &&
                   SSL_CTX_set_max_proto_version(raw, number_of(versions.most)) == 1 &&
                   SSL_CTX_set_cipher_list(raw, ciphers_of_tls_1_2) == 1;
  if (!set) return {};
  SSL_CTX_set_options(raw, SSL_OP_NO_RENEGOTIATION | SSL_OP_NO_COMPRESSION);
  // A layer hands over what it has as the session's output grows and moves; OpenSSL's own buffers
  // of 16 KiB go when they are empty.
  SSL_CTX_set_mode(raw, SSL_MODE_ENABLE_PARTIAL_WRITE | SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER |
                            SSL_MODE_RELEASE_BUFFERS);
  SSL_CTX_set_session_cache_mode(raw, SSL_SESS_CACHE_OFF);
  SSL_CTX_set_default_passwd_cb(raw, no_passphrase);
  return context;
}

std::optional<Fault> load_pair(SSL_CTX* context, const std::string& certificate,
                               const std::string& key) {
  const TlsErrors errors;
  if (SSL_CTX_use_certificate_chain_file(context, certificate.c_str()) != 1) {
    return errors.with("read the certificate in", certificate);
  }
  const std::string& key_file = key.empty() ? certificate : key;
  // Loading compares it with the certificate.
  if (SSL_CTX_use_PrivateKey_file(context, key_file.c_str(), SSL_FILETYPE_PEM) != 1) {
    return errors.with("use the key in", key_file);
  }
  return {};
}

// A certificate that does not verify is as none: the session goes on, and the result is kept for
// who asks (settled_facts). OpenSSL's own check is what is asked.
int verify_client(X509_STORE_CTX* chain, void* /*data*/) {
  if (X509_verify_cert(chain) != 1 && X509_STORE_CTX_get_error(chain) == X509_V_OK) {
    X509_STORE_CTX_set_error(chain, X509_V_ERR_UNSPECIFIED);
  }
  return 1;
}

std::optional<Fault> ask_clients(SSL_CTX* context, const std::string& client_ca) {
  const TlsErrors errors;
  STACK_OF(X509_NAME)* names = SSL_load_client_CA_file(client_ca.c_str());
  if (names == nullptr) return errors.with("read the CA in", client_ca);
  SSL_CTX_set_client_CA_list(context, names);  // owns them now
  if (SSL_CTX_load_verify_file(context, client_ca.c_str()) != 1) {
    return errors.with("read the CA in", client_ca);
  }
  SSL_CTX_set_verify(context, SSL_VERIFY_PEER, nullptr);
  SSL_CTX_set_cert_verify_callback(context, verify_client, nullptr);
  return {};
}

// A hash, because the name may be longer than the 32 octets that there are.
bool set_service(SSL_CTX* context, const std::string& service) {
  std::array<unsigned char, SSL_MAX_SID_CTX_LENGTH> hash{};
  unsigned octets = 0;
  return EVP_Digest(service.data(), service.size(), hash.data(), &octets, EVP_sha256(), nullptr) ==
             1 &&
         SSL_CTX_set_session_id_context(context, hash.data(), octets) == 1;
}

Loaded load_server(const TlsServerFiles& files, const TlsServerRules& rules) {
  const TlsErrors errors;
  SslContext context = new_context(TLS_server_method(), rules.versions);
  if (!context || !set_service(context.get(), rules.service)) {
    return errors.with("prepare TLS", {});
  }
  SSL_CTX_set_options(context.get(), SSL_OP_CIPHER_SERVER_PREFERENCE);
  SSL_CTX_set_max_early_data(context.get(), 0);
  // A client that sends more mail comes with one connection after the other.
  SSL_CTX_set_num_tickets(context.get(), 1);
  if (auto fault = load_pair(context.get(), files.certificate, files.key)) return *fault;
  if (!files.client_ca.empty()) {
    if (auto fault = ask_clients(context.get(), files.client_ca)) return *fault;
  }
  return context;
}

std::optional<Fault> trust(SSL_CTX* context, const std::string& ca) {
  const TlsErrors errors;
  const bool trusted = ca.empty() ? SSL_CTX_set_default_verify_paths(context) == 1
                                  : SSL_CTX_load_verify_file(context, ca.c_str()) == 1;
  if (trusted) return {};
  return errors.with("read the CA in", ca.empty() ? "the system's store" : ca);
}

Loaded load_client(const TlsClientFiles& files, const TlsClientRules& rules) {
  const TlsErrors errors;
  SslContext context = new_context(TLS_client_method(), rules.versions);
  if (!context) return errors.with("prepare TLS", {});
  // Without verification the chain is looked at all the same, and the result told.
  SSL_CTX_set_verify(context.get(), rules.verify ? SSL_VERIFY_PEER : SSL_VERIFY_NONE, nullptr);
  if (auto fault = trust(context.get(), files.ca)) return *fault;
  if (files.certificate.empty()) return context;
  if (auto fault = load_pair(context.get(), files.certificate, files.key)) return *fault;
  return context;
}

}  // namespace

void SslFree::operator()(ssl_st* ssl) const {
  SSL_free(ssl);
}

TlsServerContext::TlsServerContext(TlsServerFiles files, TlsServerRules rules, SslContext first)
    : files_(std::move(files)), rules_(std::move(rules)), current_(std::move(first)) {}

TlsServerContext::Opened TlsServerContext::open(TlsServerFiles files, TlsServerRules rules) {
  Loaded loaded = load_server(files, rules);
  if (auto* fault = std::get_if<Fault>(&loaded)) return std::move(*fault);
  return std::shared_ptr<TlsServerContext>(new TlsServerContext(
      std::move(files), std::move(rules), std::get<SslContext>(std::move(loaded))));
}

std::optional<Fault> TlsServerContext::reload() {
  Loaded loaded = load_server(files_, rules_);
  if (auto* fault = std::get_if<Fault>(&loaded)) return std::move(*fault);
  const std::lock_guard lock(mutex_);
  current_ = std::get<SslContext>(std::move(loaded));
  return {};
}

Ssl TlsServerContext::begin() const {
  SslContext context;
  {
    const std::lock_guard lock(mutex_);
    context = current_;
  }
  const TlsErrors errors;
  Ssl ssl(SSL_new(context.get()));
  if (ssl) SSL_set_accept_state(ssl.get());
  return ssl;
}

TlsClientContext::TlsClientContext(TlsClientRules rules, SslContext context)
    : rules_(rules), context_(std::move(context)) {}

TlsClientContext::Opened TlsClientContext::open(const TlsClientFiles& files, TlsClientRules rules) {
  Loaded loaded = load_client(files, rules);
  if (auto* fault = std::get_if<Fault>(&loaded)) return std::move(*fault);
  return std::shared_ptr<TlsClientContext>(
      new TlsClientContext(rules, std::get<SslContext>(std::move(loaded))));
}

std::variant<Ssl, std::string> TlsClientContext::begin(std::string_view server_name) const {
  const TlsErrors errors;
  Ssl ssl(SSL_new(context_.get()));
  if (!ssl) return "not enough memory for TLS";
  if (!expect_server(ssl.get(), server_name) && rules_.verify) {
    return "no certificate can be for the server name '" + std::string(server_name) + "'";
  }
  SSL_set_connect_state(ssl.get());
  return ssl;
}

}  // namespace heloport::transports
