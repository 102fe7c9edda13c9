// Connections that a proxy passes on.

#include "transports/proxied_party.hpp"

#include <netinet/in.h>

#include <algorithm>
#include <cassert>
#include <cstring>
#include <utility>
#include <vector>

#include "grammar/proxy_header.hpp"
#include "transports/socket_address.hpp"

namespace heloport::transports {

namespace {

using grammar::ProxyEndpoint;
using grammar::ProxyFault;
using grammar::ProxyHeader;
using grammar::ProxyKind;

// What all connections share.
struct Setting {
  Welcome real;
  TrustList trusted;
  ProxyOptions options;
};

// Reads a header, then stands aside: every call goes to the party of the client.
class ProxiedParty final : public Party, private engine::OctetSide {
 public:
  ProxiedParty(std::shared_ptr<const Setting> setting, Arrival proxy)
      : setting_(std::move(setting)), proxy_(std::move(proxy)) {}

  // Always this side, though the client's could be shown once it is there: who drives a party may
  // have asked once and kept the answer.
  engine::OctetSide& octets() override { return *this; }
  void serve() override;
  void stop(Urgency urgency) override;

 private:
  std::span<char> input() override;
  void received(std::size_t n) override;
  void end_of_input() override;
  engine::Output output() const override;
  void sent(std::size_t n) override;
  std::optional<engine::Time> deadline() const override;
  void expire(engine::Time now) override;
  bool finished() const override;
  bool peer_is_done() const override { return client_ && inside().peer_is_done(); }

  void read_header();
  void welcome(const ProxyHeader& header);
  void hand_over();
  void refuse(std::string_view why);
  void close();
  std::string_view waiting() const { return {room_.data() + taken_, filled_ - taken_}; }
  engine::OctetSide& inside() const { return client_->octets(); }

  std::shared_ptr<const Setting> setting_;
  Arrival proxy_;
  std::unique_ptr<Party> client_;  // once the header is there

  // The header, and what came in the same read. taken_ <= filled_ <= room_.size()
  std::vector<char> room_;
  std::size_t filled_ = 0;
  std::size_t taken_ = 0;  // the header, then what the client's session has

