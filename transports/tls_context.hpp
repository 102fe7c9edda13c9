#pragma once
// What TLS sessions begin with: certificates, keys, whom to trust.

#include <cstdint>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <variant>

#include "transports/fault.hpp"
#include "transports/tls_handle.hpp"

namespace heloport::transports {

enum class TlsVersion : std::uint8_t { tls_1_2, tls_1_3 };

struct TlsVersions {
  TlsVersion least = TlsVersion::tls_1_2;  // RFC 8996: nothing older
  TlsVersion most = TlsVersion::tls_1_3;
};

/// Paths of PEM files. A key that is locked by a passphrase is refused, never asked for.
struct TlsServerFiles {
  std::string certificate;  // the server's first, then the chain
  std::string key;          // empty: it is in `certificate`
  std::string client_ca;    // empty: clients are not asked for certificates (RFC 8314, 4.2)
};

struct TlsServerRules {
  /// Tickets of one service do not resume at another, not even with the same files.
  std::string service = "mail";
  TlsVersions versions;
};

/// The server's side: shared by every session of a service, on every loop.
///
/// Use:      open() once, give it to each TlsLayer, reload() when the files have changed.
/// Shape:    TLS 1.2 with forward secrecy and AEAD only, TLS 1.3; our order of ciphers; OpenSSL's
///           security level 2 (nothing under 112 bits, no SHA-1 signature). No renegotiation, no
///           compression, no early data. Sessions resume by tickets, whose keys live as long as
///           the files that were loaded; nothing is kept here for a session.
///           A client certificate is asked for where `client_ca` is given, never required: one
///           that does not verify is as if none had been presented (TlsFacts).
///           ALPN is not looked at: a client may offer anything and goes on without (RFC 7301 asks
///           for a failure only of a server that selects).
/// Errors:   open() and reload() name the file and the reason. After a failed reload() everything
///           is as before.
/// Threads:  all calls from any thread. A handshake keeps what it began with.
class TlsServerContext {
 public:
  using Opened = std::variant<std::shared_ptr<TlsServerContext>, Fault>;
  static Opened open(TlsServerFiles files, TlsServerRules rules = {});

  std::optional<Fault> reload();
  /// For TlsLayer: a new connection's state, server's side; null when memory is short.
  Ssl begin() const;

 private:
  TlsServerContext(TlsServerFiles files, TlsServerRules rules, SslContext first);

  TlsServerFiles files_;
  TlsServerRules rules_;
  mutable std::mutex mutex_;  // for current_
  SslContext current_;
};

struct TlsClientFiles {
  std::string ca;           // empty: the system's store
  std::string certificate;  // ours, for a server that asks; empty: none
  std::string key;          // empty: it is in `certificate`
};

struct TlsClientRules {
  bool verify = true;  // false: what is wrong with the certificate is only told (TlsFacts)
  TlsVersions versions;
};

/// The client's side: whom it trusts. The name to expect is each connection's.
///
/// Shape:    as TlsServerContext for versions and ciphers. Sessions are not resumed.
/// Threads:  all calls from any thread.
class TlsClientContext {
 public:
  using Opened = std::variant<std::shared_ptr<TlsClientContext>, Fault>;
  static Opened open(const TlsClientFiles& files, TlsClientRules rules = {});

  /// For TlsLayer: a new connection's state, client's side, that expects `server_name` (see
  /// tls_names.hpp), or why there can be none.
  std::variant<Ssl, std::string> begin(std::string_view server_name) const;

 private:
  TlsClientContext(TlsClientRules rules, SslContext context);

  TlsClientRules rules_;
  SslContext context_;
};

}  // namespace heloport::transports
