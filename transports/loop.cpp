// One event loop of a server: accepting, waiting, and the end. The only file that sees Asio.

#include "transports/loop.hpp"

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <asio/executor_work_guard.hpp>
#include <asio/io_context.hpp>
#include <asio/posix/basic_stream_descriptor.hpp>
#include <asio/post.hpp>
#include <asio/steady_timer.hpp>
#include <cerrno>
#include <exception>
#include <optional>
#include <unordered_set>

#include "transports/farewell.hpp"
#include "transports/pump.hpp"

namespace heloport::transports {

namespace {

// The executor by its own type: the type-erased default costs memory in every connection.
using Executor = asio::io_context::executor_type;
using AsioDescriptor = asio::posix::basic_stream_descriptor<Executor>;
using Timer = asio::basic_waitable_timer<std::chrono::steady_clock,
                                         asio::wait_traits<std::chrono::steady_clock>, Executor>;

// Connections accepted before the loop looks at the others again.
constexpr int accepts_max = 64;
// Connections beyond connections_max that are told so at a time; further ones are only closed.
constexpr std::size_t farewells_max = 64;
// Without descriptors or memory for another connection: until trying again. The backlog holds.
constexpr std::chrono::milliseconds accept_pause{100};

class Connection;

// What a party's wake holds: it may outlive connection and loop.
struct Waker {
  std::shared_ptr<asio::io_context> io;
  Connection* connection = nullptr;  // the loop's thread only; null once it is closed
  std::atomic<bool> pending{false};  // a turn is on its way
};

void wake(const std::shared_ptr<Waker>& waker);

}  // namespace

struct Loop::Inside {
  class Listener;

  explicit Inside(Shared& shared);
  void admit(Descriptor socket, Peer peer);
  void open(Descriptor socket, Peer peer, const Welcome& welcome, std::atomic<std::size_t>& count);
  void turn_away(Descriptor socket, TurnedAway reason);
  void stop(StopStage stage);
  void closed(const std::shared_ptr<Connection>& connection);

  Shared& shared;
  std::shared_ptr<asio::io_context> io;
  std::optional<asio::executor_work_guard<Executor>> work;
  std::vector<std::unique_ptr<Listener>> listeners;
  std::unordered_set<std::shared_ptr<Connection>> connections;
  std::optional<StopStage> stopping;
};

namespace {

/// A socket, its party and what it waits for.
///
/// Lifetime: its loop's set owns it, and so does each wait that is under way.
/// Threads:  the loop's.
class Connection : public std::enable_shared_from_this<Connection> {
 public:
  Connection(Loop::Inside& loop, Descriptor socket, std::atomic<std::size_t>& count)
      : loop_(loop),
        count_(count),
        waker_(std::make_shared<Waker>()),
        timer_(*loop.io),
        socket_(*loop.io, socket.number()) {
    socket.release();
    waker_->io = loop.io;
    waker_->connection = this;
  }

  std::function<void()> waking() const {
    return [waker = waker_] { wake(waker); };
  }

  void begin(std::unique_ptr<Party> party) {
    party_ = std::move(party);
    pump_.emplace(*party_, Wire(socket_.native_handle()));
    turn({});
  }

  // After each wait, wake and stop. A party that throws ends its own connection and no other.
  void turn(Came came) {
    if (!waker_) return;
    try {
      const Waits waits = pump_->turn(steady_now(), came);
      if (pump_->party_done()) party_.reset();
      await(waits);
    } catch (const std::exception&) {
      close();
    }
  }

  void stop(Urgency urgency) {
    if (!party_) return;
    party_->stop(urgency);
    turn({});
  }

  void close() {
    if (!waker_) return;
    const auto self = shared_from_this();  // the set's may be the last
    std::exchange(waker_, nullptr)->connection = nullptr;
    asio::error_code ignored;
    socket_.close(ignored);
    timer_.cancel();
    party_.reset();
    --count_;
    loop_.closed(self);
  }

 private:
  // Each wait is begun once and stays until it comes true, whatever other turns ask meanwhile.
  void await(const Waits& waits) {
    if (waits.over) return close();
    if (waits.readable) await_readable();
    if (waits.writable) await_writable();
    if (waits.again) wake(waker_);
    if (waits.deadline) await_deadline(*waits.deadline);
  }

