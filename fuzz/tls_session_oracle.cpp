// See tls_session_oracle.hpp.

#include "fuzz/tls_session_oracle.hpp"

#include <algorithm>
#include <functional>
#include <limits>
#include <memory>
#include <utility>
#include <variant>

#include "conformance/shown.hpp"
#include "engine/server_session.hpp"
#include "tests/transports/tls_pair.hpp"
#include "transports/tls_upgrade.hpp"

namespace heloport::fuzz {
namespace {

using namespace engine;
using transports::Direction;
using transports::TlsLayer;

ServerOptions server_options() {
  ServerOptions options;
  options.hostname = "mx.example.org";
  options.provided = ExtensionSet{ExtensionId::starttls};
  return options;
}

/// A session whose application accepts everything and starts TLS when it is asked to.
class TlsServer {
 public:
  explicit TlsServer(const std::shared_ptr<transports::TlsServerContext>& context)
      : context_(context) {}

  void serve() {
    do {
      begin_tls();
      while (pull()) continue;
      begin_tls();
    } while (upgrade_.layer() != nullptr && upgrade_.layer()->exchange());
  }
  engine::OctetSide& octets() { return upgrade_; }
  bool truncated() const { return upgrade_.layer() != nullptr && upgrade_.layer()->truncated(); }
  const std::string& events() const { return events_; }
  bool stood() const { return stood_; }

 private:
  void begin_tls() {
    if (session_.finished() || session_.phase() != Phase::handshake) return;
    if (upgrade_.layer() == nullptr) upgrade_.start(context_);
    if (upgrade_.layer()->state() != TlsLayer::State::open) return;
    session_.tls_started(false);
    stood_ = true;
  }

  // Where a body is cut into pieces is not part of what was heard.
  void note(const ServerEvent& event) {
    const auto shown = conformance::show(event);
    if (!shown) return;
    const bool goes_on = shown->body && std::exchange(inside_body_, true);
    if (!shown->body) inside_body_ = false;
    if (shown->body && !goes_on) events_ += "body ";
    events_ += shown->body ? *shown->body : shown->text + '\n';
  }

  // Each event is asked for once: who looks ahead for AwaitVerdict takes the next one away.
  bool pull() {
    const ServerEvent event = session_.next();
    if (std::holds_alternative<AwaitVerdict>(event)) {
      session_.accept();  // whatever was asked
      return true;
    }
    if (std::holds_alternative<Closed>(event)) return false;
    note(event);
    return !std::holds_alternative<NeedInput>(event) && !std::holds_alternative<AwaitOutput>(event);
  }

  ServerOptions options_ = server_options();
  Buffers buffers_{1};
  ServerSession session_{options_, buffers_};
  std::shared_ptr<transports::TlsServerContext> context_;
  transports::TlsUpgrade upgrade_{session_};
  std::string events_;
  bool inside_body_ = false;
  bool stood_ = false;
};

/// Changes one octet of what is received, and brings some more when it is to end.
class Change final : public OctetSide {
 public:
  Change(OctetSide& behind, std::uint64_t offset, std::function<std::string()> more)
      : behind_(behind), offset_(offset), more_(std::move(more)) {}
  std::span<char> input() override { return room_ = behind_.input(); }
  void received(std::size_t n) override {
    if (offset_ >= passed_ && offset_ - passed_ < n) room_[offset_ - passed_] ^= 0x20;
    passed_ += n;
    behind_.received(n);
  }
  void end_of_input() override {
    bring(more_ ? more_() : "");
    behind_.end_of_input();
  }
  Output output() const override { return behind_.output(); }
  void sent(std::size_t n) override { behind_.sent(n); }
  std::optional<Time> deadline() const override { return behind_.deadline(); }
  void expire(Time now) override { behind_.expire(now); }
  bool finished() const override { return behind_.finished(); }

 private:
  // As much as there is room for, which is none where nobody listens any more.
  void bring(std::string_view octets) {
    const std::span<char> room = octets.empty() ? std::span<char>{} : behind_.input();
    const std::size_t n = octets.copy(room.data(), room.size());
    if (n > 0) behind_.received(n);
  }

