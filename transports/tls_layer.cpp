// TLS between a transport and a session.

#include "transports/tls_layer.hpp"

#include <openssl/ssl.h>

#include <algorithm>
#include <cassert>
#include <utility>

#include "transports/tls_bio.hpp"
#include "transports/tls_errors.hpp"
#include "transports/tls_settled.hpp"

namespace heloport::transports {

namespace {

// A record that a nearly full block cuts shorter than this costs more than waiting for the next.
constexpr std::size_t worthwhile_octets = 4096;

// The front of `output`, octets_max of it.
engine::Output front_of(engine::Output output, std::size_t octets_max) {
  for (std::string_view& run : output.runs) {
    run = run.substr(0, octets_max);
    octets_max -= run.size();
  }
  return output;
}

// What becomes the next record: of one run, as much as there is room for. Empty: not now.
std::string_view next_record(const engine::Output& output, std::size_t room) {
  const std::string_view run = output.runs[0].empty() ? output.runs[1] : output.runs[0];
  if (room <= tls_overhead_octets_max) return {};
  const std::size_t octets_max = std::min(room - tls_overhead_octets_max, tls_record_octets_max);
  if (run.size() > octets_max && octets_max < worthwhile_octets) return {};
  return run.substr(0, octets_max);
}

bool tries_again(int error) {
  return error == SSL_ERROR_WANT_READ || error == SSL_ERROR_WANT_WRITE;
}

}  // namespace

TlsLayer::TlsLayer(engine::OctetSide& behind, std::shared_ptr<const TlsServerContext> context,
                   TlsLimits limits)
    : behind_(behind), server_(std::move(context)), limits_(limits) {
  assert(server_);
}

TlsLayer::TlsLayer(engine::OctetSide& behind, std::shared_ptr<const TlsClientContext> context,
                   std::string server_name, TlsLimits limits)
    : behind_(behind),
      client_(std::move(context)),
      server_name_(std::move(server_name)),
      limits_(limits) {
  assert(client_);
}

void TlsLayer::start() {
  begin_waiting(behind_.output().size());
}

void TlsLayer::start_at_once() {
  begin_waiting(0);
}

void TlsLayer::begin_waiting(std::size_t clear_octets) {
  assert(state_ == State::clear);
  state_ = State::waiting;
  clear_octets_ = clear_octets;
  if (now_) handshake_deadline_ = *now_ + limits_.handshake_time;
  if (clear_octets_ == 0) begin_handshake();
}

void TlsLayer::begin_handshake() {
  state_ = State::handshaking;
  if (server_) return take_session(server_->begin());
  auto begun = client_->begin(server_name_);
  if (auto* why = std::get_if<std::string>(&begun)) return fail(std::move(*why));
  take_session(std::get<Ssl>(std::move(begun)));
}

void TlsLayer::take_session(Ssl ssl) {
  const TlsErrors errors;
  BIO* bio = ssl ? new_bio_over(blocks_) : nullptr;
  if (bio == nullptr) return fail("not enough memory for TLS");
  SSL_set_bio(ssl.get(), bio, bio);  // owns it now
  ssl_ = std::move(ssl);
}

bool TlsLayer::exchange() {
  bool moved = false;
  if (state_ == State::handshaking) {
    moved = shake_hands();
  } else if (state_ == State::open) {
    moved = decrypt();
    if (state_ == State::open) moved |= encrypt();
    if (state_ == State::open) say_goodbye();
  }
  blocks_.came.release_if_empty();
  blocks_.to_leave.release_if_empty();
  return moved;
}

// True: it is over, one way or the other.
bool TlsLayer::shake_hands() {
  if (behind_.finished()) {
    fail("the session ended before the handshake did");
    return true;
  }
  const TlsErrors errors;
  const int done = SSL_do_handshake(ssl_.get());
  if (done == 1) {
    facts_ = settled_facts(ssl_.get());
    handshake_deadline_.reset();
    state_ = State::open;
    return true;
  }
  const int error = SSL_get_error(ssl_.get(), done);
  const bool waits = tries_again(error);
  if (waits && !(error == SSL_ERROR_WANT_READ && transport_ended_)) return false;
  fail(waits ? "the connection ended before the handshake did" : errors.of(ssl_.get()));
  return true;
}

// At most one record. True: the session has something new.
bool TlsLayer::decrypt() {
  if (session_input_over_) return false;
  const bool waits = !blocks_.came.empty() || SSL_pending(ssl_.get()) > 0;
  if (!waits && !transport_ended_) return false;
  const std::span<char> room = waits ? behind_.input() : std::span<char>();
  if (waits && room.empty()) return false;
  // What OpenSSL may answer of itself must have room too, or it would be stuck half-way.
  if (blocks_.to_leave.room_octets() < tls_overhead_octets_max) return false;
  const TlsErrors errors;
  std::size_t octets = 0;
  int error = SSL_ERROR_WANT_READ;
  if (waits && SSL_read_ex(ssl_.get(), room.data(), room.size(), &octets) == 1) {
    behind_.received(octets);
    return true;
  }
  if (waits) error = SSL_get_error(ssl_.get(), 0);
  const bool closed = error == SSL_ERROR_ZERO_RETURN;
  if (!closed && !tries_again(error)) {
    fail(errors.of(ssl_.get()));
    return true;
  }
  const bool cut_off = error == SSL_ERROR_WANT_READ && transport_ended_;
  if (!closed && !cut_off) return false;
  truncated_ = cut_off && !behind_.finished();
  end_session_input();
  return true;
}

// As much as there is room for. True: the session has got rid of something.
bool TlsLayer::encrypt() {
  bool moved = false;
  while (true) {
    const std::string_view record = next_record(behind_.output(), blocks_.to_leave.room_octets());
    if (record.empty()) return moved;
    const TlsErrors errors;
    std::size_t octets = 0;
    if (SSL_write_ex(ssl_.get(), record.data(), record.size(), &octets) == 1) {
      behind_.sent(octets);
      moved = true;
      continue;
    }
    if (tries_again(SSL_get_error(ssl_.get(), 0))) return moved;
    fail(errors.of(ssl_.get()));
    return true;
  }
}

void TlsLayer::say_goodbye() {
  if (goodbye_said_ || !behind_.finished() || !behind_.output().empty()) return;
  if (blocks_.to_leave.room_octets() < tls_overhead_octets_max) return;
  const TlsErrors errors;
  SSL_shutdown(ssl_.get());
  goodbye_said_ = true;
}

void TlsLayer::end_session_input() {
  if (std::exchange(session_input_over_, true)) return;
  blocks_.came.clear();  // nothing counts after a close_notify
  behind_.end_of_input();
}

void TlsLayer::fail(std::string why) {
  if (!session_input_over_ && !behind_.finished()) truncated_ = true;
  state_ = State::failed;
  failure_ = std::move(why);
  handshake_deadline_.reset();
  ssl_.reset();
  end_session_input();
}

std::span<char> TlsLayer::input() {
  lent_clear_ = state_ == State::clear;
  if (lent_clear_) return behind_.input();
  const bool wants = (state_ == State::handshaking || state_ == State::open) &&
                     !session_input_over_ && !transport_ended_ && blocks_.came.empty();
  if (!wants) return {};
  if (state_ == State::open && behind_.input().empty()) return {};
  return blocks_.came.room();
}

void TlsLayer::received(std::size_t n) {
  if (n == 0) return;
  if (!lent_clear_) return blocks_.came.wrote(n);
  if (state_ == State::clear) return behind_.received(n);
  // Read into the session's room before start(), reported after it: they came in clear.
  if (starting()) fail("octets came in clear where the handshake begins");
}

void TlsLayer::end_of_input() {
  transport_ended_ = true;
  if (state_ == State::clear) {
    session_input_over_ = true;
    behind_.end_of_input();
  } else if (starting() && blocks_.came.empty()) {
    fail("the connection ended before the handshake did");
  }
}

engine::Output TlsLayer::output() const {
  if (state_ == State::clear) return behind_.output();
  if (state_ == State::waiting) return front_of(behind_.output(), clear_octets_);
  return {{blocks_.to_leave.octets(), {}}};
}

void TlsLayer::sent(std::size_t n) {
  if (state_ == State::clear) return behind_.sent(n);
  if (state_ != State::waiting) return blocks_.to_leave.took(n);
  assert(n <= clear_octets_);
  behind_.sent(n);
  clear_octets_ -= n;
  if (clear_octets_ == 0) begin_handshake();
}

std::optional<engine::Time> TlsLayer::deadline() const {
  const std::optional<engine::Time> behind = behind_.deadline();
  if (!handshake_deadline_) return behind;
  return behind ? std::min(*behind, *handshake_deadline_) : handshake_deadline_;
}

void TlsLayer::expire(engine::Time now) {
  now_ = now;
  behind_.expire(now);
  if (!starting()) return;
  if (!handshake_deadline_) handshake_deadline_ = now + limits_.handshake_time;
  if (now < *handshake_deadline_) return;
  const auto seconds = std::chrono::floor<std::chrono::seconds>(limits_.handshake_time);
  fail("the handshake took longer than " + std::to_string(seconds.count()) + " s");
  // The peer has shown that it does not take them.
  blocks_.to_leave.clear();
}

bool TlsLayer::finished() const {
  return state_ == State::failed || behind_.finished();
}

}  // namespace heloport::transports
