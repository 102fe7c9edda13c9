// See reference_recogniser.hpp. Top-down: commands, paths, mailboxes, octets.

#include "tests/grammar/reference_recogniser.hpp"

#include "tests/grammar/reference_reader.hpp"

namespace heloport::reference {
namespace {

// WSP* at the end is tolerated, and nothing may be left (RFC 5321, 4.1.1).
bool only_white_space_left(Reader reader) {
  while (reader.take(' ') || reader.take('\t')) {
  }
  return reader.at_end();
}

// esmtp-keyword ["=" esmtp-value]
bool parameter(Reader& reader, Parameters& parameters) {
  Reader ahead = reader;
  const std::string_view keyword = ahead.keyword();
  if (keyword.empty()) return false;
  std::optional<std::string_view> value;
  if (ahead.take('=')) {
    value = ahead.parameter_value();
    if (value->empty()) return false;
  }
  parameters.emplace_back(keyword, value);
  reader = ahead;
  return true;
}

// [SP esmtp-param *(SP esmtp-param)]; stops where white space is all that follows.
void optional_parameters(Reader& reader, Parameters& parameters) {
  while (true) {
    Reader ahead = reader;
    if (!ahead.take(' ') || !parameter(ahead, parameters)) return;
    reader = ahead;
  }
}

// Domain *("," Domain), each after "@", and ":" at the end; gives nothing when there is none.
std::optional<std::string_view> source_route(Reader& reader) {
  Reader ahead = reader;
  do {
    if (!ahead.take('@') || !ahead.domain()) return std::nullopt;
  } while (ahead.take(','));
  const std::string_view route = reader.text_up_to(ahead);
  if (!ahead.take(':')) return std::nullopt;
  reader = ahead;
  return route;
}

// Local-part "@" (Domain / address-literal)
bool mailbox(Reader& reader, Address& address) {
  Reader ahead = reader;
  const std::optional<std::string_view> local_part = ahead.local_part();
  if (!local_part || !ahead.take('@')) return false;
  Reader after = ahead;
  if (after.domain()) {
    address.kind = "domain";
  } else {
    after = ahead;
    address.kind = after.literal();
    if (address.kind.empty()) return false;
  }
  address.local_part = *local_part;
  address.domain = ahead.text_up_to(after);
  address.mailbox = reader.text_up_to(after);
  reader = after;
  return true;
}

// "<" [A-d-l ":"] Mailbox ">"
bool path(Reader& reader, Address& address) {
  Reader ahead = reader;
  if (!ahead.take('<')) return false;
  const std::optional<std::string_view> route = source_route(ahead);
  if (!mailbox(ahead, address) || !ahead.take('>')) return false;
  address.source_route = route.value_or("");
  reader = ahead;
  return true;
}

bool mailbox_in_brackets_or_not(Reader& reader, Address& address) {
  Reader ahead = reader;
  if (ahead.take('<')) {
    if (!mailbox(ahead, address) || !ahead.take('>')) return false;
    reader = ahead;
    return true;
  }
  return mailbox(reader, address);
}

bool postmaster(Reader& reader, Address& address) {
  Reader ahead = reader;
  if (!ahead.take('<')) return false;
  const Reader begin = ahead;
  if (!ahead.word("POSTMASTER")) return false;
  address.local_part = begin.text_up_to(ahead);
  if (!ahead.take('>')) return false;
  address.postmaster = true;
  reader = ahead;
  return true;
}

// What follows FROM: or TO:, in each of its spellings; the first that lets the line end wins.
std::optional<Parsed> envelope(Reader reader, bool is_sender, bool with_parameters,
                               const Departures& allowed) {
  if (allowed.space_after_colon) reader.take(' ');
  for (const char spelling : {'p', 'n', 'm', 'b'}) {
    Reader ahead = reader;
    Parsed parsed;
    Address& address = parsed.address;
    const bool found = (spelling == 'p' && path(ahead, address)) ||
                       (spelling == 'n' && is_sender && ahead.word("<>")) ||
                       (spelling == 'm' && !is_sender && postmaster(ahead, address)) ||
                       (spelling == 'b' && allowed.bare_path && mailbox(ahead, address));
    if (!found) continue;
    address.null = spelling == 'n';
    address.beyond_ascii = reader.beyond_ascii_up_to(ahead);
    if (with_parameters) optional_parameters(ahead, parsed.parameters);
    if (only_white_space_left(ahead)) return parsed;
  }
  return std::nullopt;
}

// EHLO and LHLO; HELO has no literal by the RFC, and never text after it.
std::optional<Parsed> greeting(Reader reader, bool with_literal, bool with_text) {
  Parsed parsed;
  Reader ahead = reader;
  if (ahead.domain() && !reader.beyond_ascii_up_to(ahead)) {
    parsed.argument = reader.text_up_to(ahead);
    if (only_white_space_left(ahead)) return parsed;
  }
  ahead = reader;
  if (!with_literal || ahead.literal().empty()) return std::nullopt;
  parsed.argument = reader.text_up_to(ahead);
  if (with_text) {
    Reader text = ahead;
    if (text.take(' ') && text.free_text()) ahead = text;
  }
  if (only_white_space_left(ahead)) return parsed;
  return std::nullopt;
}

// The rest of the line: VRFY, EXPN, HELP, NOOP.
std::optional<Parsed> text_argument(Reader reader) {
  Parsed parsed;
  Reader ahead = reader;
  if (!ahead.free_text()) return std::nullopt;
  parsed.argument = reader.text_up_to(ahead);
  if (!only_white_space_left(ahead)) return std::nullopt;
  return parsed;
}

// RFC 6531, 3.7.4: the last word of VRFY and EXPN may be SMTPUTF8.
std::optional<Parsed> verified(Reader reader) {
  std::optional<Parsed> parsed = text_argument(reader);
  if (!parsed) return parsed;
  const std::size_t space = parsed->argument.rfind(' ');
  if (space == std::string_view::npos) return parsed;
  Reader last(parsed->argument.substr(space + 1));
  if (!last.word("SMTPUTF8") || !last.at_end()) return parsed;
  parsed->argument = parsed->argument.substr(0, parsed->argument.find_last_not_of(' ', space) + 1);
  parsed->smtputf8 = true;
  return parsed;
}

std::optional<Parsed> alone(const Reader& reader) {
  if (!only_white_space_left(reader)) return std::nullopt;
  return Parsed{};
}

// 1*DIGIT [SP "LAST"]
std::optional<Parsed> chunk(Reader reader) {
  Parsed parsed;
  parsed.argument = reader.digits();
  if (parsed.argument.empty()) return std::nullopt;
  Reader ahead = reader;
  if (ahead.take(' ')) {
    const Reader begin = ahead;
    if (ahead.word("LAST")) {
      parsed.second_argument = begin.text_up_to(ahead);
      reader = ahead;
    }
  }
  if (!only_white_space_left(reader)) return std::nullopt;
  return parsed;
}

// sasl-mech [SP initial-response]
std::optional<Parsed> authentication(Reader reader) {
  Parsed parsed;
  parsed.argument = reader.mechanism();
  if (parsed.argument.empty()) return std::nullopt;
  Reader ahead = reader;
  if (ahead.take(' ')) {
    parsed.second_argument = ahead.initial_response();
    if (!parsed.second_argument.empty()) reader = ahead;
  }
  if (!only_white_space_left(reader)) return std::nullopt;
  return parsed;
}

// ["@" / "#"] node-name
std::optional<Parsed> queue_start(Reader reader) {
  Parsed parsed;
  Reader ahead = reader;
  if (!ahead.take('@')) ahead.take('#');
  if (!ahead.domain() || reader.beyond_ascii_up_to(ahead)) return std::nullopt;
  parsed.argument = reader.text_up_to(ahead);
  if (!only_white_space_left(ahead)) return std::nullopt;
  return parsed;
}

// NAME=value *(SP NAME=value), letters and xtext
std::optional<Parsed> peer_attributes(Reader reader) {
  Parsed parsed;
  do {
    const Reader begin = reader;
    reader.letters_in_upper_case();
    const std::string_view name = begin.text_up_to(reader);
    if (name.empty() || !reader.take('=')) return std::nullopt;
    const std::string_view value = reader.xtext();
    if (value.empty()) return std::nullopt;
    parsed.parameters.emplace_back(name, value);
  } while (!only_white_space_left(reader) && reader.take(' '));
  if (!only_white_space_left(reader)) return std::nullopt;
  return parsed;
}

// A user, and for READ the name of a mail after `separator`.
std::optional<Parsed> listing(Reader reader, bool with_name, char separator) {
  Parsed parsed;
  Reader ahead = reader;
  if (!mailbox_in_brackets_or_not(ahead, parsed.address)) return std::nullopt;
  parsed.address.beyond_ascii = reader.beyond_ascii_up_to(ahead);
  parsed.argument = parsed.address.mailbox;
  if (with_name) {
    if (!ahead.take(separator)) return std::nullopt;
    if (separator == ':') ahead.take(' ');
    const Reader begin = ahead;
    if (!ahead.free_text()) return std::nullopt;
    parsed.second_argument = begin.text_up_to(ahead);
  }
  if (!only_white_space_left(ahead)) return std::nullopt;
  return parsed;
}

std::optional<Parsed> after_keyword(Reader reader, std::string_view keyword, bool with_name) {
  if (!reader.word(keyword)) return std::nullopt;
  reader.take(' ');
  return listing(reader, with_name, ':');
}

// The argument of `verb`, which one space has been read after.
std::optional<Parsed> with_argument(const std::string& verb, Reader reader,
                                    const Departures& allowed) {
  if (verb == "EHLO" || verb == "LHLO") return greeting(reader, true, allowed.ehlo_trailing_text);
  if (verb == "HELO") return greeting(reader, allowed.helo_literal, false);
  if (verb == "MAIL" || verb == "SEND" || verb == "SOML" || verb == "SAML") {
    if (!reader.word("FROM:")) return std::nullopt;
    return envelope(reader, true, verb == "MAIL", allowed);
  }
  if (verb == "RCPT") {
    if (!reader.word("TO:")) return std::nullopt;
    return envelope(reader, false, true, allowed);
  }
  if (verb == "VRFY" || verb == "EXPN") return verified(reader);
  if (verb == "HELP" || verb == "NOOP") return text_argument(reader);
  if (verb == "BDAT") return chunk(reader);
  if (verb == "AUTH") return authentication(reader);
  if (verb == "ETRN") return queue_start(reader);
  if (verb == "XCLIENT" || verb == "XFORWARD") return peer_attributes(reader);
  if (verb == "XLIST") return listing(reader, false, ' ');
  if (verb == "XREAD") return listing(reader, true, ' ');
  if (!allowed.simple_listing) return std::nullopt;
  if (verb == "LIST") return after_keyword(reader, "EMAILS:", false);
  if (verb == "READ") return after_keyword(reader, "EMAIL:", true);
  return std::nullopt;
}

bool may_stand_alone(std::string_view verb) {
  for (const std::string_view name : {"DATA", "RSET", "QUIT", "STARTTLS", "TURN", "HELP", "NOOP"}) {
    if (verb == name) return true;
  }
  return false;
}

}  // namespace

std::optional<Parsed> recognise_command(std::string_view line, const Departures& allowed) {
  if (line.size() < 2 || line.substr(line.size() - 2) != "\r\n") return std::nullopt;
  Reader reader(line.substr(0, line.size() - 2));
  std::string verb = reader.letters_in_upper_case();
  std::optional<Parsed> parsed;
  if (may_stand_alone(verb)) parsed = alone(reader);
  if (!parsed && reader.take(' ')) parsed = with_argument(verb, reader, allowed);
  if (verb == "XLIST" || verb == "XREAD") verb.erase(0, 1);
  if (parsed) parsed->verb = verb;
  return parsed;
}

std::optional<Address> recognise_mailbox(std::string_view text) {
  Address address;
  Reader reader(text);
  Reader ahead = reader;
  if (!mailbox_in_brackets_or_not(ahead, address) || !ahead.at_end()) return std::nullopt;
  address.beyond_ascii = reader.beyond_ascii_up_to(ahead);
  return address;
}

bool recognise_domain(std::string_view text) {
  Reader reader(text);
  if (reader.domain() && reader.at_end()) return true;
  reader = Reader(text);
  return !reader.literal().empty() && reader.at_end();
}

}  // namespace heloport::reference
