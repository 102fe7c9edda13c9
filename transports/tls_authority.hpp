#pragma once
// Certificates that are made when a program starts and trusted by nobody else: a CA of its own.

#include <memory>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "transports/fault.hpp"

namespace heloport::transports {

/// What a certificate is to say, and what is to be wrong with it.
struct CertificateWish {
  enum class Signer { authority, stranger, itself };
  std::vector<std::string> names;  // as OpenSSL writes them: "DNS:mx.example.org", "IP:127.0.0.1"
  bool expired = false;
  Signer signer = Signer::authority;
};

/// A CA that lives as long as its folder.
///
/// Use:    open() it in a folder of the program's own, issue() certificates, give their files to
///         TlsServerContext and ca_file() to whoever is to trust them.
/// Shape:  P-256 keys, SHA-256, valid from yesterday for ten days. Files are PEM, readable by the
///         user alone; that of a certificate holds its key, too.
/// Errors: a fault names the file, or says that OpenSSL did not do it.
class TlsAuthority {
 public:
  static std::variant<TlsAuthority, Fault> open(std::string folder);
  TlsAuthority(TlsAuthority&&) noexcept;
  TlsAuthority& operator=(TlsAuthority&&) noexcept;
  ~TlsAuthority();

  /// Writes FOLDER/`name`.pem; its path.
  std::variant<std::string, Fault> issue(const std::string& name, const CertificateWish& wish);
  std::string ca_file() const { return folder_ + "/ca.pem"; }

 private:
  struct Keys;
  TlsAuthority(std::string folder, std::unique_ptr<Keys> keys);

  std::string folder_;
  std::unique_ptr<Keys> keys_;
};

}  // namespace heloport::transports
