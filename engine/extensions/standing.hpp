#pragma once
// The conditions under which an extension without parameters is there.

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
/// XLIST, XREAD: a peer on this machine, or the owner of a mailbox.
constexpr bool for_readers(const Standing& standing) {
  return standing.may_list || standing.authenticated;
}

}  // namespace heloport::engine
