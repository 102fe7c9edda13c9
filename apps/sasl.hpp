#pragma once
// What both sides of SASL have in common: what is known of the connection, and what a step says.

#include <cstdint>
#include <string>
#include <string_view>

#include "apps/sasl_library.hpp"

namespace heloport::apps {

/// What is known of the connection, mostly by TLS. Octets as they are, no base64.
struct SaslChannel {
  bool tls = false;
  bool plain_in_clear = false;  // PLAIN and LOGIN without TLS too: only where the operator says so
  std::string tls_unique;       // RFC 5929, 3: TLS 1.2 with extended master secret (RFC 7677, 4)
  std::string tls_exporter;     // RFC 9266: TLS 1.3
  bool certificate = false;     // the client's, verified
  std::string certificate_identity;  // the mailbox that it names; the server's concern only

  bool has_binding() const { return tls && !(tls_unique.empty() && tls_exporter.empty()); }
  bool may_show_passwords() const { return tls || plain_in_clear; }
};

/// What became of a response or, on the client's side, of a challenge.
struct SaslStep {
  enum class Kind : std::uint8_t {
    challenge,  // 334 with `octets`, which may be empty
    done,       // 235; `identity` may act from now on
    failed,     // 535 5.7.8
    malformed,  // 501 5.5.2
    temporary,  // 454 4.7.0: the users cannot be read, or the machine has no memory left
  };
  Kind kind = Kind::failed;
  std::string octets;
  std::string identity;  // a mailbox, domain in lower case
};

/// What the library's step means to the other side; without an identity.
SaslStep step_of(SaslExchange::Step step);

namespace sasl {

constexpr std::string_view plain = "PLAIN";
constexpr std::string_view login = "LOGIN";
constexpr std::string_view scram = "SCRAM-SHA-256";
constexpr std::string_view scram_plus = "SCRAM-SHA-256-PLUS";
constexpr std::string_view external = "EXTERNAL";

}  // namespace sasl

}  // namespace heloport::apps
