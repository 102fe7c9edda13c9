#pragma once
// One connection on its loop: a socket, its party and what it waits for.

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>

#include "transports/descriptor.hpp"
#include "transports/event_loop.hpp"
#include "transports/party.hpp"
#include "transports/pump.hpp"

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

/// A socket, its party and what it waits for.
///
/// Use:      begin() once; close() at any time, or when its party is done it does so itself.
/// Lifetime: until its loop buries it.
/// Errors:   std::system_error from the constructor. A party that throws ends its own connection.
/// Threads:  the loop's.
class ServedConnection final : public Awaited, private Resident {
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
  void ready(Readiness readiness) override;
  void due() override { turn({}); }
  void rung() override { turn({}); }
  void its_turn() override;
  void turn(Came came);
  void await(const Waits& waits);
  void await_writable();
  void await_deadline(engine::Time deadline);
  bool open() const { return pump_.has_value(); }

  EventLoop& loop_;
  ConnectionOwner& owner_;
  Descriptor socket_;
  Doorbell::Ring ring_;
  std::uint32_t place_ = 0;
  bool watches_writable_ = false;
  bool turn_asked_ = false;
  bool turned_away_ = false;
  std::unique_ptr<Party> party_;  // none once its session is over
  std::optional<Pump> pump_;      // none once it is closed
};

}  // namespace heloport::transports
