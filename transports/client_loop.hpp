#pragma once
// Thousands of connections to servers on one thread.

#include <chrono>
#include <cstddef>
#include <memory>
#include <optional>
#include <system_error>
#include <vector>

#include "transports/descriptor.hpp"
#include "transports/event_loop.hpp"
#include "transports/fault.hpp"
#include "transports/party.hpp"
#include "transports/socket_address.hpp"

namespace heloport::transports {

/// Drives parties that we connect, on an event loop of its own.
///
/// Use:      open() or adopt() under a key of the caller's, turn() until nothing is open; after
///           each turn() look at ended().
/// Shape:    keys are small numbers: 0 to connections_max - 1, each open once at a time. A party
///           is driven as by a Pump that says Goodbye::at_once, and told the time at the beginning
///           and at its deadline(), also while nothing happens.
/// Lifetime: a party must stay until its key is in ended(), and may go then.
/// Errors:   open() and adopt() say what the system refused; a connection that breaks has its error
///           in ended(), after its party was told end_of_input(). Construction throws
///           std::system_error where the process is out of descriptors.
/// Threads:  none.
class ClientLoop {
 public:
  using Clock = std::chrono::steady_clock;

  /// A connection that is closed now.
  struct Ended {
    std::size_t key = 0;
    std::error_code error;  // none: it ended as the party or the server wished
  };

  explicit ClientLoop(std::size_t connections_max);
  ~ClientLoop();
  ClientLoop(const ClientLoop&) = delete;
  ClientLoop& operator=(const ClientLoop&) = delete;

  /// Begins to connect; on a Unix socket whose backlog is full, waits at most unix_patience.
  std::optional<Fault> open(std::size_t key, const SocketAddress& to, Party& party);
  /// A connected socket, such as a started command's.
  std::optional<Fault> adopt(std::size_t key, Descriptor socket, Party& party);
  /// The party has something to say that nobody asked it for.
  void serve(std::size_t key);
  /// Waits until something happens, `until` at the latest, and does what there is to do. Nothing:
  /// however long it takes.
  void turn(std::optional<Clock::time_point> until);

  std::size_t connections() const { return open_; }
  /// What has ended since clear_ended().
  const std::vector<Ended>& ended() const { return ended_; }
  void clear_ended() { ended_.clear(); }

  static constexpr std::chrono::seconds unix_patience{10};

 private:
  class Alarm;
  class Connection;
  void bury(Connection& connection, std::error_code error);

  EventLoop events_;
  std::unique_ptr<Alarm> alarm_;
  std::vector<std::unique_ptr<Connection>> connections_;  // by key
  std::size_t open_ = 0;
  std::vector<Ended> ended_;
};

}  // namespace heloport::transports
