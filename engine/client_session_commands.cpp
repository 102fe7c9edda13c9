// The commands of a client session. Each checks first and speaks then: a command that has a fault
// leaves no octet.

#include "engine/client_session.hpp"

namespace heloport::engine {
namespace {

using grammar::Command;
using grammar::Verb;

/// What may stand before another command in one group (RFC 2920, 3.1; RFC 3030, 4.2). Every other
/// command, and each of an extension that does not say otherwise, must be the last one. The end of
/// the data is no command; what follows it may travel with it.
bool may_be_followed(Step step) {
  return step == Step::mail || step == Step::rcpt || step == Step::reset || step == Step::chunk ||
         step == Step::message;
}

}  // namespace

bool ClientSession::command_possible() const {
  if (closed_ || stage_ != Stage::ready) return false;
  if (pending_.empty()) return true;
  // What follows the last chunk depends on its answer (RFC 3030, 2).
  const bool awaits_last_chunk = last_chunk_ && pending_.holds(Step::message);
  return offers(ExtensionId::pipelining) && !pending_.full() && may_be_followed(pending_.back()) &&
         !awaits_last_chunk;
}

/// Nobody speaks before the application does.
bool ClientSession::our_turn() const {
  switch (stage_) {
    case Stage::challenge:
      return true;
    case Stage::handshake:
      return false;
    case Stage::chunk:
      return pending_.size() == 1;  // the chunk's own answer comes behind its content
    default:
      return pending_.empty();
  }
}

// The transaction.

CommandFault ClientSession::mail(std::string_view reverse_path, const MailOptions& options) {
  if (!command_possible() || envelope_ != Envelope::none) return CommandFault::not_your_turn;
  Command command = command_of(Verb::mail);
  command.path = grammar::parse_mailbox(reverse_path);
  if (!reverse_path.empty() && !is_mailbox(reverse_path)) return CommandFault::bad_argument;
  if (!options.smtputf8 && !is_ascii(reverse_path)) return CommandFault::bad_argument;

  CommandLine text;
  const CommandFault fault = spell_parameters(options, terms(), text);
  if (fault != CommandFault::none) return fault;
  command.parameters = grammar::ParameterList(text.text());
  if (!quota_.takes_mail(offer_.limits)) return CommandFault::over_limit;
  const CommandFault said = say(command, Step::mail);
  if (said != CommandFault::none) return said;
  quota_.mail_said();
  envelope_ = Envelope::sender;
  smtputf8_ = options.smtputf8;
  binary_ = options.body == BodyType::binary_mime;
  return said;
}

CommandFault ClientSession::rcpt(std::string_view forward_path, const RcptOptions& options) {
  const bool open = envelope_ == Envelope::sender || envelope_ == Envelope::recipients;
  if (!command_possible() || !open) return CommandFault::not_your_turn;
  Command command = command_of(Verb::rcpt);
  command.path = grammar::parse_mailbox(forward_path);
  if (grammar::equal_ignoring_case(forward_path, "Postmaster")) {
    command.path = {};
    command.path.local_part = forward_path;
    command.path.is_postmaster = true;
  } else if (!is_mailbox(forward_path)) {
    return CommandFault::bad_argument;
  }
  if (!smtputf8_ && !is_ascii(forward_path)) return CommandFault::bad_argument;

  CommandLine text;
  const CommandFault fault = spell_parameters(options, terms(), text);
  if (fault != CommandFault::none) return fault;
  command.parameters = grammar::ParameterList(text.text());
  const std::string_view domain = command.path.domain;
  if (!quota_.takes_recipient(domain, offer_.limits)) return CommandFault::over_limit;
  const CommandFault said = say(command, Step::rcpt);
  if (said != CommandFault::none) return said;
  quota_.recipient_said(domain);
  envelope_ = Envelope::recipients;
  return said;
}

/// A recipient was accepted, or may still be.
bool ClientSession::has_recipient() const {
  return recipients_accepted_ > 0 || pending_.holds(Step::mail) || pending_.holds(Step::rcpt);
}

CommandFault ClientSession::data() {
  // RFC 3030, 3: binary content has no end that could be marked.
  if (envelope_ != Envelope::recipients || binary_) return CommandFault::not_your_turn;
  if (!has_recipient()) return CommandFault::not_your_turn;
  const CommandFault fault = plain(Verb::data, Step::data);
  if (fault == CommandFault::none) last_chunk_ = false;
  return fault;
}

CommandFault ClientSession::reset() {
  if (!command_possible()) return CommandFault::not_your_turn;
  const CommandFault fault = say(command_of(Verb::rset), Step::reset);
  if (fault == CommandFault::none) envelope_ = Envelope::none;
  return fault;
}

// Other commands.

CommandFault ClientSession::noop() {
  return plain(Verb::noop, Step::noop);
}

CommandFault ClientSession::verify(std::string_view argument) {
  return question(Verb::vrfy, Step::verify, argument);
}

CommandFault ClientSession::expand(std::string_view argument) {
  return question(Verb::expn, Step::expand, argument);
}

CommandFault ClientSession::help(std::string_view topic) {
  return question(Verb::help, Step::help, topic);
}

// RFC 6531, 3.7.4: an argument that is not ASCII needs the extension and its keyword. HELP has no
// place for it, so there the check of the spelled line refuses.
CommandFault ClientSession::question(Verb verb, Step step, std::string_view argument) {
  if (!command_possible() || chunking()) return CommandFault::not_your_turn;
  const bool smtputf8 = !is_ascii(argument);
  if (smtputf8 && !offers(ExtensionId::smtputf8)) return CommandFault::not_offered;
  Command command = command_of(verb, argument);
  command.smtputf8 = smtputf8;
  return say(command, step);
}

CommandFault ClientSession::list(std::string_view user) {
  return listing(command_of(Verb::list, user), Step::list, ExtensionId::listing);
}

CommandFault ClientSession::read(std::string_view user, std::string_view name) {
  if (!is_mail_name(name)) return CommandFault::bad_argument;
  return listing(command_of(Verb::read, user, name), Step::read, ExtensionId::reading);
}

CommandFault ClientSession::listing(const Command& command, Step step, ExtensionId extension) {
  if (!command_possible() || chunking()) return CommandFault::not_your_turn;
  if (!is_mailbox(command.argument)) return CommandFault::bad_argument;
  if (!is_ascii(command.argument) && !offers(ExtensionId::smtputf8)) {
    return CommandFault::not_offered;
  }
  // Who said no hello knows of no offers, and may ask nevertheless: the worst answer is a 500.
  const bool unknown = !options_.say_hello || spelling() == Spelling::documented;
  if (!unknown && !offers(extension)) return CommandFault::not_offered;
  return say(command, step);
}

CommandFault ClientSession::quit() {
  if (!command_possible()) return CommandFault::not_your_turn;
  const CommandFault fault = say(command_of(Verb::quit), Step::quit);
  if (fault == CommandFault::none) enter(Stage::leaving);
  return fault;
}

// Speaking.

CommandFault ClientSession::plain(Verb verb, Step step) {
  if (!command_possible() || chunking()) return CommandFault::not_your_turn;
  return say(command_of(verb), step);
}

CommandFault ClientSession::say(const Command& command, Step step) {
  return say(command, step, command_octets_max(offer_.extensions, Limits{}));
}

CommandFault ClientSession::say(const Command& command, Step step, std::size_t octets_max) {
  CommandLine line;
  if (!spell(command, spelling(), octets_max, line)) return CommandFault::bad_argument;
  if (line.text().size() > output_.room()) return CommandFault::not_your_turn;
  output_.append(line.text());
  expect(step);
  return CommandFault::none;
}

void ClientSession::expect(Step step) {
  if (pending_.empty()) restart_clock();
  pending_.push(step);
  turn_told_ = false;
}

// The documented forms go to a server that takes all of them, and to no other: RFC 5321, 3.3
// allows no space and wants the brackets.
Spelling ClientSession::spelling() const {
  using grammar::Leniency;
  const Leniency forms =
      Leniency::space_after_colon | Leniency::bare_path | Leniency::simple_listing;
  return contains(dialect_->leniency, forms) ? Spelling::documented : Spelling::rfc;
}

}  // namespace heloport::engine
