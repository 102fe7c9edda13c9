#pragma once
// Thousands of connections to servers on one thread, with epoll(7).

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <system_error>
#include <vector>

#include "transports/descriptor.hpp"
#include "transports/fault.hpp"
#include "transports/party.hpp"
#include "transports/socket_address.hpp"

namespace heloport::transports {

/// Drives parties that we connect: at the least cost for each turn of a conversation, which is one
/// read, one write, and a share of one wait.
///
/// Use:      open() or adopt() under a key of the caller's, turn() until nothing is open; after
///           each turn() look at ended().
/// Shape:    keys are small numbers: 0 to connections_max - 1, each open once at a time. A party
///           is told of its octets, served, and what it says leaves at once. Its connection closes
///           when it is finished() and its output() has left, without lingering: whoever hangs up
///           here has heard all that it waited for.
/// Limits:   each event is served to its end: as much as the socket takes and has.
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

  /// Begins to connect; on a Unix socket whose backlog is full, waits at most unix_patience.
  std::optional<Fault> open(std::size_t key, const SocketAddress& to, Party& party);
  /// A connected socket, such as a started command's.
  std::optional<Fault> adopt(std::size_t key, Descriptor socket, Party& party);
  /// The party has something to say that nobody asked it for.
  void serve(std::size_t key);
  /// Waits until something happens, `until` at the latest, and does what there is to do. Nothing:
  /// however long it takes.
  void turn(std::optional<Clock::time_point> until);
  /// Tells every party the time.
  void expire(engine::Time now);

  std::size_t connections() const { return open_; }
  /// What has ended since clear_ended().
  const std::vector<Ended>& ended() const { return ended_; }
  void clear_ended() { ended_.clear(); }

  static constexpr std::chrono::seconds unix_patience{10};

 private:
  struct Connection {
    Descriptor socket;
    Party* party = nullptr;
    bool blocked = false;   // the socket took no more
    bool readable = false;  // something may be read without waiting
    bool at_end = false;    // the server will send nothing more than what is there
  };

  void happened(std::size_t key, std::uint32_t events);
  void drive(std::size_t key);
  bool receive(std::size_t key);
  void send(std::size_t key);
  void lose(std::size_t key, int error);
  void close(std::size_t key, int error);
  void set_alarm(Clock::time_point until);

  std::vector<Connection> connections_;
  std::size_t open_ = 0;
  std::vector<Ended> ended_;
  Descriptor epoll_;
  Descriptor alarm_;
  std::optional<Clock::time_point> alarm_at_;  // set, and has not rung
};

}  // namespace heloport::transports
