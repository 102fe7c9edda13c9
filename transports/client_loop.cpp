// Thousands of connections to servers on one thread, with epoll(7).

#include "transports/client_loop.hpp"

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <sys/timerfd.h>

#include <algorithm>
#include <array>
#include <cassert>
#include <cerrno>
#include <span>
#include <utility>

#include "transports/wire.hpp"

namespace heloport::transports {

namespace {

constexpr int events_max = 512;  // taken by one wait

// Each event comes once, when something changes: so nothing is ever changed in the set while a
// connection lives. RDHUP tells of an end behind octets that one read has emptied.
constexpr std::uint32_t every_event = EPOLLIN | EPOLLOUT | EPOLLRDHUP | EPOLLET;
constexpr std::uint32_t at_end = EPOLLRDHUP | EPOLLHUP | EPOLLERR;

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

ClientLoop::ClientLoop(std::size_t connections_max)
    : connections_(connections_max),
      epoll_(::epoll_create1(EPOLL_CLOEXEC)),
      alarm_(::timerfd_create(CLOCK_MONOTONIC, TFD_CLOEXEC | TFD_NONBLOCK)) {
  if (!epoll_.open() || !alarm_.open()) throw out_of_descriptors("a loop for connections");
  epoll_event event{};
  event.events = EPOLLIN | EPOLLET;  // so it need not be read: only its coming counts
  event.data.u64 = connections_.size();
  if (::epoll_ctl(epoll_.number(), EPOLL_CTL_ADD, alarm_.number(), &event) != 0) {
    throw out_of_descriptors("an alarm for connections");
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
  assert(key < connections_.size() && connections_[key].party == nullptr);
  epoll_event event{};
  event.events = every_event;
  event.data.u64 = key;
  if (::epoll_ctl(epoll_.number(), EPOLL_CTL_ADD, socket.number(), &event) != 0) {
    return cannot_connect(errno);
  }
  connections_[key].socket = std::move(socket);
  connections_[key].party = &party;
  ++open_;
  return std::nullopt;
}

void ClientLoop::serve(std::size_t key) {
  if (connections_[key].party == nullptr) return;
  connections_[key].party->serve();
  drive(key);
}

void ClientLoop::turn(std::optional<Clock::time_point> until) {
  if (until) set_alarm(*until);
  std::array<epoll_event, events_max> events;
  const int count = ::epoll_wait(epoll_.number(), events.data(), events_max, -1);
  for (const epoll_event& event : std::span(events).first(count < 0 ? 0 : std::size_t(count))) {
    const auto key = static_cast<std::size_t>(event.data.u64);
    if (key == connections_.size()) alarm_at_.reset();  // it has rung
    if (key < connections_.size()) happened(key, event.events);
  }
}

// A moment that has passed rings at once; timerfd_settime(2) takes none for "no alarm".
void ClientLoop::set_alarm(Clock::time_point until) {
  until = std::max(until, Clock::time_point(std::chrono::nanoseconds(1)));
  if (until == alarm_at_) return;
  alarm_at_ = until;
  const itimerspec at{{0, 0}, timespec_of(until)};
  ::timerfd_settime(alarm_.number(), TFD_TIMER_ABSTIME, &at, nullptr);
}

void ClientLoop::expire(engine::Time now) {
  for (std::size_t key = 0; key < connections_.size(); ++key) {
    if (connections_[key].party == nullptr) continue;
    connections_[key].party->octets().expire(now);
    serve(key);
  }
}

void ClientLoop::happened(std::size_t key, std::uint32_t events) {
  Connection& connection = connections_[key];
  if (connection.party == nullptr) return;  // closed by an earlier event of this wait
  if ((events & EPOLLOUT) != 0) connection.blocked = false;
  connection.at_end |= (events & at_end) != 0;
  connection.readable |= (events & EPOLLIN) != 0 || connection.at_end;
  drive(key);
}

// An event comes once, so whatever it allows is done now.
void ClientLoop::drive(std::size_t key) {
  do {
    send(key);
  } while (connections_[key].party != nullptr && receive(key));
}

// True: octets came, and the party may have an answer.
bool ClientLoop::receive(std::size_t key) {
  Connection& connection = connections_[key];
  if (!connection.readable) return false;
  engine::OctetSide& octets = connection.party->octets();
  const std::span<char> room = octets.input();
  if (room.empty()) return false;
  const Moved moved = Wire(connection.socket.number()).read(room);
  if (moved.how == Moved::How::later) {
    connection.readable = false;
    return false;
  }
  if (moved.how != Moved::How::some) {
    lose(key, moved.error);
    return false;
  }
  // A read that leaves room has emptied the socket; that it ended was told with the octets.
  connection.readable = moved.octets == room.size() || connection.at_end;
  octets.received(moved.octets);
  connection.party->serve();
  return true;
}

void ClientLoop::send(std::size_t key) {
  Connection& connection = connections_[key];
  engine::OctetSide& octets = connection.party->octets();
  while (!connection.blocked) {
    const engine::Output output = octets.output();
    if (output.empty()) break;
    const Moved moved = Wire(connection.socket.number()).write(output);
    if (moved.how == Moved::How::later) {
      connection.blocked = true;
    } else if (moved.how == Moved::How::some) {
      octets.sent(moved.octets);
      connection.party->serve();
    } else {
      return lose(key, moved.error);
    }
  }
  if (octets.finished() && octets.output().empty()) close(key, 0);
}

// The peer is gone, with or without an error. The party may know better why.
void ClientLoop::lose(std::size_t key, int error) {
  Connection& connection = connections_[key];
  connection.party->octets().end_of_input();
  connection.party->serve();
  close(key, error);
}

void ClientLoop::close(std::size_t key, int error) {
  connections_[key] = {};
  --open_;
  ended_.push_back({key, {error, std::generic_category()}});
}

}  // namespace heloport::transports
