#pragma once
// OpenSSL's objects without its headers: only the tls_*.cpp files see those.

#include <memory>

struct ssl_st;
struct ssl_ctx_st;

namespace heloport::transports {

struct SslFree {
  void operator()(ssl_st* ssl) const;
};
/// One connection's state. It holds on to the context that it began with.
using Ssl = std::unique_ptr<ssl_st, SslFree>;

/// What connections begin with; never changed once it is shared.
using SslContext = std::shared_ptr<ssl_ctx_st>;

}  // namespace heloport::transports
