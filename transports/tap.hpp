#pragma once
// Looking on while octets pass: for traces and recordings.

#include <functional>
#include <memory>
#include <span>
#include <string_view>

#include "engine/octet_side.hpp"
#include "transports/party.hpp"

namespace heloport::transports {

enum class Passing { received, sent };

/// The octets live as long as the call. Empty ones are not shown.
using Onlooker = std::function<void(Passing, std::string_view)>;

/// An octet side that shows every octet that passes, in order, and changes nothing.
///
/// Shape:    what was received is shown before the session behind has seen it, what was sent once
///           the transport has taken it: after the reason for it, never before.
/// Lifetime: the session behind must outlive the tap.
/// Threads:  none, as the session behind.
class Tap final : public engine::OctetSide {
 public:
  Tap(engine::OctetSide& behind, Onlooker onlooker);

  std::span<char> input() override;
  void received(std::size_t n) override;
  void end_of_input() override { behind_.end_of_input(); }
  engine::Output output() const override { return behind_.output(); }
  void sent(std::size_t n) override;
  std::optional<engine::Time> deadline() const override { return behind_.deadline(); }
  void expire(engine::Time now) override { behind_.expire(now); }
  bool finished() const override { return behind_.finished(); }
  bool peer_is_done() const override { return behind_.peer_is_done(); }

 private:
  engine::OctetSide& behind_;
  Onlooker onlooker_;
  std::span<char> input_;  // as it was last lent
};

/// A party whose octets pass a tap.
class TappedParty final : public Party {
 public:
  TappedParty(std::unique_ptr<Party> behind, Onlooker onlooker);

  engine::OctetSide& octets() override { return tap_; }
  void serve() override { behind_->serve(); }
  void stop(Urgency urgency) override { behind_->stop(urgency); }

 private:
  std::unique_ptr<Party> behind_;
  Tap tap_;
};

}  // namespace heloport::transports
