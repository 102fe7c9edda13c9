#pragma once
// What the machine of command.rl leaves to C++: the fault of a bad line is named, and what is not
// grammar. Internal to the parser.

#include <string_view>

#include "grammar/command.hpp"

namespace heloport::grammar {

/// Where the machine stopped, and what it knew then.
struct Stop {
  Verb verb;
  SyntaxFault fault;  // that of the clause
  Leniency needed;    // so far
  Leniency allowed;
  const char* at;  // the octet that is not grammatical, or the one after a CRLF
  bool bracketed;  // a path or user began with "<"
};

/// Makes `command` the refusal of `line`: its verb, unless it is not one, and its fault.
void refuse(Command& command, std::string_view line, const Stop& stop);

/// RFC 6531, 3.7.4: VRFY and EXPN may end in SMTPUTF8, after their string. Takes it away.
void split_off_smtputf8(Command& command);

/// True if the path holds octets beyond ASCII.
bool holds_utf8(const Path& path);

}  // namespace heloport::grammar