  void await_readable() {
    if (std::exchange(reading_, true)) return;
    socket_.async_wait(AsioDescriptor::wait_read,
                       [self = shared_from_this()](const asio::error_code& error) {
                         self->reading_ = false;
                         if (!error) self->turn({.readable = true});
                       });
  }

  void await_writable() {
    if (std::exchange(writing_, true)) return;
    socket_.async_wait(AsioDescriptor::wait_write,
                       [self = shared_from_this()](const asio::error_code& error) {
                         self->writing_ = false;
                         if (!error) self->turn({.writable = true});
                       });
  }

  // A deadline mostly moves away, with every command. So the timer is left as it is, and set
  // anew when it fires too early; it is moved only towards the present.
  void await_deadline(engine::Time deadline) {
    if (timer_at_ && *timer_at_ <= deadline) return;
    timer_at_ = deadline;
    timer_.expires_at(std::chrono::steady_clock::time_point(deadline));
    timer_.async_wait([self = shared_from_this()](const asio::error_code& error) {
      if (error) return;
      self->timer_at_.reset();
      self->turn({});
    });
  }

  Loop::Inside& loop_;
  std::atomic<std::size_t>& count_;
  std::shared_ptr<Waker> waker_;  // none once it is closed
  Timer timer_;
  std::optional<engine::Time> timer_at_;
  bool reading_ = false;
  bool writing_ = false;
  AsioDescriptor socket_;
  std::unique_ptr<Party> party_;  // none once its session is over
  std::optional<Pump> pump_;
};

// Many wakes before the turn are one. The flag falls before the turn, so that a wake during it
// brings another.
void wake(const std::shared_ptr<Waker>& waker) {
  if (waker->pending.exchange(true)) return;
  // Weak, or a wake after the loop's end would keep itself alive in the loop's own queue.
  asio::post(*waker->io, [weak = std::weak_ptr<Waker>(waker)] {
    const auto held = weak.lock();
    if (!held) return;
    held->pending = false;
    if (held->connection != nullptr) held->connection->turn({});
  });
}

}  // namespace

namespace {

// accept(2): a peer that left or became unreachable before it was accepted leaves its error here.
bool of_one_connection(int error) {
  switch (error) {
    case ECONNABORTED:
    case EHOSTDOWN:
    case EHOSTUNREACH:
    case EINTR:
    case ENETDOWN:
    case ENETUNREACH:
    case ENONET:
    case ENOPROTOOPT:
    case EPERM:
    case EPROTO:
      return true;
    default:
      return false;
  }
}

}  // namespace

/// A listening socket on its loop. It lives as long as the loop: a wait that came true may be on
/// its way when it is closed.
class Loop::Inside::Listener {
 public:
  Listener(Inside& loop, Descriptor socket, Spread spread, std::size_t entrance)
      : loop_(loop),
        spread_(spread),
        entrance_(entrance),
        socket_(*loop.io, socket.number()),
        pause_(*loop.io) {
    socket.release();
    await();
  }

  /// No more. Whoever is in the backlog is told so instead of being reset.
  void close() {
    if (!socket_.is_open()) return;
    for (int told = 0; told < loop_.shared.options.backlog && accept_one();) ++told;
    pause_.cancel();
    asio::error_code ignored;
    socket_.close(ignored);
  }

 private:
  void await() {
    socket_.async_wait(AsioDescriptor::wait_read, [this](const asio::error_code& error) {
      if (error || !socket_.is_open()) return;
      for (int accepted = 0; accepted < accepts_max && accept_one();) ++accepted;
      if (out_of_means_) return pause();
      await();
    });
  }

  void pause() {
    pause_.expires_after(accept_pause);
    pause_.async_wait([this](const asio::error_code& error) {
      if (!error && socket_.is_open()) await();
    });
  }

  // False: nobody waits, or there is nothing to accept with.
  bool accept_one() {
    SocketAddress from;
    Descriptor socket(
        ::accept4(socket_.native_handle(), from.get(), &from.size, SOCK_CLOEXEC | SOCK_NONBLOCK));
    if (!socket.open() && of_one_connection(errno)) return true;
    out_of_means_ = !socket.open() && errno != EAGAIN;
    if (!socket.open()) return false;
    Peer peer = peer_at(from);
    peer.entrance = entrance_;
    route(std::move(socket), std::move(peer));
    return true;
  }

