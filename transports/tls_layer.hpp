#pragma once
// TLS between a transport and a session.

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>

#include "engine/octet_side.hpp"
#include "transports/tls_block.hpp"
#include "transports/tls_context.hpp"
#include "transports/tls_facts.hpp"
#include "transports/tls_handle.hpp"

namespace heloport::transports {

struct TlsLimits {
  /// From start() to the end of the handshake: a few round trips and a slow machine, not a person.
  engine::Time handshake_time{60'000};
};

/// An octet side in front of another: clear octets on the session's side, records on the
/// transport's, once it was told to start.
///
/// Use:      drive it as any octet side. Each time the session behind was served, call exchange(),
///           and serve the session again while that returns true:
///               do session.serve(); while (layer.exchange());
///           STARTTLS: start() when the session says so (its 220 in output(), or the peer's 220
///           taken). Implicit TLS: start_at_once() before the transport sees the layer.
/// Shape:    Before: octets pass through untouched, in the rooms that the session lends. From
///           start() on no octet reaches the session but out of a record, and none leaves in clear
///           but what start() found in output(). While those leave nothing is read, so whatever
///           came with a STARTTLS in clear meets the handshake, and fails it (RFC 3207, 4.2).
///           open is reached, and exchange() returns true, before the session is given anything.
///           A close_notify is the session's end_of_input(); nothing after it is looked at. When
///           the session is finished() ours follows its last octets (RFC 8446, 6.1).
///           Octets count as sent for the session once they are in a record of ours.
/// Limits:   one block of tls_block_octets for what came and one for what is to leave, held only
///           while there is something in it. While the session's input() is empty nothing is read
///           beyond a block. A session is never asked to take more than one record.
/// Lifetime: the session behind must outlive the layer. Room of input() is taken back by
///           exchange(), as sessions do when they are served.
/// Errors:   a handshake that fails, or a record that is broken: our alert in output(), state
///           failed, finished(), end_of_input() for the session; failure() says why.
/// Threads:  none, as the session behind. Contexts are shared by all.
class TlsLayer final : public engine::OctetSide {
 public:
  enum class State : std::uint8_t {
    clear,        // passing through
    waiting,      // what was said in clear must leave first
    handshaking,  // the session neither gets nor sends anything
    open,         // also after either side has closed
    failed,
  };

  TlsLayer(engine::OctetSide& behind, std::shared_ptr<const TlsServerContext> context,
           TlsLimits limits = {});
  /// `server_name`: a domain name or an address, as the user or MX named the server; see
  /// tls_names.hpp.
  TlsLayer(engine::OctetSide& behind, std::shared_ptr<const TlsClientContext> context,
           std::string server_name, TlsLimits limits = {});
  TlsLayer(const TlsLayer&) = delete;
  TlsLayer& operator=(const TlsLayer&) = delete;

  /// The handshake begins when what the session has in output() now has left in clear.
  void start();
  /// The handshake begins now; what the session has in output() waits for its end.
  void start_at_once();
  /// Moves what can move between both sides. True: serve the session and call again.
  bool exchange();

  State state() const { return state_; }
  /// Known from `open` on; null before, and after a failed handshake.
  const TlsFacts* facts() const { return facts_ ? &*facts_ : nullptr; }
  /// Why the state is failed, one sentence: "certificate verify failed: self-signed certificate".
  const std::string& failure() const { return failure_; }
  /// The session's input ended, and it was not the peer who said so: the connection was cut, or a
  /// record was broken. Whoever counts on having read everything asks this.
  bool truncated() const { return truncated_; }

  std::span<char> input() override;
  void received(std::size_t n) override;
  void end_of_input() override;
  engine::Output output() const override;
  void sent(std::size_t n) override;
  std::optional<engine::Time> deadline() const override;
  void expire(engine::Time now) override;
  bool finished() const override;
  /// Inside TLS its close_notify is still to come.
  bool peer_is_done() const override { return state_ == State::clear && behind_.peer_is_done(); }

 private:
  bool starting() const { return state_ == State::waiting || state_ == State::handshaking; }
  void begin_waiting(std::size_t clear_octets);
  void begin_handshake();
  void take_session(Ssl ssl);
  bool shake_hands();
  bool decrypt();
  bool encrypt();
  void say_goodbye();
  void end_session_input();
  void fail(std::string why);

  engine::OctetSide& behind_;
  std::shared_ptr<const TlsServerContext> server_;  // one of the two
  std::shared_ptr<const TlsClientContext> client_;
  std::string server_name_;
  TlsLimits limits_;

  State state_ = State::clear;
  std::size_t clear_octets_ = 0;     // waiting: of output(), what may still leave in clear
  bool lent_clear_ = false;          // the room lent last was the session's
  bool transport_ended_ = false;     // end_of_input() was called
  bool session_input_over_ = false;  // the session was told that its input ended
  bool goodbye_said_ = false;        // our close_notify is in a record
  bool truncated_ = false;
  std::optional<engine::Time> now_;
  std::optional<engine::Time> handshake_deadline_;
  std::string failure_;
  std::optional<TlsFacts> facts_;
  TlsBlocks blocks_;
  Ssl ssl_;  // after blocks_: it writes into them
};

}  // namespace heloport::transports
