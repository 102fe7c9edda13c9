// See receiving.hpp.

#include "receiving.hpp"

namespace heloport::duet {
namespace {

using engine::ExtensionSet;

engine::ServerOptions options_of(const Setup& setup) {
  engine::ServerOptions options;
  options.hostname = "mx.example.org";
  options.protocol = setup.protocol;
  options.provided = ExtensionSet::all();
  options.switched_off = setup.off;
  options.mechanisms = {engine::MechanismId::scram_sha_256};
  return options;
}

}  // namespace

Receiving::Receiving(const Setup& setup, engine::Buffers& buffers)
    : setup_(setup), options_(options_of(setup)), session_(options_, buffers, {true, true}) {
  if (setup.tls == Tls::implicit) session_.tls_started(false);
}

void Receiving::serve() {
  // The handshake is nothing but this: the 220 has left, and the client does the same.
  const bool starts = session_.phase() == engine::Phase::handshake && session_.output().empty();
  if (starts && !session_.finished()) session_.tls_started(false);
  while (true) {
    const engine::ServerEvent event = session_.next();
    std::visit([this](const auto& e) { on(e); }, event);
    if (std::holds_alternative<engine::NeedInput>(event)) return;
    if (std::holds_alternative<engine::AwaitVerdict>(event)) return;
    if (std::holds_alternative<engine::AwaitOutput>(event)) return;
    if (std::holds_alternative<engine::Closed>(event)) return;
  }
}

void Receiving::on(const engine::Sender& sender) {
  const engine::MailParameters& mail = sender.parameters;
  envelopes_.push_back({.size = mail.size_octets.has_value(),
                        .body = mail.body.has_value(),
                        .smtputf8 = mail.smtputf8,
                        .dsn = mail.ret.has_value() && mail.envid == "id+3D1",
                        .auth = mail.auth == "ann@example.org",
                        .deliver_by = mail.deliver_by.has_value(),
                        .priority = mail.priority == std::int8_t{-4},
                        .requiretls = mail.requiretls});
  accepted_.clear();
  asked_ = 0;
  session_.accept();
}

void Receiving::on(const engine::Recipient& recipient) {
  const std::size_t index = asked_++;
  const bool refused =
      setup_.refusals == Refusals::everyone || (setup_.refusals == Refusals::some && index == 1);
  if (refused) return session_.reject({550, "5.1.1", "No such user"});
  accepted_.emplace_back(recipient.path.mailbox);
  session_.accept();
}

void Receiving::on(const engine::MessageBegin&) {
  content_.clear();
  session_.accept();
}

void Receiving::on(const engine::BodyChunk& chunk) {
  content_ += chunk.octets;
}

void Receiving::on(const engine::MessageEnd& end) {
  const bool lmtp = setup_.protocol == engine::Protocol::lmtp;
  const bool refused = setup_.refusals == Refusals::message && (!lmtp || end.recipient == 1);
  if (refused) return session_.reject({452, "4.2.2", "Mailbox full"});
  if (lmtp) {
    kept_.push_back({accepted_.at(end.recipient), content_});
  } else {
    for (const std::string& recipient : accepted_) kept_.push_back({recipient, content_});
  }
  session_.accept();
}

// An exchange of two rounds, in which each says what the other expects.
void Receiving::on(const engine::Auth& auth) {
  if (auth.initial_response != "hello") return session_.reject({535, "5.7.8", "No"});
  session_.challenge("password?");
}

void Receiving::on(const engine::AuthResponse& response) {
  if (response.octets == "secret") return session_.accept();
  session_.reject({535, "5.7.8", "No"});
}

}  // namespace heloport::duet
