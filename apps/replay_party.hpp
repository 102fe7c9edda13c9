#pragma once
// Plays a transcript against whoever is at the other end of a connection.

#include <chrono>
#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "conformance/player.hpp"
#include "conformance/transcript.hpp"
#include "transports/party.hpp"

namespace heloport::apps {

struct ReplayOrder {
  std::size_t chunk_octets = 0;  // our writes in pieces of this size; 0: whole
  bool codes_only = false;       // the texts of replies may differ
};

/// Why a transcript cannot be played over a wire: it tells the application or the clock of the
/// other side what to do. Nothing when it can.
std::optional<std::string> unplayable(const conformance::Transcript& transcript);

/// The client of a transcript. Says what its C: lines say, each write when the replies before it
/// have come, and compares what the server says.
///
/// Shape:  E: lines are not compared: nobody sees them from outside. What the transcript's own
///         application answered with (`! accept DETAIL`) is any text here; the lines of LIST and
///         READ are what the server's mailbox must hold.
/// Errors: result() holds the first difference; nothing when the transcript holds.
/// Threads: as transports::Party.
class ReplayParty final : public transports::Party, public engine::OctetSide {
 public:
  ReplayParty(conformance::Transcript transcript, ReplayOrder order);

  const conformance::Result& result() const { return result_; }
  /// False: the connection broke before the end, without a difference.
  bool complete() const { return finished_; }

  engine::OctetSide& octets() override { return *this; }
  void serve() override;
  void stop(transports::Urgency) override { finished_ = true; }

  std::span<char> input() override;
  void received(std::size_t n) override;
  void end_of_input() override { ended_ = true; }
  engine::Output output() const override;
  void sent(std::size_t n) override;
  std::optional<engine::Time> deadline() const override { return deadline_; }
  void expire(engine::Time now) override;
  bool finished() const override { return finished_; }

 private:
  bool step();
  bool begin_exchange();
  bool judge();
  bool advance();
  void fail(conformance::Failure failure);
  bool everything_said() const;
  const conformance::Exchange& exchange() const { return transcript_.exchanges[index_]; }

  const conformance::Transcript transcript_;
  const ReplayOrder order_;
  std::size_t index_ = 0;  // of the exchange that is played
  bool begun_ = false;     // its acts were performed
  bool leaving_ = false;   // it ends with us closing the connection
  std::string out_;
  std::string speech_;  // what the server said in this exchange
  std::vector<char> block_;
  bool ended_ = false;
  bool timed_out_ = false;
  bool finished_ = false;
  conformance::Result result_;
  engine::Time now_{};
  std::optional<engine::Time> deadline_;
};

}  // namespace heloport::apps
