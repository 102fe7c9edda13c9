#pragma once
// Where lines of the log wait for one write(2) that takes them all.

#include <spdlog/sinks/base_sink.h>

#include <condition_variable>
#include <mutex>
#include <string>
#include <thread>

namespace heloport::apps {

/// Lines for stderr. One that comes after a quiet moment is written at once, those of a busy one
/// together: a write for every message would cost a server more than parsing it does.
///
/// Limits:  a line waits 10 ms at most, unless whoever reads the log is slow. Beyond a MiB that
///          waits, who logs waits too.
/// Errors:  lines that cannot be written are lost, as there is nowhere to say so.
/// Threads: any. One more writes.
class GatheringSink final : public spdlog::sinks::base_sink<std::mutex> {
 public:
  GatheringSink();
  /// Writes what is left.
  ~GatheringSink() override;

 private:
  void sink_it_(const spdlog::details::log_msg& message) override;
  void flush_() override {}
  void work();

  std::mutex lines_mutex_;
  std::condition_variable came_;
  std::condition_variable went_;
  std::string lines_;
  bool awaited_ = false;  // the writer sleeps until there are lines
  bool closing_ = false;
  std::thread writer_;
};

}  // namespace heloport::apps
