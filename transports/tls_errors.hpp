#pragma once
// What OpenSSL says went wrong, in one sentence.

#include <openssl/types.h>

#include <string>

#include "transports/fault.hpp"

namespace heloport::transports {

/// OpenSSL's errors queue up by thread. Each call into it begins with an empty queue, and leaves
/// none behind for whoever uses the thread next.
///
/// Use: one around each call or group of calls whose errors are looked at.
class TlsErrors {
 public:
  TlsErrors();
  ~TlsErrors();
  TlsErrors(const TlsErrors&) = delete;
  TlsErrors& operator=(const TlsErrors&) = delete;

  /// Why the last call for this connection failed.
  std::string of(const SSL* ssl) const;
  /// "cannot <doing> <file>: <reason>".
  Fault with(const std::string& doing, const std::string& file) const;
};

}  // namespace heloport::transports
