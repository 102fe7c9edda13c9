// The way of a message from MAIL to its 250, and of the report on it.

#include <fmt/compile.h>
#include <fmt/format.h>

#include <algorithm>
#include <ctime>
#include <system_error>

#include "apps/date_time.hpp"
#include "apps/identifiers.hpp"
#include "apps/log.hpp"
#include "apps/server_party.hpp"
#include "grammar/path.hpp"

namespace heloport::apps {
namespace {

// What a report shows of the message: its header, as far as it is not longer than anybody's.
constexpr std::size_t header_octets_max = std::size_t{16} << 10;

// RFC 6710, 4.1: whoever is not known cannot make its mail more urgent than others'.
std::optional<std::int8_t> trusted_priority(std::optional<std::int8_t> asked, bool known) {
  if (!asked || known) return asked;
  return std::min<std::int8_t>(*asked, 0);
}

// Takes what the header still lacks; the empty line that ends it is its last.
void gather_header(std::string& header, std::string_view octets) {
  if (header.size() >= header_octets_max || header.ends_with("\r\n\r\n")) return;
  if (header.empty() && octets.starts_with("\r\n")) return;  // there is none
  const std::size_t before = header.size();
  header += octets.substr(0, header_octets_max - before);
  const std::size_t end = header.find("\r\n\r\n", before < 3 ? 0 : before - 3);
  if (end != std::string::npos) header.resize(end + 4);
}

// Spelled once a second: time zones are slow to ask.
const std::string& date_now() {
  thread_local std::time_t moment = -1;
  thread_local std::string date;
  const std::time_t now = std::time(nullptr);
  if (std::exchange(moment, now) != now) date = date_time(now);
  return date;
}

struct Report {
  mailbox::Address to;
  std::string text;
};

// A report that cannot be stored is only logged: the message itself is safe, and its sender would
// send it again if it were refused for this.
void file_report(mailbox::Store& store, const Report& report) {
  const auto delivery = store.begin({{report.to}, std::nullopt});
  delivery->write(report.text);
  const StoreResult result = delivery->commit();
  if (const auto* fault = std::get_if<mailbox::StoreFault>(&result)) {
    log_warning(
        fmt::format("report not stored: {}: {}", shown(fault->doing), fault->error.message()));
  }
}

std::optional<Report> report_on(const Envelope& envelope, const std::string& header) {
  if (envelope.report.recipients.empty()) return std::nullopt;
  const Trace& trace = envelope.trace;
  const ReportFacts facts{trace.hostname, trace.reverse_path, trace.id, trace.date,
                          message_id(trace.hostname)};
  return Report{*envelope.sender_mailbox, delivery_report(envelope.report, facts, header)};
}

// Whatever went wrong is ours or the disk's: the client keeps the message and tries again
// (promise R4). A full disk has its own code (RFC 5321, 4.2.3; RFC 3463, 3.4).
engine::Reply reply_to(const mailbox::StoreFault& fault) {
  if (fault.error == std::errc::no_space_on_device ||
      fault.error == std::error_code(EDQUOT, std::generic_category())) {
    return {452, "4.3.1", "Insufficient storage, the message was not stored; try again later"};
  }
  return {451, "4.3.0", "Local error, the message was not stored; try again later"};
}

std::string stored_line(const Envelope& envelope, const mailbox::Committed& committed,
                        const std::string& peer) {
  const Trace& trace = envelope.trace;
  const std::size_t others = trace.forward_paths.size() - 1;
  return fmt::format(FMT_COMPILE("{} stored: {} octets from <{}> to <{}>{}, {}, in {}"), trace.id,
                     envelope.octets, shown(trace.reverse_path), shown(trace.forward_paths.front()),
                     others == 0 ? "" : fmt::format(" and {} more", others), peer,
                     committed.paths.empty() ? "no file" : shown(committed.paths.front()));
}

}  // namespace

bool ServerParty::on(const engine::Sender& sender) {
  envelope_ = std::make_unique<Envelope>();
  Trace& trace = envelope_->trace;
  trace.reverse_path = sender.path.mailbox;
  trace.client_name = session_.client_name();
  trace.peer_address = peer_address_;
  trace.hostname = service_.options.hostname;
  trace.local = local_;
  trace.extended = session_.extended();
  trace.lmtp = service_.options.protocol == engine::Protocol::lmtp;
  trace.smtputf8 = sender.parameters.smtputf8;
  trace.authenticated = session_.authenticated();
  trace.priority = trusted_priority(sender.parameters.priority, local_ || trace.authenticated);
  if (const transports::TlsFacts* facts = tls_facts()) {
    trace.tls_cipher = facts->cipher;
    trace.tls_group = facts->group;
  }
  envelope_->report.envid = sender.parameters.envid;
  session_.accept();
  return true;
}

// Nothing: no report can reach the sender from here.
std::optional<mailbox::Address> ServerParty::sender_mailbox() const {
  const grammar::Path sender = grammar::parse_mailbox(envelope_->trace.reverse_path);
  if (sender.is_null || service_.policy.refusal(sender)) return std::nullopt;
  mailbox::Address address = address_of(sender);
  if (!mailbox::mailbox_name(address)) return std::nullopt;
  return address;
}

bool ServerParty::on(const engine::Recipient& recipient) {
  const grammar::Path& path = recipient.path;
  const auto refuse_it = [&](const engine::Reply& reply) {
    return refuse(reply, fmt::format("recipient <{}>", shown(path.text)));
  };
  if (const auto refusal = service_.policy.refusal(path)) return refuse_it(*refusal);
  mailbox::Address address = address_of(path);
  if (!mailbox::mailbox_name(address)) {
    return refuse_it({553, "5.1.3", "That mailbox name is too long to be stored"});
  }
  const bool reported = wants_report(recipient);
  if (reported) envelope_->sender_mailbox = sender_mailbox();
  if (reported && !envelope_->sender_mailbox) {
    return refuse_it({554, "5.3.3", "No report can be sent there from here, leave out SUCCESS"});
  }
  envelope_->recipients.push_back(std::move(address));
  std::string forward_path(path.is_postmaster ? path.local_part : path.mailbox);
  if (reported) {
    envelope_->report.recipients.push_back({forward_path, std::string(recipient.parameters.orcpt)});
  }
  envelope_->trace.forward_paths.push_back(std::move(forward_path));
  session_.accept();
  return true;
}

// RFC 3461, 5.2: nothing is ever reported to the null path.
bool ServerParty::wants_report(const engine::Recipient& recipient) {
  const auto& notify = recipient.parameters.notify;
  return notify && notify->success && !envelope_->trace.reverse_path.empty();
}

bool ServerParty::on(const engine::MessageBegin&) {
  envelope_->trace.id = queue_id();
  envelope_->trace.date = date_now();
  session_.accept();
  return true;
}

bool ServerParty::on(const engine::FileName& file) {
  if (!file.name.empty()) envelope_->name = file.name;
  return true;
}

bool ServerParty::on(const engine::BodyChunk& chunk) {
  delivery().write(chunk.octets);
  if (!envelope_->report.recipients.empty()) gather_header(envelope_->header, chunk.octets);
  return true;
}

// Begun with the first octet of content and not before: a name may still come after 354.
mailbox::Delivery& ServerParty::delivery() {
  Envelope& envelope = *envelope_;
  if (envelope.delivery) return *envelope.delivery;
  envelope.delivery = service_.store.begin({envelope.recipients, envelope.name});
  if (!service_.store.keeps_mail()) return *envelope.delivery;
  const bool standard_fields = service_.options.dialect->trace_fields;
  envelope.delivery->write(standard_fields ? trace_fields(envelope.trace)
                                           : simple_fields(envelope.trace));
  return *envelope.delivery;
}

// The promise: between this question and its accept() lies the commit, and nothing else answers.
// In LMTP the question comes once a recipient; one commit serves them all, whole or not at all.
bool ServerParty::on(const engine::MessageEnd& end) {
  if (end.recipient > 0) {
    give_verdict(end.recipient);
    return true;
  }
  envelope_->octets = end.octets;
  delivery();  // a message without content has its trace fields still
  if (!service_.store.keeps_mail()) {
    tell_stored(envelope_->delivery->commit());
    return true;
  }
  const std::shared_ptr<mailbox::Delivery> delivery = std::move(envelope_->delivery);
  return send_errand(
      [delivery, store = &service_.store, report = report_on(*envelope_, envelope_->header)] {
        StoreResult result = delivery->commit();
        if (report && std::holds_alternative<mailbox::Committed>(result)) {
          file_report(*store, *report);
        }
        return result;
      },
      [](ServerParty& party, StoreResult& result) { party.tell_stored(std::move(result)); });
}

void ServerParty::tell_stored(StoreResult result) {
  const Trace& trace = envelope_->trace;
  if (const auto* fault = std::get_if<mailbox::StoreFault>(&result)) {
    log_warning(fmt::format("{} not stored: {}: {}", trace.id, shown(fault->doing),
                            fault->error.message()));
  } else {
    const auto& committed = std::get<mailbox::Committed>(result);
    if (service_.view != nullptr) {
      for (const std::string& path : committed.paths) service_.view->saved_to(path);
    }
    log_note(stored_line(*envelope_, committed, peer()));
  }
  envelope_->result = std::move(result);
  give_verdict(0);
}

void ServerParty::give_verdict(std::size_t recipient) {
  const bool last = !envelope_->trace.lmtp || recipient + 1 == envelope_->recipients.size();
  // After the last verdict the transaction is gone, and with it what it is about.
  const std::unique_ptr<Envelope> done = last ? std::move(envelope_) : nullptr;
  const Envelope& envelope = last ? *done : *envelope_;
  if (const auto* fault = std::get_if<mailbox::StoreFault>(&*envelope.result)) {
    return session_.reject(reply_to(*fault));
  }
  session_.accept(envelope.trace.id);
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

}  // namespace heloport::apps
