#pragma once
// A server's octet side with a recorder beside it.

#include <optional>

#include "conformance/recorder.hpp"
#include "engine/octet_side.hpp"

namespace heloport::conformance {

/// Passes everything on and tells a recorder. What the session says is told when it says it, not
/// when it is sent: so a reply stands before what the client wrote after it was due.
///
/// Lifetime: the side and the recorder must outlive it.
/// Threads:  none, as the side behind.
class RecordedSide final : public engine::OctetSide {
 public:
  RecordedSide(engine::OctetSide& behind, Recorder& recorder)
      : behind_(behind), recorder_(recorder) {}

  std::span<char> input() override;
  void received(std::size_t n) override;
  void end_of_input() override;
  engine::Output output() const override { return behind_.output(); }
  void sent(std::size_t n) override;
  std::optional<engine::Time> deadline() const override { return behind_.deadline(); }
  void expire(engine::Time now) override;
  bool finished() const override { return behind_.finished(); }

  /// Tells what was said and not sent yet. Before the end of a recording.
  void listen();

 private:
  engine::OctetSide& behind_;
  Recorder& recorder_;
  std::span<char> input_;        // as it was last lent
  std::size_t told_octets_ = 0;  // of output(), from its beginning
  std::optional<engine::Time> told_time_;
  engine::Time now_{};
  void tell_time();
};

}  // namespace heloport::conformance