  void route(Descriptor socket, Peer peer) {
    auto& loops = loop_.shared.loops;
    if (spread_ == Spread::by_kernel || loop_.stopping) {
      return loop_.admit(std::move(socket), std::move(peer));
    }
    loops[loop_.shared.next_loop++ % loops.size()]->take_over(std::move(socket), std::move(peer));
  }

  Inside& loop_;
  Spread spread_;
  std::size_t entrance_;
  AsioDescriptor socket_;
  Timer pause_;
  bool out_of_means_ = false;
};

Loop::Inside::Inside(Shared& everyones)
    : shared(everyones),
      io(std::make_shared<asio::io_context>(1)),
      work(asio::make_work_guard(*io)) {}

void Loop::Inside::admit(Descriptor socket, Peer peer) {
  if (stopping == StopStage::give_up) return;
  if (stopping) return turn_away(std::move(socket), TurnedAway::stopping);
  if (shared.connections.fetch_add(1) >= shared.options.connections_max) {
    --shared.connections;
    return turn_away(std::move(socket), TurnedAway::too_many);
  }
  open(std::move(socket), std::move(peer), shared.welcome, shared.connections);
}

// `count` has been raised already; the connection lowers it.
void Loop::Inside::open(Descriptor socket, Peer peer, const Welcome& welcome,
                        std::atomic<std::size_t>& count) {
  // Replies are short and awaited. A Unix socket has no such option and needs none.
  const int on = 1;
  ::setsockopt(socket.number(), IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
  std::shared_ptr<Connection> connection;
  try {
    connection = std::make_shared<Connection>(*this, std::move(socket), count);
    connections.insert(connection);
    auto party = welcome({connection->waking(), std::move(peer.ip), peer.local, peer.entrance});
    if (!party) return connection->close();
    connection->begin(std::move(party));
  } catch (const std::exception&) {
    if (connection) return connection->close();
    --count;
  }
}

void Loop::Inside::turn_away(Descriptor socket, TurnedAway reason) {
  if (!shared.options.turned_away) return;
  if (shared.farewells.fetch_add(1) >= farewells_max) {
    --shared.farewells;
    return;
  }
  const auto farewell = [&](const Arrival&) {
    return std::make_unique<Farewell>(shared.options.turned_away(reason));
  };
  open(std::move(socket), {}, farewell, shared.farewells);
}

void Loop::Inside::stop(StopStage stage) {
  stopping = stage;
  for (const auto& listener : listeners) listener->close();
  // Each of them may leave the set while it is told.
  const std::vector<std::shared_ptr<Connection>> told(connections.begin(), connections.end());
  for (const auto& connection : told) {
    switch (stage) {
      case StopStage::when_idle:
        connection->stop(Urgency::when_idle);
        break;
      case StopStage::now:
        connection->stop(Urgency::now);
        break;
      case StopStage::give_up:
        connection->close();
        break;
    }
  }
  if (connections.empty()) work.reset();
}

void Loop::Inside::closed(const std::shared_ptr<Connection>& connection) {
  connections.erase(connection);
  if (stopping && connections.empty()) work.reset();
}

Loop::Loop(Shared& shared) : inside_(std::make_unique<Inside>(shared)) {}

// After run() there is nothing left to do here. Without it, waits are still open: they are told
// that it is over, or each would keep its connection and the queue that it is in.
Loop::~Loop() {
  inside_->stop(StopStage::give_up);
  inside_->io->restart();
  inside_->io->poll();
}

void Loop::listen(Descriptor socket, Spread spread, std::size_t entrance) {
  inside_->listeners.push_back(
      std::make_unique<Inside::Listener>(*inside_, std::move(socket), spread, entrance));
}

void Loop::run() {
  inside_->io->run();
}

void Loop::stop(StopStage stage) {
  asio::post(*inside_->io, [inside = inside_.get(), stage] { inside->stop(stage); });
}

void Loop::take_over(Descriptor socket, Peer peer) {
  // A handler must be copyable here, so the socket is shared; if it never runs, it is closed.
  auto held = std::make_shared<Descriptor>(std::move(socket));
  asio::post(*inside_->io, [inside = inside_.get(), held, peer = std::move(peer)] {
    inside->admit(std::move(*held), peer);
  });
}

}  // namespace heloport::transports
