// See client_command.hpp.

#include "engine/client_command.hpp"

#include "grammar/path.hpp"

namespace heloport::engine {
namespace {

using grammar::Command;
using grammar::Leniency;
using grammar::Verb;

void add_path(std::string_view keyword, const grammar::Path& path, Spelling spelling,
              CommandLine& line) {
  const std::string_view text = path.is_postmaster ? path.local_part : path.mailbox;
  line.add(keyword);
  // Without brackets the null path would be nothing at all.
  if (spelling == Spelling::documented && !path.is_null)
    line.add(" ").add(text);
  else
    line.add(spelling == Spelling::documented ? " <" : "<").add(text).add(">");
}

void add_listing(const Command& command, Spelling spelling, CommandLine& line) {
  const bool reads = command.verb == Verb::read;
  if (spelling == Spelling::documented) {
    line.add(reads ? "READ EMAIL: " : "LIST EMAILS: ").add(command.argument);
    if (reads) line.add(": ").add(command.second_argument);
  } else {
    line.add(reads ? "XREAD <" : "XLIST <").add(command.argument).add(">");
    if (reads) line.add(" ").add(command.second_argument);
  }
}

void add_command(const Command& command, Spelling spelling, CommandLine& line) {
  switch (command.verb) {
    case Verb::mail:
      add_path("MAIL FROM:", command.path, spelling, line);
      break;
    case Verb::rcpt:
      add_path("RCPT TO:", command.path, spelling, line);
      break;
    case Verb::list:
    case Verb::read:
      add_listing(command, spelling, line);
      break;
    default:
      line.add(name_of(command.verb));
      if (!command.argument.empty()) line.add(" ").add(command.argument);
      if (!command.second_argument.empty()) line.add(" ").add(command.second_argument);
  }
  if (!command.parameters.empty()) line.add(" ").add(command.parameters.text());
  if (command.smtputf8) line.add(" SMTPUTF8");  // RFC 6531, 3.7.4: VRFY and EXPN
  line.add("\r\n");
}

/// One line, ended by its only CR and its only LF.
bool is_one_line(std::string_view text) {
  return text.find('\r') + 2 == text.size() && text.find('\n') + 1 == text.size();
}

bool same(const grammar::Path& a, const grammar::Path& b) {
  return a.is_null == b.is_null && a.is_postmaster == b.is_postmaster && a.mailbox == b.mailbox &&
         a.local_part == b.local_part && a.source_route.empty() && b.source_route.empty();
}

bool same(const Command& a, const Command& b) {
  const bool has_path = a.verb == Verb::mail || a.verb == Verb::rcpt;
  return a.verb == b.verb && a.argument == b.argument && a.second_argument == b.second_argument &&
         (!has_path || same(a.path, b.path)) && a.parameters.text() == b.parameters.text() &&
         a.smtputf8 == b.smtputf8;
}

/// What a line of ours may need beyond RFC 5321. HELO with an address literal is the fallback of
/// a client that has no name, for a server that knows no EHLO.
Leniency leniency_of(const Command& command, Spelling spelling) {
  if (command.verb == Verb::helo) return Leniency::helo_literal;
  if (spelling == Spelling::rfc) return Leniency::none;
  return Leniency::space_after_colon | Leniency::bare_path | Leniency::simple_listing;
}

}  // namespace

Command command_of(Verb verb, std::string_view argument, std::string_view second_argument) {
  Command command;
  command.verb = verb;
  command.argument = argument;
  command.second_argument = second_argument;
  return command;
}

bool spell(const Command& command, Spelling spelling, std::size_t octets_max, CommandLine& line) {
  add_command(command, spelling, line);
  if (!line.fits() || line.text().size() > octets_max || !is_one_line(line.text())) return false;
  const Command said = grammar::parse_command(line.text(), leniency_of(command, spelling));
  return said.fault == grammar::SyntaxFault::none && same(said, command);
}

bool is_mailbox(std::string_view text) {
  const grammar::Path path = grammar::parse_mailbox(text);
  return !path.is_null && path.mailbox == text;
}

bool is_mail_name(std::string_view text) {
  constexpr std::size_t octets_max = 255;  // what file systems take
  if (text.empty() || text.size() > octets_max) return false;
  if (text.front() == ' ' || text.back() == ' ') return false;
  return std::all_of(text.begin(), text.end(), [](char c) {
    const auto octet = static_cast<unsigned char>(c);
    return octet >= 0x20 && octet != 0x7f;
  });
}

bool is_ascii(std::string_view text) {
  return std::all_of(text.begin(), text.end(),
                     [](char c) { return static_cast<unsigned char>(c) < 0x80; });
}

}  // namespace heloport::engine
