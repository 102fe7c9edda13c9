#pragma once
// What all sessions of one running server share.

#include <cstddef>
#include <limits>
#include <memory>
#include <utility>

#include "apps/commit_pool.hpp"
#include "apps/policy.hpp"
#include "apps/trace_view.hpp"
#include "apps/users.hpp"
#include "engine/server_session.hpp"
#include "mailbox/store.hpp"
#include "transports/party.hpp"
#include "transports/tls_context.hpp"
#include "transports/trust_list.hpp"

namespace heloport::apps {

/// Must outlive every session. The pool is last, so that its jobs end before what they use.
/// Threads: any; nothing of it changes while the server runs.
struct Service {
  Service(engine::ServerOptions session_options, Policy whose, mailbox::Store& where,
          std::size_t workers)
      : options(std::move(session_options)),
        policy(std::move(whose)),
        store(where),
        pool(workers) {}

  engine::ServerOptions options;
  Policy policy;
  mailbox::Store& store;
  TraceView* view = nullptr;                          // null without --trace
  std::shared_ptr<transports::TlsServerContext> tls;  // null without a certificate
  std::unique_ptr<Users> users;                       // null without a file of them
  transports::TrustList speakers_for_others;          // who may say XCLIENT and XFORWARD
  /// Arrivals at this entrance and those after it begin with TLS.
  std::size_t first_tls_entrance = std::numeric_limits<std::size_t>::max();
  bool tls_at_once(const transports::Arrival& arrival) const {
    return arrival.entrance >= first_tls_entrance;
  }
  CommitPool pool;
};

}  // namespace heloport::apps
