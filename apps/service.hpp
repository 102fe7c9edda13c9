#pragma once
// What all sessions of one running server share.

#include <atomic>
#include <cstddef>

#include "apps/commit_pool.hpp"
#include "apps/policy.hpp"
#include "apps/trace_view.hpp"
#include "engine/server_session.hpp"
#include "mailbox/store.hpp"

namespace heloport::apps {

/// Must outlive every session. The pool is last, so that its jobs end before what they use.
/// Threads: any; nothing but the counter changes while the server runs.
struct Service {
  engine::ServerOptions options;
  Policy policy;
  mailbox::Store& store;
  TraceView* view = nullptr;  // null without --trace
  std::size_t sessions_max = 0;
  std::atomic<std::size_t> sessions{0};
  CommitPool pool;
};

}  // namespace heloport::apps
