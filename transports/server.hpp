#pragma once
// Listening on TCP and Unix sockets, with as many event loops as it is told.

#include <chrono>
#include <cstddef>
#include <functional>
#include <memory>
#include <string>
#include <variant>

#include "transports/address.hpp"
#include "transports/fault.hpp"
#include "transports/party.hpp"

namespace heloport::transports {

/// Why a connection got no party.
enum class TurnedAway {
  too_many,  // connections_max is reached
  stopping,  // it arrived in the moment of the stop
};

struct ServerOptions {
  /// Each is a thread. 0: one for every two cores, at least one.
  unsigned loops = 0;
  /// Open at once, on all loops together. Each costs a descriptor, and its message another.
  std::size_t connections_max = 1000;
  /// How long running transactions may take after the first stop().
  std::chrono::milliseconds grace{30'000};
  /// Connections that the kernel keeps waiting for accept(), for each loop.
  int backlog = 1024;
  /// SIGTERM and SIGINT mean stop(), from the constructor to the destructor.
  bool handle_signals = false;
  /// What to write before closing on a connection that gets no party. Called on any loop.
  std::function<std::string(TurnedAway)> turned_away = {};
};

/// Serves parties on listening sockets until stop().
///
/// Use:      listen() once for each address, then run(). stop() from anywhere, or a signal.
/// Shape:    a loop waits until a connection is readable and only then asks for input(): an idle
///           session holds no buffer. What serve() wrote leaves in one system call.
/// Limits:   ServerOptions. Beyond connections_max, and for the backlog at a stop, a connection is
///           told turned_away() and closed.
/// Errors:   one sentence from listen(). What goes wrong with one connection ends that one alone;
///           without descriptors left, new connections wait in the backlog.
/// Threads:  `welcome` is called on any loop, several at once. A party is made, called and
///           destroyed on one loop. listen() and run() belong to one thread.
class Server {
 public:
  Server(ServerOptions options, Welcome welcome);
  ~Server();
  Server(const Server&) = delete;
  Server& operator=(const Server&) = delete;

  /// Binds and listens; tells the address with the port that the kernel chose. A socket file that
  /// nobody listens on is replaced; run() removes ours at its end.
  std::variant<Address, Fault> listen(const Address& address);

  /// Serves until every session has ended after stop().
  void run();

  /// Graceful the first time: no new connections, parties stop when idle, and after
  /// ServerOptions::grace at once. The second time: at once. Before run(): run() ends soon.
  /// Threads: any; callable from a signal handler.
  void stop() noexcept;

  /// Connections that are open now, on all loops. Threads: any.
  std::size_t connections() const noexcept;

 private:
  struct Inside;
  std::unique_ptr<Inside> inside_;
};

}  // namespace heloport::transports
