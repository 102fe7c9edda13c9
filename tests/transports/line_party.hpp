#pragma once
// A party that answers lines, and does what a transport fears when a line says so.

#include <atomic>
#include <cstddef>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include "transports/party.hpp"

namespace heloport::transports {

/// What all parties of one test did, counted.
struct Tally {
  std::atomic<int> made{0};
  std::atomic<int> gone{0};
  std::atomic<int> inputs{0};      // calls of input()
  std::atomic<int> lent{0};        // 1 while a session holds room that input() lent
  std::atomic<int> expiries{0};    // calls of expire()
  std::atomic<int> ends{0};        // calls of end_of_input()
  std::atomic<int> stops{0};       // calls of stop(when_idle)
  std::atomic<int> late_stops{0};  // calls of stop(now)
};

/// Every line comes back, except these, which end in LF like the others:
///   quit       says "bye" and ends the session
///   leave      the same, and the peer is known to be done
///   hold/done  between them stop(when_idle) waits; done says "done"
///   wake       another thread calls wake, then "woken" comes
///   deaf       wants no input from now on
///   flood N    N octets 'x', produced as the transport takes them
///   expire N   says "expired" and ends the session in N ms
///   throw      throws
/// Input that ends is answered with "end" and ends the session.
class LineParty final : public Party, private engine::OctetSide {
 public:
  LineParty(Tally& tally, Arrival arrival, std::size_t room = 4096);
  ~LineParty() override;

  engine::OctetSide& octets() override { return *this; }
  void serve() override;
  void stop(Urgency urgency) override;

  /// For a client: says something first.
  void say(std::string_view text) { output_ += text; }
  void finish_at(std::string_view line) { last_line_ = line; }
  const std::string& heard() const { return heard_; }

 private:
  std::span<char> input() override;
  void received(std::size_t n) override;
  void end_of_input() override;
  engine::Output output() const override;
  void sent(std::size_t n) override;
  std::optional<engine::Time> deadline() const override { return deadline_; }
  void expire(engine::Time now) override;
  bool finished() const override { return finished_; }
  bool peer_is_done() const override { return finished_ && peer_is_done_; }

  void answer(std::string_view line);
  void finish(std::string_view word);

  Tally& tally_;
  Arrival arrival_;
  std::vector<char> room_;
  std::string unread_;
  std::string output_;
  std::string heard_;
  std::optional<std::string> last_line_;
  std::size_t flood_ = 0;
  engine::Time now_{0};
  std::optional<engine::Time> deadline_;
  std::optional<std::thread> waker_;
  std::atomic<bool> woken_{false};
  bool busy_ = false;
  bool deaf_ = false;
  bool peer_is_done_ = false;
  bool stopping_ = false;
  bool finished_ = false;
};

/// Each arrival gets a LineParty.
Welcome line_parties(Tally& tally, std::size_t room = 4096);

}  // namespace heloport::transports
