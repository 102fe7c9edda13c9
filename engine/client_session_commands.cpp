// The commands of a client session, and the content. Each checks first and speaks then: a command
// that has a fault leaves no octet.

#include <algorithm>
#include <array>
#include <charconv>

#include "engine/client_session.hpp"

namespace heloport::engine {
namespace {

using grammar::Command;
using grammar::Verb;

constexpr std::string_view file_name_keyword = "FILENAME: ";

/// What may stand before another command in one group (RFC 2920, 3.1). Every other command, and
/// each of an extension that does not say otherwise, must be the last one. The end of the data is
/// no command; what follows it may travel with it.
bool may_be_followed(Step step) {
  return step == Step::mail || step == Step::rcpt || step == Step::reset || step == Step::message;
}

}  // namespace

bool ClientSession::command_possible() const {
  if (closed_ || stage_ != Stage::ready) return false;
  if (pending_.empty()) return true;
  return offers(ExtensionId::pipelining) && !pending_.full() && may_be_followed(pending_.back());
}

// The transaction.

CommandFault ClientSession::mail(std::string_view reverse_path, const MailOptions& options) {
  if (!command_possible() || envelope_ != Envelope::none) return CommandFault::not_your_turn;
  Command command = command_of(Verb::mail);
  command.path = grammar::parse_mailbox(reverse_path);
  if (!reverse_path.empty() && !is_mailbox(reverse_path)) return CommandFault::bad_argument;
  if (!options.smtputf8 && !is_ascii(reverse_path)) return CommandFault::bad_argument;

  CommandLine text;
  const CommandFault fault = parameters(options, text);
  if (fault != CommandFault::none) return fault;
  command.parameters = grammar::ParameterList(text.text());
  const CommandFault said = say(command, Step::mail);
  if (said != CommandFault::none) return said;
  envelope_ = Envelope::sender;
  smtputf8_ = options.smtputf8;
  return said;
}

CommandFault ClientSession::parameters(const MailOptions& options, CommandLine& text) const {
  const auto add = [&text](std::string_view parameter) {
    text.add(text.text().empty() ? "" : " ").add(parameter);
  };
  if (options.size_octets && offers(ExtensionId::size)) {
    const std::uint64_t limit = offer_.size_octets_max.value_or(0);
    if (limit != 0 && *options.size_octets > limit) return CommandFault::too_big;
    std::array<char, 20> digits;
    const auto end = std::to_chars(digits.begin(), digits.end(), *options.size_octets).ptr;
    add("SIZE=");
    text.add({digits.data(), static_cast<std::size_t>(end - digits.begin())});
  }
  // The next two are not left out when they are not offered: RFC 6152, 3 and RFC 6531, 3.2 forbid
  // to send such a message at all.
  if (options.eight_bit) {
    if (!offers(ExtensionId::eightbitmime)) return CommandFault::not_offered;
    add("BODY=8BITMIME");
  }
  if (options.smtputf8) {
    if (!offers(ExtensionId::smtputf8)) return CommandFault::not_offered;
    add("SMTPUTF8");
  }
  return CommandFault::none;
}

CommandFault ClientSession::rcpt(std::string_view forward_path) {
  if (!command_possible() || envelope_ == Envelope::none) return CommandFault::not_your_turn;
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
  const CommandFault fault = say(command, Step::rcpt);
  if (fault == CommandFault::none) envelope_ = Envelope::recipients;
  return fault;
}

CommandFault ClientSession::data() {
  if (envelope_ != Envelope::recipients) return CommandFault::not_your_turn;
  return plain(Verb::data, Step::data);
}

CommandFault ClientSession::reset() {
  const CommandFault fault = plain(Verb::rset, Step::reset);
  if (fault == CommandFault::none) envelope_ = Envelope::none;
  return fault;
}

// The content.

CommandFault ClientSession::file_name(std::string_view name) {
  if (closed_ || stage_ != Stage::body || body_begun_) return CommandFault::not_your_turn;
  if (!dialect_->file_name_line) return CommandFault::not_offered;
  if (!is_mail_name(name)) return CommandFault::bad_argument;
  if (!room_for_turn()) return CommandFault::not_your_turn;
  for (std::string_view part : {file_name_keyword, name, std::string_view("\r\n")}) body(part);
  return CommandFault::none;
}

std::size_t ClientSession::body(std::string_view content) {
  if (closed_ || stage_ != Stage::body || content.empty()) return 0;
  // There is always room left for the end of the data.
  const std::size_t room = output_.room() - std::min(output_.room(), BodyEncoder::end_octets_max);
  if (room == 0) return 0;
  if (output_.empty()) restart_clock();
  const BodyEncoder::Step step = encoder_.encode(content, output_.writable().first(room));
  output_.wrote(step.written);
  if (output_.empty()) output_.sent(0);  // gives the block back: a CR alone writes nothing
  body_begun_ = true;
  turn_told_ = false;
  if (step.foul) close(ClientClose::gave_up);
  return step.taken;
}

bool ClientSession::finish() {
  if (closed_ || stage_ != Stage::body) return false;
  if (output_.room() < BodyEncoder::end_octets_max) return false;
  const BodyEncoder::Step step = encoder_.finish(output_.writable());
  output_.wrote(step.written);
  if (step.foul) {
    close(ClientClose::gave_up);
    return false;
  }
  enter(Stage::ready);
  envelope_ = Envelope::none;
  expect(Step::message);
  return true;
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
  if (!command_possible()) return CommandFault::not_your_turn;
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
  if (!command_possible()) return CommandFault::not_your_turn;
  if (!is_mailbox(command.argument)) return CommandFault::bad_argument;
  if (!is_ascii(command.argument) && !offers(ExtensionId::smtputf8)) {
    return CommandFault::not_offered;
  }
  // Who said no hello knows of no offers, and may ask nevertheless: the worst answer is a 500.
  const bool unknown = !options_.say_hello || spelling() == Spelling::simple;
  if (!unknown && !offers(extension)) return CommandFault::not_offered;
  return say(command, step);
}

CommandFault ClientSession::quit() {
  const CommandFault fault = plain(Verb::quit, Step::quit);
  if (fault == CommandFault::none) enter(Stage::leaving);
  return fault;
}

// Speaking.

CommandFault ClientSession::plain(Verb verb, Step step) {
  if (!command_possible()) return CommandFault::not_your_turn;
  return say(command_of(verb), step);
}

CommandFault ClientSession::say(const Command& command, Step step) {
  CommandLine line;
  const std::size_t octets_max = command_octets_max(offer_.extensions, Limits{});
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
  return contains(dialect_->leniency, forms) ? Spelling::simple : Spelling::standard;
}

}  // namespace heloport::engine
