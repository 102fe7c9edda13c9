#pragma once
// One connection of a server: its party, who owns it, and the bell that other threads ring for it.

#include <cstdint>
#include <functional>
#include <memory>

#include "transports/driven_socket.hpp"

namespace heloport::transports {

class ServedConnection;

/// Who owns connections, and hears of their end.
class ConnectionOwner {
 public:
  /// It is closed: it must be buried.
  virtual void closed(ServedConnection& connection) = 0;

 protected:
  ~ConnectionOwner() = default;
};

/// A driven socket with a party of its own.
///
/// Use:      begin() once; close() at any time, or when its party is done it does so itself.
/// Lifetime: until its loop buries it.
/// Errors:   std::system_error from the constructor. A party that throws ends its own connection.
/// Threads:  the loop's.
class ServedConnection final : public DrivenSocket, private Resident {
 public:
  ServedConnection(EventLoop& loop, ConnectionOwner& owner, Descriptor socket);

  std::function<void()> waking() const;
  void begin(std::unique_ptr<Party> party);
  void stop(Urgency urgency);
  void close();

  /// Where its owner keeps it.
  std::size_t place() const { return place_; }
  void move_to(std::size_t place) { place_ = static_cast<std::uint32_t>(place); }
  /// Whether its party is only a farewell: it counts apart.
  bool turned_away() const { return turned_away_; }
  void turn_away() { turned_away_ = true; }

 private:
  void turn(Came came) override;
  void party_done() override { party_.reset(); }
  void over(std::error_code) override { close(); }
  void rung() override { turn({}); }

  ConnectionOwner& owner_;
  Doorbell::Ring ring_;
  std::uint32_t place_ = 0;
  bool turned_away_ = false;
  std::unique_ptr<Party> party_;  // none once its session is over
};

}  // namespace heloport::transports