  engine::Time now_{0};
  std::optional<engine::Time> header_due_;
  bool input_ended_ = false;  // and the client's session has not been told
  bool closed_ = false;       // without a client
};

std::string_view text_of(ProxyFault fault) {
  switch (fault) {
    case ProxyFault::no_header:
      return "its first octets are no PROXY header";
    case ProxyFault::malformed:
      return "its PROXY header is malformed";
    case ProxyFault::too_long:
      return "its PROXY header is too long";
    case ProxyFault::bad_checksum:
      return "the checksum of its PROXY header is wrong";
  }
  std::abort();
}

// As if the client had been accepted here.
Peer peer_of(const ProxyEndpoint& source) {
  SocketAddress address;
  if (source.family == ProxyEndpoint::Family::ipv4) {
    sockaddr_in ipv4{};
    ipv4.sin_family = AF_INET;
    std::memcpy(&ipv4.sin_addr, source.ip.data(), sizeof ipv4.sin_addr);
    std::memcpy(address.get(), &ipv4, sizeof ipv4);
  } else {
    sockaddr_in6 ipv6{};
    ipv6.sin6_family = AF_INET6;
    std::memcpy(&ipv6.sin6_addr, source.ip.data(), sizeof ipv6.sin6_addr);
    std::memcpy(address.get(), &ipv6, sizeof ipv6);
  }
  return peer_at(address);
}

Arrival corrected(Arrival arrival, const ProxyHeader& header) {
  switch (header.kind) {
    case ProxyKind::local:
      return arrival;
    case ProxyKind::unknown:
      arrival.local = false;
      arrival.client_unknown = true;
      return arrival;
    case ProxyKind::proxied: {
      Peer client = peer_of(header.source);
      arrival.peer_address = std::move(client.ip);
      arrival.local = client.local;
      return arrival;
    }
  }
  std::abort();
}

void ProxiedParty::serve() {
  if (!client_) return;
  client_->serve();
  if (filled_ > 0 || input_ended_) hand_over();
}

// A connection whose header has not come is idle.
void ProxiedParty::stop(Urgency urgency) {
  if (!client_) return close();
  client_->stop(urgency);
}

std::span<char> ProxiedParty::input() {
  if (client_) return filled_ == 0 ? inside().input() : std::span<char>{};
  if (closed_) return {};
  if (room_.empty()) room_.resize(grammar::proxy_header_octets_max);
  return std::span(room_).subspan(filled_);
}

void ProxiedParty::received(std::size_t n) {
  if (client_) return inside().received(n);
  filled_ += n;
  assert(filled_ <= room_.size());
  if (n > 0) read_header();
}

void ProxiedParty::read_header() {
  const grammar::ProxyReading reading = grammar::parse_proxy_header(waiting());
  if (const auto* fault = std::get_if<ProxyFault>(&reading)) return refuse(text_of(*fault));
  if (const auto* header = std::get_if<ProxyHeader>(&reading)) return welcome(*header);
  // With a full room it is never so.
  assert(filled_ < room_.size());
}

void ProxiedParty::welcome(const ProxyHeader& header) {
  client_ = setting_->real(corrected(proxy_, header));
  taken_ = header.octets;
  inside().expire(now_);
}

// What came behind the header goes in as a transport would have brought it: in the order of its
// calls, and not before what the session had to say has left. So it makes no difference whether
// it came in one segment with the header.
void ProxiedParty::hand_over() {
  while (!waiting().empty()) {
    if (!inside().output().empty() || inside().finished()) return;
    const std::span<char> room = inside().input();
    if (room.empty()) return;
    const std::size_t n = waiting().copy(room.data(), room.size());
    taken_ += n;
    inside().received(n);
    client_->serve();
  }
  std::vector<char>().swap(room_);
  filled_ = taken_ = 0;
  if (!std::exchange(input_ended_, false)) return;
  inside().end_of_input();
  client_->serve();
}

void ProxiedParty::end_of_input() {
  if (client_) {
    if (filled_ == 0) return inside().end_of_input();
    input_ended_ = true;
  } else if (filled_ > 0) {
    refuse("it ended within its PROXY header");
  } else {
    close();
  }
}

engine::Output ProxiedParty::output() const {
  return client_ ? inside().output() : engine::Output{};
}

void ProxiedParty::sent(std::size_t n) {
  if (client_) inside().sent(n);
}

std::optional<engine::Time> ProxiedParty::deadline() const {
  if (client_) return inside().deadline();
  return closed_ ? std::nullopt : header_due_;
}

void ProxiedParty::expire(engine::Time now) {
  if (client_) return inside().expire(now);
  now_ = now;
  if (!header_due_) header_due_ = now + setting_->options.header_timeout;
  if (now >= *header_due_) refuse("its PROXY header did not come in time");
}

bool ProxiedParty::finished() const {
  return client_ ? inside().finished() : closed_;
}

void ProxiedParty::refuse(std::string_view why) {
  if (closed_) return;
  close();
  if (setting_->options.refused) setting_->options.refused(proxy_, why);
}

void ProxiedParty::close() {
  closed_ = true;
  std::vector<char>().swap(room_);
  filled_ = 0;
}

}  // namespace

Welcome proxied(Welcome real, TrustList trusted, ProxyOptions options) {
  const auto setting = std::make_shared<const Setting>(
      Setting{std::move(real), std::move(trusted), std::move(options)});
  return [setting](const Arrival& arrival) -> std::unique_ptr<Party> {
    if (!setting->trusted.trusts(arrival.peer_address)) return setting->real(arrival);
    return std::make_unique<ProxiedParty>(setting, arrival);
  };
}

}  // namespace heloport::transports
