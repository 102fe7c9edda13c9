// The application behind one client session: the loop over its events.

#include "apps/client_party.hpp"

#include <utility>

#include "apps/terminal_text.hpp"

namespace heloport::apps {

bool ClientTask::write(engine::ClientSession&) {
  return false;
}

SaslChannel channel_of(const transports::TlsFacts& facts, bool has_certificate) {
  SaslChannel channel;
  channel.tls = true;
  channel.tls_unique = facts.channel_binding_unique;
  channel.tls_exporter = facts.channel_binding_exporter;
  channel.certificate = has_certificate;
  return channel;
}

ClientParty::ClientParty(ClientTask& task, PrintedView& view, HelloNames names,
                         engine::ClientOptions options, engine::Buffers& buffers)
    : task_(task),
      view_(view),
      names_(std::move(names)),
      options_(std::move(options)),
      session_(options_, buffers) {}

void ClientParty::look_on(transports::Onlooker onlooker) {
  tap_ = std::make_unique<transports::Tap>(session_, std::move(onlooker));
}

void ClientParty::use(const ClientTls& tls) {
  certificate_ = tls.has_certificate;
  tls_ = std::make_unique<transports::TlsLayer>(clear_octets(), tls.context, tls.server_name);
  if (tls.at_once) tls_->start_at_once();
}

engine::OctetSide& ClientParty::clear_octets() {
  if (tap_) return *tap_;
  return session_;
}

engine::OctetSide& ClientParty::octets() {
  if (tls_) return *tls_;
  return clear_octets();
}

void ClientParty::serve() {
  const auto pull = [this](const auto& event) { return on(event); };
  do {
    if (tls_) note_tls();
    while (std::visit(pull, session_.next())) {
    }
    if (tls_ && opening_.wants_tls() && tls_->state() == transports::TlsLayer::State::clear) {
      tls_->start();
    }
  } while (tls_ && tls_->exchange());
}

// The session says hello again as soon as it knows of TLS; what its server has said before counts
// no more.
void ClientParty::note_tls() {
  const transports::TlsFacts* const facts = tls_->facts();
  if (facts == nullptr || std::exchange(tls_noted_, true)) return;
  opening_.tls_is(channel_of(*facts, certificate_));
  session_.tls_started(facts->server_verified);
}

void ClientParty::stop(transports::Urgency) {
  session_.abandon();
  serve();
}

std::optional<Opening::Failure> ClientParty::failure() const {
  if (tls_ && !opening_.done() && tls_->state() == transports::TlsLayer::State::failed) {
    return Opening::Failure{Exit::protocol,
                            "TLS failed, nothing was sent: " + terminal_text(tls_->failure())};
  }
  return opening_.failure();
}

bool ClientParty::on(const engine::YourTurn&) {
  if (!opening_.done()) return opening_.speak(session_);
  return task_.speak(session_);
}

bool ClientParty::on(const engine::ReplyText& line) {
  // The dialect is known now, and the session says hello when the greeting is complete.
  if (line.step == engine::Step::greeting) {
    const bool simple = session_.dialect().file_name_line;
    options_.hello_name = simple ? names_.simple : names_.standard;
  }
  if (task_.shows(line.step)) view_.show(line);
  return true;
}

bool ClientParty::on(const engine::Answered& answer) {
  opening_.hear(answer);
  task_.hear(session_, answer);
  return true;
}

bool ClientParty::on(const engine::ClientClosed& closed) {
  task_.end(closed.reason);
  return false;
}

}  // namespace heloport::apps
