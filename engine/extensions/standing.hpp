#pragma once
// The conditions under which an extension without parameters is there.

#include "engine/extensions/auth.hpp"
#include "engine/extensions/extension.hpp"

namespace heloport::engine {

/// STARTTLS: not inside TLS (RFC 3207, 4.2).
constexpr bool outside_tls(const Standing& standing) {
  return !standing.tls;
}
/// XCLIENT, XFORWARD: a peer that speaks for others.
constexpr bool for_the_trusted(const Standing& standing) {
  return standing.trusted;
}
/// XLIST, XREAD: a peer on this machine, or who is or may become the owner of a mailbox. The reply
/// to EHLO comes before AUTH, and is not said again after it.
inline bool for_readers(const Standing& standing) {
  return standing.may_list || standing.authenticated || auth_is_there(standing);
}

}  // namespace heloport::engine
