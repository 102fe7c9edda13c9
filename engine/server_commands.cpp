// The server's side of each command: check, then proceed. What is allowed when: rules.cpp.

#include <array>
#include <utility>

#include "engine/server_session.hpp"

namespace heloport::engine {
namespace {

constexpr std::size_t path_octets_max = 256;       // RFC 5321, 4.5.3.1.3, brackets included
constexpr std::size_t local_part_octets_max = 64;  // RFC 5321, 4.5.3.1.1
constexpr std::size_t name_octets_max = 255;       // RFC 5321, 4.5.3.1.2

/// The reply to each fault. A switch without default: a new fault must choose its reply before
/// this compiles.
Say reply_to(grammar::SyntaxFault fault) {
  using grammar::SyntaxFault;
  switch (fault) {
    case SyntaxFault::none:
      break;
    case SyntaxFault::unknown_verb:
      return Say::unknown_verb;
    case SyntaxFault::bad_character:
      return Say::bad_character;
    case SyntaxFault::missing_argument:
      return Say::missing_argument;
    case SyntaxFault::unexpected_argument:
      return Say::unexpected_argument;
    case SyntaxFault::bad_keyword:
      return Say::bad_keyword;
    case SyntaxFault::bad_path:
      return Say::bad_path;
    case SyntaxFault::bad_local_part:
      return Say::bad_local_part;
    case SyntaxFault::bad_domain:
      return Say::bad_domain;
    case SyntaxFault::bad_address_literal:
      return Say::bad_address_literal;
    case SyntaxFault::bad_parameter:
      return Say::bad_parameter;
    case SyntaxFault::bad_base64:
      return Say::bad_base64;
    case SyntaxFault::bad_argument:
      return Say::bad_argument;
  }
  return Say::unknown_verb;
}

bool is_about_an_address(Say what) {
  return what == Say::bad_path || what == Say::bad_local_part || what == Say::bad_domain ||
         what == Say::bad_address_literal || what == Say::path_too_long;
}

/// Whose address is wrong: 5.1.7 is the sender's, 5.1.3 a recipient's (RFC 3463, 3.2).
std::string_view address_code(grammar::Verb verb) {
  return verb == grammar::Verb::mail ? "5.1.7" : "5.1.3";
}

}  // namespace

ServerSession::Outcome ServerSession::next_command() {
  skips_auth_line_ = reads_auth_line();
  const bool auth = skips_auth_line_;
  const Limits& limits = options_.limits;
  const LineStep step = lines_.next(
      input_, auth ? limits.auth_line_octets_max : command_octets_max_, limits.skipped_octets_max);
  if (step.kind == LineStep::Kind::none) return rest();
  waiting_since_ = now_.value_or(Time{});
  const bool chunk = extensions_.has(ExtensionId::chunking) && is_chunk_line(step.line);
  if (step.kind == LineStep::Kind::too_long) {
    if (chunk) return run_chunk({});
    return mistake(auth ? Say::auth_line_too_long : Say::line_too_long);
  }
  if (step.kind == LineStep::Kind::flood) {
    return end_with(Say::too_many_octets, CloseReason::too_many_errors);
  }
  const grammar::Command command = grammar::parse_command(step.line, options_.dialect->leniency);
  return chunk ? run_chunk(command) : run(command);
}

ServerSession::Outcome ServerSession::run(const grammar::Command& command) {
  const Rule& rule = rule_for(command.verb);
  answers_hello_ = rule.run == &ServerSession::on_hello;
  const bool quits =
      command.verb == grammar::Verb::quit && command.fault == grammar::SyntaxFault::none;
  if (phase_ == Phase::refused && !quits) return mistake(Say::refused_session);
  if (command.verb == grammar::Verb::unknown) return mistake(reply_to(command.fault));
  if (!speaks(command.verb)) return mistake(Say::unknown_verb);
  if (rule.extension && !extensions_.has(*rule.extension)) {
    return mistake(Say::not_implemented);
  }
  if (rule.run == nullptr) return mistake(Say::not_implemented);
  if (const auto required = unmet_requirement(rule)) return mistake(*required);
  if (command.fault != grammar::SyntaxFault::none) {
    return mistake_in(command, reply_to(command.fault));
  }
  if (phase_ != Phase::refused && !rule.allowed.has(phase_)) {
    return mistake(out_of_sequence(rule));
  }
  if (rule.counts_as_idle && ++idle_commands_ > options_.limits.idle_commands_max) {
    return end_with(Say::too_many_commands, CloseReason::too_many_errors);
  }
  return (this->*rule.run)(command);
}

ServerSession::Outcome ServerSession::mistake_in(const grammar::Command& command, Say what) {
  const bool etrn = command.verb == grammar::Verb::etrn;
  if (etrn && what == Say::missing_argument) return mistake(Say::node_missing);
  return mistake(what, is_about_an_address(what) ? address_code(command.verb) : "");
}

// TLS comes first: what AUTH says in clear is what it is required for.
std::optional<Say> ServerSession::unmet_requirement(const Rule& rule) const {
  const bool may_lack_tls = rule.may_lack == MayLack::tls || rule.may_lack == MayLack::both;
  const bool may_lack_auth = rule.may_lack == MayLack::auth || rule.may_lack == MayLack::both;
  if (options_.tls_required && !tls_ && !may_lack_tls) return Say::tls_first;
  if (options_.auth_required && !authenticated_ && !may_lack_auth) return Say::auth_first;
  return std::nullopt;
}

// RFC 2033, 4.1: each protocol has its own hello, so that neither is taken for the other.
bool ServerSession::speaks(grammar::Verb verb) const {
  using enum grammar::Verb;
  if (verb == lhlo) return lmtp();
  return !lmtp() || (verb != ehlo && verb != helo);
}

// RFC 5321, 3.3 leaves 503 and 554 open for DATA without recipients: 554 tells a pipelining client
// that its recipients were seen and refused. In LMTP it is 503 (RFC 2033, 4.2).
Say ServerSession::out_of_sequence(const Rule& rule) const {
  if (phase_ == Phase::connected) return lmtp() ? Say::lhlo_first : Say::hello_first;
  const bool begins_transaction = rule.otherwise == Say::nested_mail;
  if (phase_ == Phase::chunks && !begins_transaction) return Say::chunks_only;
  if (rule.verb != grammar::Verb::data && rule.verb != grammar::Verb::bdat) return rule.otherwise;
  if (!transaction_) return Say::mail_first;
  const bool refused = transaction_->tries > 0 && !lmtp();
  return refused ? Say::no_valid_recipients : rule.otherwise;
}

// Asks the application first: a refused name changes nothing (RFC 5321, 4.1.4).
ServerSession::Outcome ServerSession::on_hello(const grammar::Command& command) {
  if (command.argument.size() > name_octets_max) return mistake(Say::bad_argument);
  name_offered_ = command.argument;
  extended_offered_ = command.verb != grammar::Verb::helo;
  return ask(Question::hello, Hello{name_offered_, extended_offered_});
}

// Asks for a transaction. It opens, and its 250 is said, with accept().
ServerSession::Outcome ServerSession::on_mail(const grammar::Command& command) {
  Parameters parameters;
  if (const auto fault = take_parameters(command, parameters)) return mistake(*fault);
  const MailParameters& mail = parameters.mail;
  if (const auto fault = check_path(command.path, mail.smtputf8)) {
    return mistake(fault == Say::needs_smtputf8_recipient ? Say::needs_smtputf8_sender : *fault);
  }
  // RFC 9422, 4.1: every MAIL counts, whatever becomes of it.
  ++mails_;
  const std::size_t mails_max = options_.limits.mails_max;
  if (mails_max != 0 && mails_ > mails_max) {
    say(Say::too_many_mails);
    return std::nullopt;
  }
  declared_ = {mail.body, mail.smtputf8};
  return ask(Question::sender, Sender{command.path, mail});
}

ServerSession::Outcome ServerSession::on_rcpt(const grammar::Command& command) {
  Transaction& transaction = *transaction_;
  Parameters parameters;
  if (const auto fault = take_parameters(command, parameters)) return mistake(*fault);
  if (const auto fault = check_path(command.path, transaction.declared.smtputf8)) {
    return mistake_in(command, *fault);
  }
  if (++transaction.tries > options_.limits.recipient_tries_max) {
    return end_with(Say::too_many_commands, CloseReason::too_many_errors);
  }
  if (transaction.recipients >= options_.limits.recipients_max) {
    say(Say::too_many_recipients);  // RFC 5321, 4.5.3.1.10: 452, and those before stay valid
    return std::nullopt;
  }
  return ask(Question::recipient, Recipient{command.path, parameters.rcpt});
}

// RFC 3030, 3: data ends at a line of its own, and binary content has no lines.
ServerSession::Outcome ServerSession::on_data(const grammar::Command&) {
  if (transaction_->declared.body == BodyType::binary_mime) {
    return mistake(Say::binary_needs_chunks);
  }
  return ask(Question::begin, MessageBegin{});
}

ServerSession::Outcome ServerSession::on_rset(const grammar::Command& command) {
  drop_transaction(DropReason::reset);
  if (phase_ != Phase::connected) advance(command.verb);
  say(Say::reset_ok);
  return std::nullopt;
}

ServerSession::Outcome ServerSession::on_noop(const grammar::Command&) {
  say(Say::noop_ok);
  return std::nullopt;
}

// The documented sessions stay open after 221, so that several mails can follow; RFC 5321,
// 4.1.1.10 has the server close. A refused session has nothing to stay open for (RFC 5321, 3.1).
ServerSession::Outcome ServerSession::on_quit(const grammar::Command&) {
  drop_transaction(DropReason::session_end);
  if (options_.dialect->closes_after_quit || phase_ == Phase::refused) {
    return end_with(Say::bye, CloseReason::quit);
  }
  if (phase_ != Phase::connected) enter(Phase::ready);
  say(Say::bye);
  return std::nullopt;
}

ServerSession::Outcome ServerSession::on_vrfy(const grammar::Command& command) {
  return ask(Question::verify, Verify{command.argument});
}

ServerSession::Outcome ServerSession::on_expn(const grammar::Command& command) {
  return ask(Question::expand, Expand{command.argument});
}

ServerSession::Outcome ServerSession::on_list(const grammar::Command& command) {
  if (!may_read()) return mistake(Say::listing_denied);
  return ask(Question::list, List{grammar::parse_mailbox(command.argument)});
}

ServerSession::Outcome ServerSession::on_read(const grammar::Command& command) {
  if (!may_read()) return mistake(Say::listing_denied);
  return ask(Question::read,
             Read{grammar::parse_mailbox(command.argument), command.second_argument});
}

// Well formed they are; whether anybody knows them is decided here. Parameters belong to
// extensions, and those to EHLO: after HELO none is known.
std::optional<Say> ServerSession::take_parameters(const grammar::Command& command,
                                                  Parameters& out) const {
  const ParameterContext context{options_.limits, offered_};
  for (const grammar::Parameter parameter : command.parameters) {
    const ParameterRule* rule = parameter_rule(offered_, command.verb, parameter.keyword);
    if (rule == nullptr) return Say::unknown_parameter;
    if (const auto fault = rule->take(parameter, context, out)) return fault;
  }
  return std::nullopt;
}

// The parameter comes after the address that it licenses, so UTF-8 is judged last (RFC 6531, 3.4).
std::optional<Say> ServerSession::check_path(const grammar::Path& path, bool smtputf8) const {
  if (path.text.size() + 2 > path_octets_max) return Say::path_too_long;
  if (path.local_part.size() > local_part_octets_max) return Say::path_too_long;
  if (path.is_utf8 && !smtputf8) return Say::needs_smtputf8_recipient;
  return std::nullopt;
}

}  // namespace heloport::engine
