#pragma once
// A session that is typed by hand: the Enter key ends a line.

#include <array>
#include <memory>
#include <string>

#include "engine/octet_side.hpp"
#include "transports/party.hpp"

namespace heloport::apps {

/// Stands between a terminal and a party. A terminal sends LF where SMTP wants CRLF; only here,
/// at a keyboard, is one taken for the other. Everything else passes unchanged.
///
/// Limits:  one terminal line at a time waits, at most twice typed_octets_max.
/// Threads: as transports::Party.
class TypedParty final : public transports::Party, public engine::OctetSide {
 public:
  explicit TypedParty(std::unique_ptr<transports::Party> behind) : behind_(std::move(behind)) {}

  engine::OctetSide& octets() override { return *this; }
  void serve() override;
  void stop(transports::Urgency urgency) override { behind_->stop(urgency); }

  std::span<char> input() override;
  void received(std::size_t n) override;
  void end_of_input() override;
  engine::Output output() const override { return behind_->octets().output(); }
  void sent(std::size_t n) override { behind_->octets().sent(n); }
  std::optional<engine::Time> deadline() const override { return behind_->octets().deadline(); }
  void expire(engine::Time now) override { behind_->octets().expire(now); }
  bool finished() const override { return behind_->octets().finished(); }

 private:
  bool hand_on();

  static constexpr std::size_t typed_octets_max = 4096;  // what a Linux terminal gives as one line
  std::unique_ptr<transports::Party> behind_;
  std::array<char, typed_octets_max> room_;
  std::string typed_;  // with CRLF, not yet taken by the session
  bool after_cr_ = false;
  bool ended_ = false;
};

}  // namespace heloport::apps
