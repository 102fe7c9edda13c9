#pragma once
// A socket on its loop, driven for a party: what a server's connection and a client's have alike.

#include <optional>
#include <system_error>

#include "transports/descriptor.hpp"
#include "transports/event_loop.hpp"
#include "transports/party.hpp"
#include "transports/pump.hpp"

namespace heloport::transports {

/// Reads, writes, waits and keeps deadlines, by a pump, until the wire is over. Whoever derives
/// from it owns the party, and decides what the end means.
///
/// Use:      drive() once; turn({}) when the party was given something to say; close() at any time.
/// Lifetime: until its loop buries it. The party: until party_done(), over() or close().
/// Errors:   std::system_error from drive(). What a party throws leaves turn().
/// Threads:  the loop's.
class DrivenSocket : public Awaited {
 public:
  DrivenSocket(EventLoop& loop, Descriptor socket);

  /// After each wait, and whenever there is something to do that no octet tells of.
  virtual void turn(Came came);

 protected:
  /// Begins to wait, without a turn yet.
  void drive(Party& party, Goodbye goodbye, Watch watch);
  void await_deadline(std::optional<engine::Time> deadline);
  void close();
  bool open() const { return socket_.open(); }
  EventLoop& loop() const { return loop_; }

 private:
  /// The session is over: its party will not be touched again.
  virtual void party_done() {}
  /// The wire is, too: to be closed.
  virtual void over(std::error_code fault) = 0;

  void ready(Readiness readiness) final;
  void due() final { turn({}); }
  void its_turn() final;
  void await(const Waits& waits);
  void await_writable();

  EventLoop& loop_;
  Descriptor socket_;
  bool watches_writable_ = false;
  bool turn_asked_ = false;
  std::optional<Pump> pump_;  // while it is driven
};

}  // namespace heloport::transports
