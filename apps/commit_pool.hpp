#pragma once
// Threads that wait for the disk, so that no loop has to.

#include <condition_variable>
#include <cstddef>
#include <deque>
#include <functional>
#include <mutex>
#include <thread>
#include <vector>

namespace heloport::apps {

/// Runs jobs that block. Many threads for few cores: they sleep in fsync, and the more wait there
/// together the more messages one write to the disk makes durable.
///
/// Limits:  the queue is as long as there are sessions: each waits for its one job.
/// Errors:  a job must not throw.
/// Threads: run() from any.
class CommitPool {
 public:
  explicit CommitPool(std::size_t threads);
  /// Waits for every job that was given: a message that was promised to the pool is stored.
  ~CommitPool();
  CommitPool(const CommitPool&) = delete;
  CommitPool& operator=(const CommitPool&) = delete;

  void run(std::function<void()> job);

 private:
  void work();

  std::mutex mutex_;
  std::condition_variable changed_;
  std::deque<std::function<void()>> jobs_;
  bool closing_ = false;
  std::vector<std::thread> threads_;
};

}  // namespace heloport::apps
