// Two sessions that say and hear, each behind a TLS layer, joined in memory.

#include "tests/transports/tls_pair.hpp"

#include <algorithm>
#include <limits>
#include <variant>

#include "tests/support/certificates.hpp"

namespace heloport::transports {

std::span<char> Talker::input() {
  if (deaf_ || finished_) return {};
  return room_;
}

void Talker::received(std::size_t n) {
  largest_piece_ = std::max(largest_piece_, n);
  heard_.append(room_.data(), n);
}

void Talker::end_of_input() {
  ++ends_;
  if (!outlives_) finished_ = true;
}

// In two runs, as a command and the content behind it.
engine::Output Talker::output() const {
  const std::string_view all = std::string_view(unsaid_).substr(said_);
  const std::size_t half = all.size() / 2;
  return {{all.substr(0, half), all.substr(half)}};
}

void Talker::sent(std::size_t n) {
  said_ += n;
  if (said_ < unsaid_.size()) return;
  unsaid_.clear();
  said_ = 0;
}

void Talker::expire(engine::Time now) {
  if (!deadline_ || now < *deadline_) return;
  deadline_.reset();
  say("expired\n");
  finish();
}

void TlsEnd::serve() {
  do {
    if (session) session();
  } while (layer.exchange());
}

std::shared_ptr<TlsServerContext> server_context(const TlsPairing& pairing) {
  TlsServerFiles files;
  files.certificate = test::certificate_file(pairing.certificate + ".pem");
  files.key = test::certificate_file(pairing.certificate + ".key");
  if (!pairing.client_ca.empty()) {
    files.client_ca = test::certificate_file(pairing.client_ca + ".pem");
  }
  TlsServerRules rules;
  rules.versions.most = pairing.most;
  return std::get<0>(TlsServerContext::open(files, rules));
}

std::shared_ptr<TlsClientContext> client_context(const TlsPairing& pairing) {
  TlsClientFiles files;
  files.ca = test::certificate_file(pairing.trusted + ".pem");
  if (!pairing.client_certificate.empty()) {
    files.certificate = test::certificate_file(pairing.client_certificate + ".pem");
    files.key = test::certificate_file(pairing.client_certificate + ".key");
  }
  return std::get<0>(TlsClientContext::open(files, {pairing.verify, {}}));
}

std::string take_output(TlsEnd& from) {
  const engine::Output output = from.tap.output();
  std::string octets(output.runs[0]);
  octets += output.runs[1];
  from.tap.sent(octets.size());
  from.serve();
  return octets;
}

bool hand_over(std::string_view octets, TlsEnd& to) {
  while (!octets.empty()) {
    const std::span<char> room = to.tap.input();
    if (room.empty()) return false;
    const std::size_t n = octets.copy(room.data(), room.size());
    octets.remove_prefix(n);
    to.tap.received(n);
    to.serve();
  }
  return true;
}

void TlsPair::by_command() {
  client.talk.say("STARTTLS\n");
  server.session = [this] {
    if (server.layer.state() != TlsLayer::State::clear) return;
    if (!server.talk.heard().ends_with("STARTTLS\n")) return;
    server.talk.say("220 go\n");
    server.layer.start();
  };
  client.session = [this] {
    if (client.layer.state() != TlsLayer::State::clear) return;
    if (client.talk.heard().ends_with("220 go\n")) client.layer.start();
  };
}

void TlsPair::chunks(std::size_t octets) {
  link.chunks(Direction::to_server, chunks_of(octets));
  link.chunks(Direction::to_client, chunks_of(octets));
}

}  // namespace heloport::transports
