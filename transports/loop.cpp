// One event loop of a server: accepting, admitting, and the end.

#include "transports/loop.hpp"

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>

#include <cerrno>
#include <exception>
#include <optional>
#include <utility>

#include "transports/event_loop.hpp"
#include "transports/farewell.hpp"
#include "transports/served_connection.hpp"

namespace heloport::transports {

namespace {

// Connections accepted before the loop looks at the others again.
constexpr int accepts_max = 64;
// Connections beyond connections_max that are told so at a time; further ones are only closed.
constexpr std::size_t farewells_max = 64;
// Without descriptors or memory for another connection: until trying again. The backlog holds.
constexpr std::chrono::milliseconds accept_pause{100};

}  // namespace

struct Loop::Inside final : ConnectionOwner {
  class Listener;

  explicit Inside(Shared& everyones) : shared(everyones) {}
  void admit(Descriptor socket, const Peer& peer);
  void stop(StopStage stage);

  Shared& shared;
  EventLoop events;
  std::vector<std::unique_ptr<Listener>> listeners;
  std::vector<std::unique_ptr<ServedConnection>> connections;
  std::optional<StopStage> stopping;

 private:
  void turn_away(Descriptor socket, TurnedAway reason);
  void open(Descriptor socket, const Peer& peer, const Welcome& welcome, bool turned_away);
  ServedConnection& keep(std::unique_ptr<ServedConnection> connection);
  void closed(ServedConnection& connection) override;
  std::atomic<std::size_t>& count(bool turned_away) {
    return turned_away ? shared.farewells : shared.connections;
  }
  void leave_if_done() {
    if (stopping && connections.empty()) events.leave();
  }
};

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

/// A listening socket on its loop. It lives as long as the loop.
class Loop::Inside::Listener final : public Awaited {
 public:
  Listener(Inside& loop, Descriptor socket, Spread spread, std::size_t entrance)
      : loop_(loop), spread_(spread), entrance_(entrance), socket_(std::move(socket)) {
    // Replies are short and awaited; whoever is accepted inherits it. A Unix socket has no such
    // option and needs none.
    const int on = 1;
    ::setsockopt(socket_.number(), IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    loop_.events.watch(socket_.number(), *this, Watch::readable);
  }

  /// No more. Whoever is in the backlog is told so instead of being reset.
  void close() {
    if (!socket_.open()) return;
    for (int told = 0; told < loop_.shared.options.backlog && accept_one();) ++told;
    loop_.events.timers().cancel(*this);
    socket_.close();
  }

 private:
  void ready(Readiness) override {
    if (!socket_.open()) return;
    for (int accepted = 0; accepted < accepts_max && accept_one();) ++accepted;
    if (out_of_means_) pause();
  }

  void pause() {
    loop_.events.watch_otherwise(socket_.number(), *this, Watch::nothing);
    loop_.events.timers().set(*this, loop_.events.now() + accept_pause);
  }
  void due() override { loop_.events.watch_otherwise(socket_.number(), *this, Watch::readable); }

  // False: nobody waits, or there is nothing to accept with.
  bool accept_one() {
    SocketAddress from;
    Descriptor socket(
        ::accept4(socket_.number(), from.get(), &from.size, SOCK_CLOEXEC | SOCK_NONBLOCK));
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
      return loop_.admit(std::move(socket), peer);
    }
    loops[loop_.shared.next_loop++ % loops.size()]->take_over(std::move(socket), std::move(peer));
  }

  Inside& loop_;
  Spread spread_;
  std::size_t entrance_;
  Descriptor socket_;
  bool out_of_means_ = false;
};

void Loop::Inside::admit(Descriptor socket, const Peer& peer) {
  if (stopping == StopStage::give_up) return;
  if (stopping) return turn_away(std::move(socket), TurnedAway::stopping);
  if (shared.connections.fetch_add(1) >= shared.options.connections_max) {
    --shared.connections;
    return turn_away(std::move(socket), TurnedAway::too_many);
  }
  open(std::move(socket), peer, shared.welcome, false);
}

// The count has been raised already; closed() lowers it.
void Loop::Inside::open(Descriptor socket, const Peer& peer, const Welcome& welcome,
                        bool turned_away) {
  ServedConnection* connection = nullptr;
  try {
    connection = &keep(std::make_unique<ServedConnection>(events, *this, std::move(socket)));
    if (turned_away) connection->turn_away();
    auto party = welcome({connection->waking(), peer.ip, peer.local, peer.entrance});
    if (!party) return connection->close();
    connection->begin(std::move(party));
  } catch (const std::exception&) {
    if (connection != nullptr) return connection->close();
    --count(turned_away);
  }
}

ServedConnection& Loop::Inside::keep(std::unique_ptr<ServedConnection> connection) {
  connection->move_to(connections.size());
  connections.push_back(std::move(connection));
  return *connections.back();
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
  open(std::move(socket), {}, farewell, true);
}

// The last one takes its place. What is under way may still come to it, so it is not destroyed yet.
void Loop::Inside::closed(ServedConnection& connection) {
  --count(connection.turned_away());
  const std::size_t place = connection.place();
  connections.back()->move_to(place);
  connections[place].swap(connections.back());
  events.bury(std::move(connections.back()));
  connections.pop_back();
  leave_if_done();
}

void Loop::Inside::stop(StopStage stage) {
  stopping = stage;
  for (const auto& listener : listeners) listener->close();
  // From the last to the first: one that closes is followed by one that was told already.
  for (std::size_t i = connections.size(); i-- > 0;) {
    switch (stage) {
      case StopStage::when_idle:
        connections[i]->stop(Urgency::when_idle);
        break;
      case StopStage::now:
        connections[i]->stop(Urgency::now);
        break;
      case StopStage::give_up:
        connections[i]->close();
        break;
    }
  }
  leave_if_done();
}

Loop::Loop(Shared& shared) : inside_(std::make_unique<Inside>(shared)) {}

// After run() there is nothing left to do here. Without it, connections may still be open.
Loop::~Loop() {
  inside_->stop(StopStage::give_up);
}

void Loop::listen(Descriptor socket, Spread spread, std::size_t entrance) {
  inside_->listeners.push_back(
      std::make_unique<Inside::Listener>(*inside_, std::move(socket), spread, entrance));
}

void Loop::run() {
  inside_->events.run();
}

void Loop::stop(StopStage stage) {
  inside_->events.bell().post([inside = inside_.get(), stage] { inside->stop(stage); });
}

void Loop::take_over(Descriptor socket, Peer peer) {
  // A job must be copyable here, so the socket is shared; if it never runs, it is closed.
  auto held = std::make_shared<Descriptor>(std::move(socket));
  inside_->events.bell().post([inside = inside_.get(), held, peer = std::move(peer)] {
    inside->admit(std::move(*held), peer);
  });
}

}  // namespace heloport::transports