  OctetSide& behind_;
  std::uint64_t offset_;
  std::function<std::string()> more_;
  std::uint64_t passed_ = 0;
  std::span<char> room_;
};

const std::shared_ptr<transports::TlsServerContext>& server_context(bool tls_1_2) {
  static const auto latest = transports::server_context();
  static const auto older = [] {
    transports::TlsPairing pairing;
    pairing.most = transports::TlsVersion::tls_1_2;
    return transports::server_context(pairing);
  }();
  return tls_1_2 ? older : latest;
}

std::string_view said_inside(const TlsTrouble& trouble) {
  const bool ends =
      trouble.kind == TlsTrouble::Kind::goodbye || trouble.kind == TlsTrouble::Kind::half_close;
  const std::string_view inside = trouble.inside;
  return ends ? inside.substr(0, trouble.at % (inside.size() + 1)) : inside;
}

std::string_view said_before(const TlsTrouble& trouble) {
  return std::string_view(trouble.inside).substr(0, trouble.at % (trouble.inside.size() + 1));
}

/// The client: hello and STARTTLS in clear, then what is to be said inside.
void speak(transports::TlsEnd& client, const TlsTrouble& trouble, int& said) {
  using State = TlsLayer::State;
  const std::string& heard = client.talk.heard();
  if (said == 0 && heard.find("220 ") != std::string::npos) {
    const bool clear = trouble.kind == TlsTrouble::Kind::clear;
    client.talk.say("EHLO client.example.org\r\nSTARTTLS\r\n" + (clear ? trouble.in_clear : ""));
    said = 1;
  }
  // All of the line: what is behind it is for TLS.
  const bool go = heard.find("\n", heard.find("220 2.0.0")) != std::string::npos;
  if (said == 1 && go && client.layer.state() == State::clear) {
    client.layer.start();
    said = 2;
  }
  if (said == 2 && client.layer.state() == State::open) {
    client.talk.say(said_inside(trouble));
    if (trouble.kind == TlsTrouble::Kind::goodbye) client.talk.finish();
    said = 3;
  }
}

void trouble_on_the_way(transports::MemoryLink& link, const TlsTrouble& trouble) {
  if (trouble.piece != 0) {
    link.chunks(Direction::to_server, transports::chunks_of(trouble.piece));
    link.chunks(Direction::to_client, transports::chunks_of(trouble.piece));
  }
  if (trouble.kind == TlsTrouble::Kind::cut) {
    link.cut(trouble.to_client ? Direction::to_client : Direction::to_server, trouble.at);
  }
}

// Whoever still waits is called back by its timeouts, and then the peer is gone.
void see_them_end(transports::MemoryLink& link, transports::TlsEnd& client, TlsServer& server) {
  link.advance(std::chrono::hours(2));
  client.layer.end_of_input();
  client.serve();
  server.octets().end_of_input();
  server.serve();
}

}  // namespace

TlsOutcome play_tls(const TlsTrouble& trouble) {
  static const auto context = transports::client_context();
  TlsServer server(server_context(trouble.tls_1_2));
  transports::TlsEnd client(context, std::string("mx.example.org"));
  int said = 0;
  client.session = [&] { speak(client, trouble, said); };
  const bool changes = trouble.kind == TlsTrouble::Kind::change;
  const auto behind_goodbye = [&]() -> std::string {
    if (trouble.kind != TlsTrouble::Kind::goodbye) return "";
    return trouble.in_clear.empty() ? client.sent : trouble.in_clear;
  };
  Change at_server(server.octets(),
                   changes ? trouble.at : std::numeric_limits<std::uint64_t>::max(),
                   behind_goodbye);
  transports::MemoryLink link(client.end(), {at_server, [&] { server.serve(); }});
  trouble_on_the_way(link, trouble);
  link.run_until_quiet();
  const bool over_before = server.octets().finished();
  if (trouble.kind == TlsTrouble::Kind::half_close && !over_before) {
    server.octets().end_of_input();
    server.serve();
    link.run_until_quiet();
  }
  see_them_end(link, client, server);
  return {.events = server.events(),
          .stood = server.stood(),
          .finished = server.octets().finished(),
          .dropped = link.dropped(),
          .truncated = server.truncated(),
          .over_before = over_before};
}

Complaint tls_lets_nothing_else_through(const TlsTrouble& trouble, const TlsOutcome& untroubled,
                                        const TlsOutcome& outcome) {
  if (!outcome.finished) return "a session outlives its connection";
  if (trouble.kind == TlsTrouble::Kind::none) {
    return outcome.stood ? std::nullopt : Complaint("TLS does not stand without trouble");
  }
  const std::string_view known = "starttls\n";
  const std::string_view events = outcome.events;
  // What a changed octet of the part in clear says is anybody's guess; TLS is what protects.
  const std::size_t at = events.find(known);
  if (at == std::string_view::npos) return std::nullopt;
  const std::size_t there = untroubled.events.find(known);
  const auto tail =
      std::string_view(untroubled.events).substr(std::min(there, untroubled.events.size()));
  // A transaction that the end took with it is told, and is no news.
  std::string heard(events.substr(at));
  if (heard.ends_with("dropped session end\n")) heard.resize(heard.size() - 20);
  if (tail.starts_with(heard)) return std::nullopt;
  return "something else was heard inside TLS:\n" + heard + "\nand\n" + std::string(tail);
}

Complaint ends_are_told_apart(const TlsTrouble& trouble, const TlsOutcome& outcome) {
  if (!outcome.stood) return std::nullopt;
  if (trouble.kind == TlsTrouble::Kind::goodbye && outcome.truncated) {
    return "a close_notify is taken for a cut";
  }
  const bool cut = trouble.kind == TlsTrouble::Kind::half_close && !outcome.over_before;
  return cut && !outcome.truncated ? Complaint("a cut is taken for a close_notify") : std::nullopt;
}

Complaint no_lent_room_is_heard(const TlsTrouble& trouble) {
  if (trouble.kind != TlsTrouble::Kind::clear) return std::nullopt;
  transports::TlsEnd server(server_context(trouble.tls_1_2));
  transports::hand_over(said_before(trouble), server);
  // The last words in clear may still wait when the layer is told to start.
  if (trouble.to_client) server.talk.say("220 go\r\n");
  const std::string heard = server.talk.heard();
  const std::span<char> room = server.layer.input();
  server.layer.start();
  const std::size_t octets = trouble.in_clear.copy(room.data(), room.size());
  server.layer.received(octets);
  server.serve();
  if (server.talk.heard() != heard) return "octets in clear are heard where TLS begins";
  const bool fails = server.layer.state() == TlsLayer::State::failed;
  return octets > 0 && !fails ? Complaint("TLS goes on behind octets in clear") : std::nullopt;
}

TlsTrouble tls_trouble_of(std::string_view input) {
  const auto octet = [input](std::size_t i) -> unsigned {
    return i < input.size() ? static_cast<unsigned char>(input[i]) : 0;
  };
  TlsTrouble trouble;
  // Bit 4 came later: seeds from before have it off.
  const bool ends = (octet(0) & 16u) != 0;
  trouble.kind = static_cast<TlsTrouble::Kind>(ends ? 4 + (octet(0) & 1u) : octet(0) & 3u);
  trouble.to_client = (octet(0) & 4u) != 0;
  trouble.tls_1_2 = (octet(0) & 8u) != 0;
  trouble.at = octet(1) | octet(2) << 8;
  trouble.piece = octet(3);
  const std::string_view rest = input.substr(std::min<std::size_t>(5, input.size()));
  const std::size_t clear = std::min<std::size_t>(octet(4), rest.size());
  const bool used =
      trouble.kind == TlsTrouble::Kind::clear || trouble.kind == TlsTrouble::Kind::goodbye;
  if (used) trouble.in_clear = rest.substr(0, clear);
  // Nothing in clear would be no trouble.
  const bool nothing = trouble.kind == TlsTrouble::Kind::clear && trouble.in_clear.empty();
  if (nothing) trouble.in_clear = "NOOP\r\n";
  trouble.inside = rest.substr(clear);
  return trouble;
}

}  // namespace heloport::fuzz
