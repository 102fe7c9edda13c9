// The application behind one server session: the loop over its events, and the way of a message
// from MAIL to its 250. Looking things up is in server_party_answers.cpp.

#include "apps/server_party.hpp"

#include <fmt/format.h>

#include <ctime>
#include <system_error>

#include "apps/date_time.hpp"
#include "apps/identifiers.hpp"
#include "apps/log.hpp"

namespace heloport::apps {

ServerParty::ServerParty(Service& service, engine::Buffers& buffers,
                         const transports::Arrival& arrival)
    : service_(service),
      wake_(arrival.wake),
      peer_address_(arrival.peer_address),
      local_(arrival.local),
      session_(service.options, buffers, {.may_list = arrival.local}) {}

void ServerParty::serve() {
  const auto pull = [this](const auto& event) { return on(event); };
  while (std::visit(pull, session_.next())) {
  }
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

bool ServerParty::on(const engine::Sender& sender) {
  envelope_ = std::make_unique<Envelope>();
  Trace& trace = envelope_->trace;
  trace.reverse_path = sender.path.mailbox;
  trace.client_name = session_.client_name();
  trace.peer_address = peer_address_;
  trace.hostname = service_.options.hostname;
  trace.extended = session_.extended();
  trace.smtputf8 = sender.parameters.smtputf8;
  session_.accept();
  return true;
}

bool ServerParty::on(const engine::Recipient& recipient) {
  const grammar::Path& path = recipient.path;
  const std::string what = fmt::format("recipient <{}>", shown(path.text));
  if (const auto refusal = service_.policy.refusal(path)) return refuse(*refusal, what);
  mailbox::Address address = address_of(path);
  if (!mailbox::mailbox_name(address)) {
    return refuse({553, "5.1.3", "That mailbox name is too long to be stored"}, what);
  }
  envelope_->recipients.push_back(std::move(address));
  envelope_->trace.forward_paths.emplace_back(path.is_postmaster ? path.local_part : path.mailbox);
  session_.accept();
  return true;
}

// Nothing of these is offered by this server yet, so nobody asks.
bool ServerParty::on(const engine::StartTls&) {
  return refuse({454, "4.7.0", "TLS is not available"}, "STARTTLS");
}
bool ServerParty::on(const engine::Auth&) {
  return refuse({454, "4.7.0", "Authentication is not available"}, "AUTH");
}
bool ServerParty::on(const engine::AuthResponse&) {
  return refuse({454, "4.7.0", "Authentication is not available"}, "AUTH");
}
bool ServerParty::on(const engine::AuthDropped&) {
  return true;
}
bool ServerParty::on(const engine::Etrn&) {
  return refuse({459, "4.7.1", "No mail is queued here"}, "ETRN");
}
bool ServerParty::on(const engine::Xclient&) {
  return refuse({550, "5.7.0", "Not from here"}, "XCLIENT");
}
bool ServerParty::on(const engine::Xforward&) {
  return refuse({550, "5.7.0", "Not from here"}, "XFORWARD");
}

bool ServerParty::on(const engine::MessageBegin&) {
  envelope_->trace.id = queue_id();
  envelope_->trace.date = date_time(std::time(nullptr));
  session_.accept();
  return true;
}

bool ServerParty::on(const engine::FileName& file) {
  if (!file.name.empty()) envelope_->name = file.name;
  return true;
}

bool ServerParty::on(const engine::BodyChunk& chunk) {
  delivery().write(chunk.octets);
  return true;
}

// Begun with the first octet of content and not before: a name may still come after 354.
mailbox::Delivery& ServerParty::delivery() {
  Envelope& envelope = *envelope_;
  if (envelope.delivery) return *envelope.delivery;
  envelope.delivery = service_.store.begin({envelope.recipients, envelope.name});
  const bool standard_fields = service_.options.dialect->trace_fields;
  envelope.delivery->write(standard_fields ? trace_fields(envelope.trace)
                                           : simple_fields(envelope.trace));
  return *envelope.delivery;
}

// The promise: between this question and its accept() lies the commit, and nothing else answers.
bool ServerParty::on(const engine::MessageEnd& end) {
  envelope_->octets = end.octets;
  delivery();  // a message without content has its trace fields still
  const std::shared_ptr<mailbox::Delivery> delivery = std::move(envelope_->delivery);
  return send_errand([delivery] { return delivery->commit(); },
                     [](ServerParty& party, const auto& result) { party.tell_stored(result); });
}

namespace {

// Whatever went wrong is ours or the disk's: the client keeps the message and tries again
// (promise R4). A full disk has its own code (RFC 5321, 4.2.3; RFC 3463, 3.4).
engine::Reply reply_to(const mailbox::StoreFault& fault) {
  if (fault.error == std::errc::no_space_on_device ||
      fault.error == std::error_code(EDQUOT, std::generic_category())) {
    return {452, "4.3.1", "Insufficient storage, the message was not stored; try again later"};
  }
  return {451, "4.3.0", "Local error, the message was not stored; try again later"};
}

}  // namespace

std::string ServerParty::stored_line(const Envelope& envelope,
                                     const mailbox::Committed& committed) const {
  const Trace& trace = envelope.trace;
  const std::size_t others = trace.forward_paths.size() - 1;
  return fmt::format("{} stored: {} octets from <{}> to <{}>{}, {}, in {}", trace.id,
                     envelope.octets, shown(trace.reverse_path), shown(trace.forward_paths.front()),
                     others == 0 ? "" : fmt::format(" and {} more", others), peer(),
                     committed.paths.empty() ? "no file" : shown(committed.paths.front()));
}

void ServerParty::tell_stored(const std::variant<mailbox::Committed, mailbox::StoreFault>& result) {
  const std::unique_ptr<Envelope> envelope = std::move(envelope_);
  const Trace& trace = envelope->trace;
  if (const auto* fault = std::get_if<mailbox::StoreFault>(&result)) {
    log_warning(fmt::format("{} not stored: {}: {}", trace.id, shown(fault->doing),
                            fault->error.message()));
    session_.reject(reply_to(*fault));
    return;
  }
  const mailbox::Committed& committed = std::get<mailbox::Committed>(result);
  if (service_.view != nullptr) {
    for (const std::string& path : committed.paths) service_.view->saved_to(path);
  }
  log_note(stored_line(*envelope, committed));
  session_.accept(trace.id);
}

bool ServerParty::on(const engine::TransactionDropped& dropped) {
  if (dropped.reason == engine::DropReason::too_big) {
    log_note(fmt::format("message refused, {}: over the limit", peer()));
  }
  if (dropped.reason == engine::DropReason::bad_line_ending) {
    log_note(fmt::format("message refused, {}: bare CR, bare LF or NUL in it", peer()));
  }
  envelope_.reset();  // with it what was written so far
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
  return peer_address_.empty() ? "local peer" : fmt::format("peer {}", peer_address_);
}

}  // namespace heloport::apps
