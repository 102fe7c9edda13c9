#pragma once
// What a finished handshake has settled.

#include <string>

namespace heloport::transports {

/// What is known once a handshake is complete. Owned strings: they outlive the layer's session.
///
/// Source: RFC 8314, 4.3 for the names in a Received field; RFC 5929 and RFC 9266 for the bindings.
struct TlsFacts {
  std::string version;  // "TLSv1.3"
  std::string cipher;   // as IANA spells it: "TLS_AES_256_GCM_SHA384"
  std::string group;    // as IANA spells it: "x25519"; empty where it is not known
  bool resumed = false;

  // On the server: the client presented a certificate and it leads to a CA of `client_ca`.
  bool client_certificate = false;
  // For SASL EXTERNAL: the first rfc822Name, or else the common name. Empty without a verified
  // certificate, and where the name holds what no name does (a control character).
  std::string certificate_identity;

  // On the client: the certificate leads to a trusted CA and is for the expected name. Told also
  // where verification is off and the session goes on regardless.
  bool server_verified = false;
  std::string server_doubt;  // why it is not: "self-signed certificate"

  // Raw octets. tls-unique exists in TLS 1.2 only; both need the extended master secret there, as
  // without it two connections can have the same (RFC 7627, 1).
  std::string channel_binding_unique;
  std::string channel_binding_exporter;  // 32 octets, label EXPORTER-Channel-Binding
};

}  // namespace heloport::transports
