// See tls_link.hpp. The layer asks for a session behind it; ours is two heaps of octets.

#include "apps/tls_link.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include "transports/tls_layer.hpp"

namespace heloport::apps {
namespace {

using Clock = std::chrono::steady_clock;
using Milliseconds = std::chrono::milliseconds;

constexpr std::size_t room_octets = 16 * 1024;  // one record

/// What is written and read in clear, as an octet side.
class Heaps final : public engine::OctetSide {
 public:
  std::span<char> input() override { return room_; }
  void received(std::size_t n) override { came.append(room_.data(), n); }
  void end_of_input() override { ended = true; }
  engine::Output output() const override { return {{to_leave, {}}}; }
  void sent(std::size_t n) override { to_leave.erase(0, n); }
  std::optional<engine::Time> deadline() const override { return std::nullopt; }
  void expire(engine::Time) override {}
  bool finished() const override { return done; }

  std::string came;
  std::string to_leave;
  bool ended = false;  // nothing more comes
  bool done = false;   // nothing more leaves

 private:
  std::array<char, room_octets> room_{};
};

Milliseconds left_until(Clock::time_point until) {
  return std::max(Milliseconds(0), std::chrono::ceil<Milliseconds>(until - Clock::now()));
}

}  // namespace

struct TlsLink::Inside {
  Inside(std::shared_ptr<const transports::TlsClientContext> context, std::string name)
      : layer(heaps, std::move(context), std::move(name)) {}

  using State = transports::TlsLayer::State;
  bool handshaking() const {
    return layer.state() == State::waiting || layer.state() == State::handshaking;
  }

  Heaps heaps;
  transports::TlsLayer layer;
  std::string records;  // read, and no room for them yet
};

TlsLink::TlsLink(std::unique_ptr<conformance::PeerLink> behind,
                 std::shared_ptr<const transports::TlsClientContext> context,
                 std::string server_name, Milliseconds handshake_patience)
    : behind_(std::move(behind)),
      context_(std::move(context)),
      server_name_(std::move(server_name)),
      handshake_patience_(handshake_patience) {}

TlsLink::~TlsLink() = default;

bool TlsLink::write(std::string_view octets) {
  if (!inside_) return behind_->write(octets);
  if (inside_->layer.state() != Inside::State::open || inside_->heaps.done) return false;
  inside_->heaps.to_leave += octets;
  return move();
}

TlsLink::Received TlsLink::read(Milliseconds patience) {
  if (!inside_) return behind_->read(patience);
  const auto until = Clock::now() + patience;
  Heaps& heaps = inside_->heaps;
  while (heaps.came.empty() && !heaps.ended) {
    // A record may come in several pieces, and may hold no octets for us.
    if (take(left_until(until)) == Received::Kind::nothing) return {};
  }
  if (!heaps.came.empty()) return {Received::Kind::octets, std::exchange(heaps.came, {})};
  return {Received::Kind::end, {}};
}

void TlsLink::end_writing() {
  if (inside_) {
    inside_->heaps.done = true;
    move();
  }
  behind_->end_writing();
}

std::optional<std::string> TlsLink::start_tls() {
  if (inside_) return "TLS was started before";
  inside_ = std::make_unique<Inside>(context_, server_name_);
  inside_->layer.start_at_once();
  const auto until = Clock::now() + handshake_patience_;
  bool takes = move();
  while (takes && inside_->handshaking()) {
    const Received::Kind kind = take(left_until(until));
    if (kind == Received::Kind::nothing) return "the handshake takes too long";
    takes = kind == Received::Kind::octets || !inside_->handshaking();
  }
  if (inside_->layer.state() == Inside::State::open) return std::nullopt;
  const std::string& why = inside_->layer.failure();
  return why.empty() ? "the connection ended before the handshake did" : why;
}

const transports::TlsFacts* TlsLink::facts() const {
  return inside_ ? inside_->layer.facts() : nullptr;
}

bool TlsLink::truncated() const {
  return inside_ && inside_->layer.truncated();
}

/// Waits for records and moves what they bring.
TlsLink::Received::Kind TlsLink::take(Milliseconds patience) {
  Received received = behind_->read(patience);
  inside_->records += received.octets;
  if (received.kind == Received::Kind::end) {
    move();
    inside_->layer.end_of_input();
  }
  move();
  return received.kind;
}

/// Moves octets until neither side can; false when the link behind takes no more.
bool TlsLink::move() {
  Inside& in = *inside_;
  bool moved = true;
  while (moved) {
    moved = in.layer.exchange();
    const std::span<char> room = in.layer.input();
    const std::size_t octets = in.records.copy(room.data(), room.size());
    in.records.erase(0, octets);
    in.layer.received(octets);
    moved |= octets > 0;
    while (!in.layer.output().empty()) {
      const std::string records(in.layer.output().runs[0]);
      in.layer.sent(records.size());
      if (!behind_->write(records)) return false;
      moved = true;
    }
  }
  return true;
}

}  // namespace heloport::apps
