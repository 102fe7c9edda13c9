#pragma once
// One event loop of a server, with the connections that it owns.

#include <atomic>
#include <cstddef>
#include <memory>
#include <vector>

#include "transports/descriptor.hpp"
#include "transports/server.hpp"
#include "transports/socket_address.hpp"
#include "transports/stop_sequence.hpp"

namespace heloport::transports {

class Loop;

/// What the loops of one server share.
/// Threads: the counters belong to all; the rest does not change while a loop runs.
struct Shared {
  ServerOptions options;
  Welcome welcome;
  std::vector<std::unique_ptr<Loop>> loops;
  std::size_t entrances = 0;  // listen() was called so often
  std::atomic<std::size_t> connections{0};
  std::atomic<std::size_t> farewells{0};
  std::atomic<std::size_t> next_loop{0};
};

/// How the connections of a listening socket find their loop.
enum class Spread {
  by_kernel,  // each loop has a socket of its own on the same port
  in_turn,    // one socket for all: its loop hands them round
};

/// Accepts, drives and closes connections on the thread that calls run().
///
/// Use:     listen() before run(); stop() once for each stage, in order. run() returns when all
///          connections are closed after a stop.
/// Errors:  std::system_error from the constructor when the process is out of descriptors.
/// Threads: stop() and take_over() from any, the rest from one.
class Loop {
 public:
  explicit Loop(Shared& shared);
  ~Loop();
  Loop(const Loop&) = delete;
  Loop& operator=(const Loop&) = delete;

  void listen(Descriptor socket, Spread spread, std::size_t entrance);
  void run();
  void stop(StopStage stage);
  /// A connection that another loop has accepted.
  void take_over(Descriptor socket, Peer peer);

  struct Inside;

 private:
  std::unique_ptr<Inside> inside_;
};

}  // namespace heloport::transports
