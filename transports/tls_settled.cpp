// Reading the facts off a connection.

#include "transports/tls_settled.hpp"

#include <openssl/ssl.h>
#include <openssl/x509_vfy.h>

#include <array>
#include <string_view>

#include "transports/tls_names.hpp"

namespace heloport::transports {

namespace {

// OpenSSL's names where they are not IANA's (RFC 8422, 5.1.1; RFC 8446, 4.2.7).
std::string group_of(SSL* ssl) {
  struct Group {
    int nid;
    std::string_view name;
  };
  constexpr std::array groups{
      Group{NID_X25519, "x25519"},
      Group{NID_X448, "x448"},
      Group{NID_X9_62_prime256v1, "secp256r1"},
      Group{NID_secp384r1, "secp384r1"},
      Group{NID_secp521r1, "secp521r1"},
      Group{NID_ffdhe2048, "ffdhe2048"},
      Group{NID_ffdhe3072, "ffdhe3072"},
      Group{NID_ffdhe4096, "ffdhe4096"},
  };
  const long negotiated = SSL_get_negotiated_group(ssl);
  for (const Group& group : groups) {
    if (group.nid == negotiated) return std::string(group.name);
  }
  return {};
}

// RFC 5929, 3.1: the first Finished of the last handshake. The client's comes first, unless a
// session was resumed.
std::string unique_of(SSL* ssl) {
  std::array<char, EVP_MAX_MD_SIZE> finished{};
  const bool server_was_first = SSL_session_reused(ssl) == 1;
  const bool ours_was_first = (SSL_is_server(ssl) == 1) == server_was_first;
  const std::size_t octets = ours_was_first
                                 ? SSL_get_finished(ssl, finished.data(), finished.size())
                                 : SSL_get_peer_finished(ssl, finished.data(), finished.size());
  return {finished.data(), octets};
}

// RFC 9266, 2: the context is there and empty, which is not the same as none in TLS 1.2
// (RFC 5705, 4).
std::string exporter_of(SSL* ssl) {
  constexpr std::string_view label = "EXPORTER-Channel-Binding";
  constexpr std::array<unsigned char, 1> context{};
  std::array<unsigned char, 32> exported{};
  const int done = SSL_export_keying_material(ssl, exported.data(), exported.size(), label.data(),
                                              label.size(), context.data(), 0, 1);
  if (done != 1) return {};
  return {reinterpret_cast<const char*>(exported.data()), exported.size()};
}

void take_bindings(SSL* ssl, TlsFacts& facts) {
  const bool newest = SSL_version(ssl) >= TLS1_3_VERSION;
  if (!newest && SSL_get_extms_support(ssl) != 1) return;
  facts.channel_binding_exporter = exporter_of(ssl);
  if (!newest) facts.channel_binding_unique = unique_of(ssl);
}

void take_peer(SSL* ssl, TlsFacts& facts) {
  const X509* certificate = SSL_get0_peer_certificate(ssl);
  const long result = SSL_get_verify_result(ssl);
  const bool leads_to_ca = certificate != nullptr && result == X509_V_OK;
  if (SSL_is_server(ssl) == 1) {
    facts.client_certificate = leads_to_ca;
    if (leads_to_ca) facts.certificate_identity = identity_in(certificate);
    return;
  }
  facts.server_verified = leads_to_ca && expects_server(ssl);
  if (facts.server_verified) return;
  facts.server_doubt = leads_to_ca ? "no name was expected" : X509_verify_cert_error_string(result);
}

}  // namespace

TlsFacts settled_facts(SSL* ssl) {
  TlsFacts facts;
  facts.version = SSL_get_version(ssl);
  facts.cipher = SSL_CIPHER_standard_name(SSL_get_current_cipher(ssl));
  facts.group = group_of(ssl);
  facts.resumed = SSL_session_reused(ssl) == 1;
  take_peer(ssl, facts);
  take_bindings(ssl, facts);
  return facts;
}

}  // namespace heloport::transports
