#pragma once
// Reaching a server: over TCP, a Unix socket, or a command that is started for it.

#include <chrono>
#include <memory>
#include <optional>
#include <string>
#include <variant>

#include "transports/address.hpp"
#include "transports/fault.hpp"
#include "transports/party.hpp"

namespace heloport::transports {

/// An open way to a server. Destroying it closes it; a command that lingers then is terminated.
///
/// Use:      connect() or spawn(), make a party of arrival(), run_party() once.
/// Threads:  one at a time; arrival().wake from any.
class Connection {
 public:
  Connection(Connection&&) noexcept;
  Connection& operator=(Connection&&) noexcept;
  ~Connection();

  /// Who is at the other end, and the wake of the party that will be run here.
  const Arrival& arrival() const;
  /// For whoever moves the octets without a party: a socket that does not block. Remains ours.
  int descriptor() const;

 private:
  struct Inside;
  explicit Connection(std::unique_ptr<Inside> inside);
  friend std::variant<Connection, Fault> connect(const Address&, std::chrono::milliseconds);
  friend std::variant<Connection, Fault> spawn(const std::string&, int);
  friend std::optional<Fault> run_party(Connection&, Party&);
  std::unique_ptr<Inside> inside_;
};

/// RFC 5321 names no time for the connection itself; this is what a person is ready to wait.
inline constexpr std::chrono::milliseconds connect_timeout_default{30'000};

/// Errors: the system's code, such as std::errc::connection_refused, timed_out,
///         no_such_file_or_directory.
std::variant<Connection, Fault> connect(
    const Address& address, std::chrono::milliseconds timeout = connect_timeout_default);

/// Starts `/bin/sh -c COMMAND` with a socket as its standard input and output; standard error is
/// the descriptor `errors`, or with -1 ours. That the command does not exist shows when it is run:
/// run_party() says so.
std::variant<Connection, Fault> spawn(const std::string& command, int errors = -1);

/// Runs one party to the end of its session, on this thread, then closes the connection.
///
/// Errors: what the connection did to the session: the peer reset it, or a spawned command ended
///         with another status than 0. How the session went, the party knows: ask it first.
std::optional<Fault> run_party(Connection& connection, Party& party);

}  // namespace heloport::transports
