// The server: its loops' threads, and the stop.

#include "transports/server.hpp"

#include <poll.h>

#include <algorithm>
#include <array>
#include <climits>
#include <csignal>
#include <optional>
#include <thread>
#include <utility>
#include <vector>

#include "transports/clock.hpp"
#include "transports/listening.hpp"
#include "transports/loop.hpp"
#include "transports/stop_sequence.hpp"
#include "transports/wakeup.hpp"

namespace heloport::transports {

struct Server::Inside {
  Inside(ServerOptions options, Welcome welcome);
  void start(std::vector<std::thread>& threads);
  void watch();

  StopSequence sequence;
  std::optional<StopSignals> signals;
  std::vector<SocketFile> files;
  Shared shared;
  std::atomic<std::size_t> loops_running{0};
  Wakeup loop_ended;
};

namespace {

unsigned loops_for(const ServerOptions& options) {
  if (options.loops != 0) return options.loops;
  // A loop that has little to do sleeps more often, and each of its waits brings less.
  return std::max(1U, std::thread::hardware_concurrency() / 2);
}

// A thread starts with its maker's mask. Signals are for the others: here they would only
// interrupt system calls.
class NoSignals {
 public:
  NoSignals() {
    sigset_t all;
    ::sigfillset(&all);
    ::pthread_sigmask(SIG_SETMASK, &all, &before_);
  }
  ~NoSignals() { ::pthread_sigmask(SIG_SETMASK, &before_, nullptr); }
  NoSignals(const NoSignals&) = delete;
  NoSignals& operator=(const NoSignals&) = delete;

 private:
  sigset_t before_{};
};

}  // namespace

Server::Inside::Inside(ServerOptions options, Welcome welcome) : sequence(options.grace) {
  shared.options = std::move(options);
  shared.welcome = std::move(welcome);
  if (shared.options.handle_signals) signals.emplace(sequence);
  const unsigned loops = loops_for(shared.options);
  while (shared.loops.size() < loops) shared.loops.push_back(std::make_unique<Loop>(shared));
}

void Server::Inside::start(std::vector<std::thread>& threads) {
  const NoSignals no_signals;
  for (const auto& loop : shared.loops) {
    ++loops_running;
    threads.emplace_back([this, &loop] {
      loop->run();
      --loops_running;
      loop_ended.wake();
    });
  }
}

// Hands the stages of a stop to the loops until all have ended.
void Server::Inside::watch() {
  while (loops_running > 0) {
    while (const auto stage = sequence.due(steady_now())) {
      for (const auto& loop : shared.loops) loop->stop(*stage);
    }
    std::array<pollfd, 2> asked{
        {{sequence.descriptor(), POLLIN, 0}, {loop_ended.descriptor(), POLLIN, 0}}};
    int patience = -1;
    if (const auto deadline = sequence.deadline()) {
      const auto left = (*deadline - steady_now()).count();
      patience = static_cast<int>(std::clamp<engine::Time::rep>(left, 0, INT_MAX));
    }
    ::poll(asked.data(), asked.size(), patience);
    loop_ended.take();
  }
}

Server::Server(ServerOptions options, Welcome welcome)
    : inside_(std::make_unique<Inside>(std::move(options), std::move(welcome))) {}

Server::~Server() = default;

std::variant<Address, Fault> Server::listen(const Address& address) {
  Shared& shared = inside_->shared;
  auto result = listen_on(address, shared.loops.size(), shared.options.backlog);
  if (const auto* fault = std::get_if<Fault>(&result)) return *fault;
  auto& listening = std::get<Listening>(result);
  const auto* path = std::get_if<UnixPath>(&address);
  if (path != nullptr) inside_->files.emplace_back(path->path);
  for (std::size_t i = 0; i < listening.sockets.size(); ++i) {
    shared.loops[i]->listen(std::move(listening.sockets[i]),
                            path != nullptr ? Spread::in_turn : Spread::by_kernel,
                            shared.entrances);
  }
  ++shared.entrances;
  return listening.address;
}

void Server::run() {
  std::vector<std::thread> threads;
  inside_->start(threads);
  inside_->watch();
  for (std::thread& thread : threads) thread.join();
  inside_->files.clear();
}

void Server::stop() noexcept {
  inside_->sequence.request();
}

std::size_t Server::connections() const noexcept {
  return inside_->shared.connections;
}

}  // namespace heloport::transports
