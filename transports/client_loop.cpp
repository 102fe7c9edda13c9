// Thousands of connections to servers on one thread.

#include "transports/client_loop.hpp"

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <sys/timerfd.h>

#include <algorithm>
#include <cassert>
#include <cerrno>
#include <utility>

#include "transports/driven_socket.hpp"

namespace heloport::transports {

namespace {

// Taken by one wait: of hundreds of sessions, hundreds are answered while some are driven.
constexpr std::size_t events_max = 512;

std::system_error out_of_descriptors(const char* what) {
  return {errno, std::generic_category(), what};
}

Fault cannot_connect(int error) {
  const std::error_code code(error, std::generic_category());
  return {code, "cannot connect: " + code.message()};
}

timespec timespec_of(ClientLoop::Clock::time_point time) {
  const auto since = time.time_since_epoch();
  const auto seconds = std::chrono::floor<std::chrono::seconds>(since);
  return {seconds.count(), std::chrono::nanoseconds(since - seconds).count()};
}

// A Unix socket refuses at once when its backlog is full, and says nothing when that is over. So it
// is waited for; every read and write says for itself that it does not wait.
Descriptor new_socket(int family) {
  const int mode = family == AF_UNIX ? 0 : SOCK_NONBLOCK;
  Descriptor socket(::socket(family, SOCK_STREAM | SOCK_CLOEXEC | mode, 0));
  if (!socket.open()) return socket;
  if (family == AF_UNIX) {
    const timeval patience{ClientLoop::unix_patience.count(), 0};
    ::setsockopt(socket.number(), SOL_SOCKET, SO_SNDTIMEO, &patience, sizeof patience);
  } else {
    const int on = 1;  // commands are short and their replies awaited
    ::setsockopt(socket.number(), IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
  }
  return socket;
}

}  // namespace

/// Ends a wait at a moment that is due to the microsecond, where an epoll_wait(2) takes
/// milliseconds and an epoll_pwait2(2) comes late by the timer slack of a thread: 50 us.
class ClientLoop::Alarm final : public Awaited {
 public:
  explicit Alarm(EventLoop& loop) : timer_(::timerfd_create(CLOCK_MONOTONIC, flags)) {
    if (!timer_.open()) throw out_of_descriptors("an alarm for connections");
    loop.watch(timer_.number(), *this, Watch::turning_readable);
  }

  // A moment that has passed rings at once; timerfd_settime(2) takes none for "no alarm".
  void set(Clock::time_point until) {
    until = std::max(until, Clock::time_point(std::chrono::nanoseconds(1)));
    if (until == at_) return;
    at_ = until;
    const itimerspec at{{0, 0}, timespec_of(until)};
    ::timerfd_settime(timer_.number(), TFD_TIMER_ABSTIME, &at, nullptr);
  }

 private:
  static constexpr int flags = TFD_CLOEXEC | TFD_NONBLOCK;

  // By its edge, so it need not be read: only its coming counts.
  void ready(Readiness) override { at_.reset(); }
  void due() override {}

  Descriptor timer_;
  std::optional<Clock::time_point> at_;  // set, and has not rung
};

class ClientLoop::Connection final : public DrivenSocket {
 public:
  Connection(ClientLoop& owner, std::size_t key, Descriptor socket)
      : DrivenSocket(owner.events_, std::move(socket)), owner_(owner), key_(key) {}

  // What comes first is that the socket may be written, once it is connected. On one that nobody
  // answers nothing comes, so the time is told apart: that of the present, for many connections are
  // opened between two waits, and a Unix socket may have been waited for.
  void begin(Party& party) {
    drive(party, Goodbye::at_once, Watch::turning_either);
    party.octets().expire(loop().renewed_now());
    await_deadline(party.octets().deadline());
  }
  std::size_t key() const { return key_; }

 private:
  void over(std::error_code fault) override {
    close();
    owner_.bury(*this, fault);
  }

  ClientLoop& owner_;
  std::size_t key_;
};

ClientLoop::ClientLoop(std::size_t connections_max)
    : events_(events_max),
      alarm_(std::make_unique<Alarm>(events_)),
      connections_(connections_max) {}

ClientLoop::~ClientLoop() {
  for (auto& connection : connections_) {
    if (connection) events_.bury(std::move(connection));
  }
}

std::optional<Fault> ClientLoop::open(std::size_t key, const SocketAddress& to, Party& party) {
  Descriptor socket = new_socket(to.family());
  if (!socket.open()) return cannot_connect(errno);
  if (::connect(socket.number(), to.get(), to.size) != 0 && errno != EINPROGRESS) {
    return cannot_connect(errno);
  }
  return adopt(key, std::move(socket), party);
}

std::optional<Fault> ClientLoop::adopt(std::size_t key, Descriptor socket, Party& party) {
  assert(key < connections_.size() && !connections_[key]);
  auto connection = std::make_unique<Connection>(*this, key, std::move(socket));
  try {
    connection->begin(party);
  } catch (const std::system_error& error) {
    return cannot_connect(error.code().value());
  }
  connections_[key] = std::move(connection);
  ++open_;
  return std::nullopt;
}

void ClientLoop::serve(std::size_t key) {
  if (connections_[key]) connections_[key]->turn({});
}

void ClientLoop::turn(std::optional<Clock::time_point> until) {
  if (until) alarm_->set(*until);
  events_.turn();
}

void ClientLoop::bury(Connection& connection, std::error_code error) {
  const std::size_t key = connection.key();
  ended_.push_back({key, error});
  --open_;
  events_.bury(std::move(connections_[key]));
}

}  // namespace heloport::transports
