#pragma once
// The party of a connection that gets none: it says one thing and ends.

#include <string>

#include "transports/party.hpp"

namespace heloport::transports {

/// Sends a text that the server's owner chose; hears nothing.
class Farewell final : public Party, private engine::OctetSide {
 public:
  explicit Farewell(std::string text) : text_(std::move(text)) {}

  engine::OctetSide& octets() override { return *this; }
  void serve() override {}
  void stop(Urgency) override {}

 private:
  std::span<char> input() override { return {}; }
  void received(std::size_t) override {}
  void end_of_input() override {}
  engine::Output output() const override { return {{std::string_view(text_).substr(sent_), {}}}; }
  void sent(std::size_t n) override { sent_ += n; }
  std::optional<engine::Time> deadline() const override { return std::nullopt; }
  void expire(engine::Time) override {}
  bool finished() const override { return true; }

  std::string text_;
  std::size_t sent_ = 0;
};

}  // namespace heloport::transports
