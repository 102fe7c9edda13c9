// Where lines of the log wait for one write(2) that takes them all.

#include "apps/gathering_sink.hpp"

#include <unistd.h>

#include <cerrno>
#include <chrono>
#include <csignal>
#include <string>
#include <string_view>

namespace heloport::apps {
namespace {

constexpr std::chrono::milliseconds pause_between_writes{10};
constexpr std::size_t waiting_octets_max = std::size_t{1} << 20;

void write_all(std::string_view octets) {
  while (!octets.empty()) {
    const ssize_t n = ::write(STDERR_FILENO, octets.data(), octets.size());
    if (n < 0 && errno != EINTR) return;
    if (n > 0) octets.remove_prefix(static_cast<std::size_t>(n));
  }
}

}  // namespace

// The writer starts with every signal blocked: they are for the others.
GatheringSink::GatheringSink() {
  sigset_t all;
  sigset_t before;
  ::sigfillset(&all);
  ::pthread_sigmask(SIG_SETMASK, &all, &before);
  writer_ = std::thread([this] { work(); });
  ::pthread_sigmask(SIG_SETMASK, &before, nullptr);
}

GatheringSink::~GatheringSink() {
  {
    const std::lock_guard lock(lines_mutex_);
    closing_ = true;
  }
  came_.notify_all();
  writer_.join();
}

void GatheringSink::sink_it_(const spdlog::details::log_msg& message) {
  spdlog::memory_buf_t line;
  formatter_->format(message, line);
  std::unique_lock lock(lines_mutex_);
  went_.wait(lock, [this] { return lines_.size() < waiting_octets_max; });
  lines_.append(line.data(), line.size());
  // A busy writer looks again by itself: no system call for it.
  if (awaited_) came_.notify_one();
}

void GatheringSink::work() {
  std::string taken;
  std::unique_lock lock(lines_mutex_);
  while (true) {
    awaited_ = true;
    came_.wait(lock, [this] { return closing_ || !lines_.empty(); });
    awaited_ = false;
    if (lines_.empty()) return;
    taken.clear();
    taken.swap(lines_);
    lock.unlock();
    went_.notify_all();
    write_all(taken);
    lock.lock();
    came_.wait_for(lock, pause_between_writes, [this] { return closing_; });
  }
}

}  // namespace heloport::apps
