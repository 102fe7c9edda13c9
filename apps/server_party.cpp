// The application behind one server session: the loop over its events, its beginning and its end.
// The way of a message is in server_party_mail.cpp, TLS and logging in in server_party_login.cpp,
// looking things up in server_party_answers.cpp.

#include "apps/server_party.hpp"

#include <fmt/format.h>

#include "apps/log.hpp"

namespace heloport::apps {

namespace {

// Null without --trace.
std::unique_ptr<transports::Tap> tap_of(Service& service, engine::ServerSession& session) {
  if (service.view == nullptr) return nullptr;
  return std::make_unique<transports::Tap>(session, service.view->onlooker(session));
}

}  // namespace

ServerParty::ServerParty(Service& service, engine::Buffers& buffers,
                         const transports::Arrival& arrival)
    : service_(service),
      wake_(arrival.wake),
      peer_address_(arrival.peer_address),
      session_(service.options, buffers,
               {.may_list = arrival.local,
                .trusted = !arrival.client_unknown &&
                           service.speakers_for_others.trusts(arrival.peer_address)}),
      tap_(tap_of(service, session_)),
      tls_(clear_octets()),
      local_(arrival.local) {
  if (service.tls_at_once(arrival)) tls_.start_at_once(service.tls);
}

engine::OctetSide& ServerParty::clear_octets() {
  if (tap_) return *tap_;
  return session_;
}

engine::OctetSide& ServerParty::octets() {
  if (service_.tls) return tls_;
  return clear_octets();
}

// While a handshake runs there is nobody to talk to: the first event comes when it is over.
void ServerParty::serve() {
  const auto pull = [this](const auto& event) { return on(event); };
  do {
    if (!ready_to_talk()) continue;
    while (std::visit(pull, session_.next())) {
    }
  } while (moved_inside_tls());
}

void ServerParty::stop(transports::Urgency urgency) {
  if (urgency == transports::Urgency::now) {
    session_.stop_now();
  } else {
    session_.stop_when_idle();
  }
  serve();
}

// The pool's answer, if it is there: wake() may have been called for something else.
bool ServerParty::on(const engine::AwaitVerdict&) {
  if (!errand_ || !errand_->done.load(std::memory_order_acquire)) return false;
  const std::shared_ptr<Errand> errand = std::exchange(errand_, nullptr);
  errand->tell(*this);
  return true;
}

// serve refuses to listen where strangers are and every domain is taken; under inetd only the
// arrival itself shows it.
bool ServerParty::on(const engine::Connected&) {
  if (!local_ && service_.policy.serves_every_domain()) {
    return refuse({554, "5.7.1", "No mail from other machines: no domain is served"}, "session");
  }
  session_.accept();
  return true;
}

bool ServerParty::on(const engine::Hello&) {
  session_.accept();
  return true;
}

namespace {

// Ends that an operator may want to know of. Quitting and going away are the peer's business.
std::string_view notable(engine::CloseReason reason) {
  switch (reason) {
    case engine::CloseReason::timeout:
      return "timeout";
    case engine::CloseReason::too_many_errors:
      return "too many errors or too much data";
    case engine::CloseReason::bad_chunk_size:
      return "a BDAT without a usable count";
    case engine::CloseReason::quit:
    case engine::CloseReason::peer_gone:
    case engine::CloseReason::bad_line_ending:
    case engine::CloseReason::refused:
    case engine::CloseReason::shutdown:
      return "";
  }
  return "";
}

}  // namespace

bool ServerParty::on(const engine::Closed& closed) {
  const std::string_view why = notable(closed.reason);
  if (!std::exchange(ended_, true) && !why.empty()) {
    log_note(fmt::format("session ended, {}: {}", peer(), why));
  }
  return false;
}

bool ServerParty::refuse(const engine::Reply& reply, const std::string& what) {
  log_note(fmt::format("{} refused, {}: {} {}", what, peer(), reply.code, reply.enhanced));
  session_.reject(reply);
  return true;
}

std::string ServerParty::peer() const {
  if (!peer_address_.empty()) return "peer " + peer_address_;
  return local_ ? "local peer" : "unknown peer";
}

}  // namespace heloport::apps
