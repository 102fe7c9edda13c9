#pragma once
// What all sessions of one running server share.

#include <cstddef>
#include <utility>

#include "apps/commit_pool.hpp"
#include "apps/policy.hpp"
#include "apps/trace_view.hpp"
#include "engine/server_session.hpp"
#include "mailbox/store.hpp"

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
  TraceView* view = nullptr;  // null without --trace
  CommitPool pool;
};

}  // namespace heloport::apps
