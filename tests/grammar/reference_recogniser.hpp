#pragma once
// A second recogniser of the same language, written from the ABNF as plain recursive descent.
//
// It shares no code, no header and no method with grammar/: where that is one automaton, this is
// functions that read ahead and step back; where that tabulates UTF-8, this computes code points;
// where that counts the groups of an IPv6 address by its states, this splits it. What both say of
// a line is therefore worth comparing. It is slow and it names no fault.
//
// Lifetime: the parts are views of the line.

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace heloport::reference {

/// What a line may need beside the RFC. The names are those of the specification.
struct Departures {
  bool space_after_colon = false;
  bool bare_path = false;
  bool helo_literal = false;
  bool ehlo_trailing_text = false;
  bool simple_listing = false;
};

struct Address {
  std::string_view source_route;
  std::string_view mailbox;  // all of it; empty for a postmaster without a domain
  std::string_view local_part;
  std::string_view domain;
  std::string_view kind;  // "domain", "ipv4", "ipv6", or nothing
  bool null = false;
  bool postmaster = false;
  bool beyond_ascii = false;
};

using Parameters = std::vector<std::pair<std::string_view, std::optional<std::string_view>>>;

/// A command line with its parts. `verb` is in upper case, LIST and READ in either spelling.
struct Parsed {
  std::string verb;
  std::string_view argument;
  std::string_view second_argument;
  Address address;
  Parameters parameters;
  bool smtputf8 = false;
};

/// Nothing when the line is not a command.
std::optional<Parsed> recognise_command(std::string_view line, const Departures& allowed);

/// A Mailbox, in angle brackets or not.
std::optional<Address> recognise_mailbox(std::string_view text);

/// A Domain or an address literal.
bool recognise_domain(std::string_view text);

}  // namespace heloport::reference
