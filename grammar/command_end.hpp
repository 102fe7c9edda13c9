#pragma once
// What happens after the machine of command.rl has stopped: the rest of a good command is filled
// in, the fault of a bad one is named. Internal to the parser.

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

/// Sets what follows from the parts that the machine took; `beyond_ascii`: the line is.
void fill_in(Command& command, bool beyond_ascii);

/// The refusal of `line`: its verb, unless it is not one, and its fault.
Command refused(std::string_view line, const Stop& stop);

}  // namespace heloport::grammar
