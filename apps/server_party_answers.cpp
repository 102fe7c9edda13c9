// What a server session asks about addresses and mail: VRFY, EXPN, LIST and READ.

#include <fmt/format.h>

#include "apps/log.hpp"
#include "apps/server_party.hpp"

namespace heloport::apps {
namespace {

using Names = std::variant<std::vector<std::string>, mailbox::StoreFault>;
using Mail =
    std::variant<std::unique_ptr<mailbox::MailReader>, mailbox::NoSuchMail, mailbox::StoreFault>;

constexpr engine::Reply cannot_look{451, "4.3.0", "Local error, try again later"};
// RFC 5321, 3.5.3 and 7.3: what is said when the answer is unknown, and when it is nobody's
// business.
constexpr engine::Reply cannot_tell{252, "2.5.0", "Cannot VRFY, but will take mail for it"};

void log_fault(const mailbox::StoreFault& fault) {
  log_warning(fmt::format("{}: {}", shown(fault.doing), fault.error.message()));
}

// VRFY takes what RCPT would without its domain too (RFC 5321, 3.5.1).
std::string completed(std::string_view argument, const std::string& domain) {
  if (argument.find('@') != std::string_view::npos) return std::string(argument);
  return fmt::format("{}@{}", argument, domain);
}

}  // namespace

// 250 is said only of a mailbox that is there, and only to this machine: elsewhere the answer
// would tell a stranger who has mail (RFC 5321, 7.3).
bool ServerParty::on(const engine::Verify& question) {
  const std::string text = completed(question.argument, service_.policy.home());
  const grammar::Path path = grammar::parse_mailbox(text);
  if (path.is_null) return refuse({553, "5.1.3", "That is no mailbox"}, "VRFY");
  if (const auto refusal = service_.policy.refusal(path)) return refuse(*refusal, "VRFY");
  if (!local_ || path.is_utf8) {
    session_.answer(cannot_tell);
    return true;
  }
  return send_errand(
      [this_store = &service_.store, address = address_of(path)] {
        const Names names = this_store->list(address);
        const auto* found = std::get_if<std::vector<std::string>>(&names);
        return found != nullptr && !found->empty();
      },
      [mailbox = fmt::format("<{}>", path.mailbox)](ServerParty& party, bool exists) {
        exists ? party.session_.accept(mailbox) : party.session_.answer(cannot_tell);
      });
}

// There are no lists; a mailbox is not one (RFC 5321, 3.5.1).
bool ServerParty::on(const engine::Expand&) {
  session_.reject({550, "5.1.1", "No mailing list of that name here"});
  return true;
}

// The owner, or a peer on this machine.
bool ServerParty::may_read(const grammar::Path& user) const {
  if (local_) return true;
  const grammar::Path owner = grammar::parse_mailbox(identity());
  return session_.authenticated() && !owner.is_null && address_of(owner) == address_of(user);
}

bool ServerParty::refuse_reading() {
  if (identity().empty()) return refuse({530, "5.7.0", "Authentication required"}, "reading");
  return refuse({550, "5.7.1", "Only its owner may read that mailbox"}, "reading");
}

bool ServerParty::on(const engine::List& question) {
  if (!may_read(question.user)) return refuse_reading();
  return send_errand(
      [this_store = &service_.store, user = address_of(question.user)] {
        return this_store->list(user);
      },
      [user = std::string(question.user.mailbox)](ServerParty& party, const Names& names) {
        if (const auto* fault = std::get_if<mailbox::StoreFault>(&names)) {
          log_fault(*fault);
          return party.session_.reject(cannot_look);
        }
        const auto& found = std::get<std::vector<std::string>>(names);
        if (found.empty()) return party.session_.accept(user);
        party.lines_ = std::make_unique<AnswerLines>(found);
        party.session_.accept_lines(user);
      });
}

bool ServerParty::on(const engine::Read& question) {
  if (!may_read(question.user)) return refuse_reading();
  return send_errand([this_store = &service_.store, user = address_of(question.user),
                      name = std::string(question.name)] { return this_store->open(user, name); },
                     [](ServerParty& party, Mail& mail) {
                       if (const auto* fault = std::get_if<mailbox::StoreFault>(&mail)) {
                         log_fault(*fault);
                         return party.session_.reject(cannot_look);
                       }
                       if (std::holds_alternative<mailbox::NoSuchMail>(mail)) {
                         return party.session_.reject({550, "5.2.0", "No such mail"});
                       }
                       auto lines = std::make_unique<AnswerLines>(
                           std::move(std::get<std::unique_ptr<mailbox::MailReader>>(mail)));
                       if (lines->empty()) return party.session_.accept();
                       party.lines_ = std::move(lines);
                       party.session_.accept_lines();
                     });
}

bool ServerParty::on(const engine::AnswerWanted&) {
  if (lines_->last_line_begins()) session_.answer_last_line();
  const auto piece = lines_->peek();
  if (const auto* fault = std::get_if<mailbox::StoreFault>(&piece)) {
    // The reply has begun and cannot be taken back: the session ends instead of lying.
    log_fault(*fault);
    session_.stop_now();
    return true;
  }
  const std::string_view text = std::get<std::string_view>(piece);
  if (text.empty()) {
    lines_.reset();
    session_.answer_end();
    return true;
  }
  lines_->taken(session_.answer_text(text));
  return true;
}

}  // namespace heloport::apps
