// See check_client_link.hpp.

#include "apps/check_client_link.hpp"

#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/socket.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <utility>

#include "engine/octet_side.hpp"
#include "transports/tls_layer.hpp"

namespace heloport::apps {
namespace {

using std::chrono::milliseconds;
using Clock = std::chrono::steady_clock;

constexpr milliseconds write_patience{10'000};
constexpr milliseconds handshake_patience{10'000};

/// Both directions as strings: what TLS is put in front of.
class StringSide final : public engine::OctetSide {
 public:
  std::span<char> input() override { return room_; }
  void received(std::size_t n) override { came_.append(room_.data(), n); }
  void end_of_input() override { ended_ = true; }
  engine::Output output() const override { return {{to_leave_, {}}}; }
  void sent(std::size_t n) override { to_leave_.erase(0, n); }
  std::optional<engine::Time> deadline() const override { return std::nullopt; }
  void expire(engine::Time) override {}
  bool finished() const override { return finished_; }

  void say(std::string_view octets) { to_leave_ += octets; }
  void finish() { finished_ = true; }
  std::string take() { return std::exchange(came_, {}); }
  bool ended() const { return ended_; }

 private:
  std::array<char, std::size_t{16} << 10> room_{};
  std::string came_;
  std::string to_leave_;
  bool ended_ = false;
  bool finished_ = false;
};

bool wait_for(int descriptor, short events, milliseconds patience) {
  const auto until = Clock::now() + patience;
  while (true) {
    const auto left = std::chrono::duration_cast<milliseconds>(until - Clock::now());
    pollfd entry{descriptor, events, 0};
    const int ready = ::poll(&entry, 1, static_cast<int>(std::max<std::int64_t>(left.count(), 0)));
    if (ready >= 0) return ready > 0;
    if (errno != EINTR) return false;
  }
}

}  // namespace

struct CheckClientLink::Inside {
  Inside(transports::Descriptor connected,
         std::shared_ptr<const transports::TlsServerContext> context)
      : socket(std::move(connected)), layer(side, std::move(context)) {}

  void settle() {
    while (layer.exchange()) {
    }
  }
  bool flush();
  bool take_input();

  StringSide side;
  transports::Descriptor socket;
  transports::TlsLayer layer;
  bool input_over = false;
};

// False: the client does not take it. While it does not, what it says is read, so that two full
// buffers do not wait for each other.
bool CheckClientLink::Inside::flush() {
  while (true) {
    settle();
    const engine::Output output = layer.output();
    const std::string_view run = output.runs[0].empty() ? output.runs[1] : output.runs[0];
    if (run.empty()) return true;
    const ssize_t sent = ::send(socket.number(), run.data(), run.size(), MSG_NOSIGNAL);
    if (sent > 0) {
      layer.sent(static_cast<std::size_t>(sent));
      continue;
    }
    if (errno == EINTR) continue;
    if (errno != EAGAIN && errno != EWOULDBLOCK) return false;
    const short events = static_cast<short>(POLLOUT | (input_over ? 0 : POLLIN));
    if (!wait_for(socket.number(), events, write_patience)) return false;
    if (!input_over) take_input();
  }
}

// True if something came, the end included.
bool CheckClientLink::Inside::take_input() {
  const std::span<char> room = layer.input();
  if (room.empty()) return false;
  const ssize_t count = ::recv(socket.number(), room.data(), room.size(), 0);
  if (count < 0 && (errno == EAGAIN || errno == EWOULDBLOCK || errno == EINTR)) return false;
  if (count > 0) {
    layer.received(static_cast<std::size_t>(count));
  } else {
    input_over = true;
    layer.end_of_input();
  }
  settle();
  return true;
}

CheckClientLink::CheckClientLink(transports::Descriptor socket,
                                 std::shared_ptr<const transports::TlsServerContext> context) {
  const int flags = ::fcntl(socket.number(), F_GETFL);
  ::fcntl(socket.number(), F_SETFL, flags | O_NONBLOCK);
  const int on = 1;
  ::setsockopt(socket.number(), IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
  inside_ = std::make_unique<Inside>(std::move(socket), std::move(context));
}

CheckClientLink::~CheckClientLink() = default;

bool CheckClientLink::write(std::string_view octets) {
  inside_->side.say(octets);
  return inside_->socket.open() && inside_->flush();
}

conformance::PeerLink::Received CheckClientLink::read(milliseconds patience) {
  const auto until = Clock::now() + patience;
  while (true) {
    inside_->settle();
    std::string came = inside_->side.take();
    if (!came.empty()) return {Received::Kind::octets, std::move(came)};
    if (inside_->input_over || inside_->side.ended() || !inside_->socket.open()) {
      return {Received::Kind::end, {}};
    }
    // A handshake message of the client, such as a key update, may want an answer.
    if (!inside_->flush()) return {Received::Kind::end, {}};
    const auto left = std::chrono::duration_cast<milliseconds>(until - Clock::now());
    if (!wait_for(inside_->socket.number(), POLLIN, std::max(left, milliseconds{0}))) {
      return {Received::Kind::nothing, {}};
    }
    inside_->take_input();
  }
}

void CheckClientLink::end_writing() {
  inside_->side.finish();
  if (!inside_->socket.open()) return;
  inside_->flush();
  ::shutdown(inside_->socket.number(), SHUT_WR);
}

std::string CheckClientLink::serve_tls() {
  using State = transports::TlsLayer::State;
  if (inside_->layer.state() != State::clear) return "TLS has begun before";
  if (!inside_->flush()) return "the client does not take what is said";
  inside_->side.take();
  inside_->layer.start();
  const auto until = Clock::now() + handshake_patience;
  while (true) {
    inside_->flush();
    const State state = inside_->layer.state();
    if (state == State::open) return {};
    if (state == State::failed) return inside_->layer.failure();
    const auto left = std::chrono::duration_cast<milliseconds>(until - Clock::now());
    if (left.count() <= 0) return "the handshake did not end";
    if (wait_for(inside_->socket.number(), POLLIN, left)) inside_->take_input();
  }
}

void CheckClientLink::reset() {
  const linger at_once{1, 0};
  ::setsockopt(inside_->socket.number(), SOL_SOCKET, SO_LINGER, &at_once, sizeof at_once);
  inside_->socket.close();
}

}  // namespace heloport::apps
