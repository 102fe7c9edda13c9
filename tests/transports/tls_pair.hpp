#pragma once
// Two sessions that say and hear, each behind a TLS layer, joined in memory.

#include <cstddef>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "transports/memory.hpp"
#include "transports/tap.hpp"
#include "transports/tls_layer.hpp"

namespace heloport::transports {

/// Says what it is told to and keeps what it hears.
class Talker final : public engine::OctetSide {
 public:
  explicit Talker(std::size_t room = 4096) : room_(room) {}

  void say(std::string_view text) { unsaid_ += text; }
  void finish() { finished_ = true; }
  void be_deaf(bool deaf) { deaf_ = deaf; }
  /// Goes on after the end of its input, and would take more.
  void outlive_the_end() { outlives_ = true; }
  void expire_at(engine::Time time) { deadline_ = time; }

  const std::string& heard() const { return heard_; }
  std::size_t unsaid_octets() const { return unsaid_.size() - said_; }
  int ends() const { return ends_; }
  std::size_t largest_piece() const { return largest_piece_; }

  std::span<char> input() override;
  void received(std::size_t n) override;
  void end_of_input() override;
  engine::Output output() const override;
  void sent(std::size_t n) override;
  std::optional<engine::Time> deadline() const override { return deadline_; }
  void expire(engine::Time now) override;
  bool finished() const override { return finished_; }

 private:
  std::vector<char> room_;
  std::string heard_;
  std::string unsaid_;
  std::size_t said_ = 0;  // of `unsaid_`, from its front
  std::size_t largest_piece_ = 0;
  std::optional<engine::Time> deadline_;
  int ends_ = 0;
  bool deaf_ = false;
  bool outlives_ = false;
  bool finished_ = false;
};

/// One side: the session, its layer, and what passed on the wire.
struct TlsEnd {
  template <class Context, class... Rest>
  explicit TlsEnd(const std::shared_ptr<Context>& context, Rest... rest)
      : layer(talk, context, std::move(rest)...),
        tap(layer, [this](Passing way, std::string_view octets) {
          (way == Passing::sent ? sent : received) += octets;
        }) {}

  /// What a party does: serve the session until nothing moves.
  void serve();
  MemoryEnd end() {
    return {tap, [this] { serve(); }};
  }

  Talker talk;
  TlsLayer layer;
  std::string sent;
  std::string received;
  std::function<void()> session;  // what the session does when it is served
  Tap tap;
};

/// What both sides begin with. The defaults verify.
struct TlsPairing {
  std::string certificate = "server";  // names of make_certificates
  std::string client_ca = {};
  std::string trusted = "ca";
  std::string client_certificate = {};
  std::string server_name = "mx.example.org";
  bool verify = true;
  TlsVersion most = TlsVersion::tls_1_3;
};

std::shared_ptr<TlsServerContext> server_context(const TlsPairing& pairing = {});
std::shared_ptr<TlsClientContext> client_context(const TlsPairing& pairing = {});

/// Puts octets before a side, in as few pieces as it has room for; false if it wants no more.
bool hand_over(std::string_view octets, TlsEnd& to);
/// What a side has to send, taken from it.
std::string take_output(TlsEnd& from);

/// A client and a server of ours.
struct TlsPair {
  explicit TlsPair(const TlsPairing& pairing = {}, TlsLimits limits = {})
      : TlsPair(client_context(pairing), server_context(pairing), pairing.server_name, limits) {}
  TlsPair(const std::shared_ptr<TlsClientContext>& client_side,
          const std::shared_ptr<TlsServerContext>& server_side,
          const std::string& server_name = "mx.example.org", TlsLimits limits = {})
      : client(client_side, server_name, limits), server(server_side, limits) {}

  void implicit() {
    server.layer.start_at_once();
    client.layer.start_at_once();
  }
  /// The client asks in clear, the server agrees in clear, both start.
  void by_command();
  void chunks(std::size_t octets);
  bool run() { return link.run_until_quiet(); }
  bool open() const {
    return client.layer.state() == TlsLayer::State::open &&
           server.layer.state() == TlsLayer::State::open;
  }

  TlsEnd client;
  TlsEnd server;
  MemoryLink link{client.end(), server.end()};
};

}  // namespace heloport::transports
