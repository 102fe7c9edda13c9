#pragma once
// Where a password comes from: a file, an environment variable, the terminal, or standard input.
// Never the command line, which every user of the machine can read.

#include <cstdint>
#include <string>
#include <variant>

#include "apps/exit_codes.hpp"

namespace heloport::apps {

/// What the options of a command say. Both empty: it is asked for.
struct PasswordSource {
  std::string file;      // its first line
  std::string variable;  // the name of an environment variable
};

/// How it is asked for.
enum class PasswordAsked : std::uint8_t {
  once,      // on the terminal that is standard input, or the first line of what is not one
  twice,     // the same, but typed twice: a new password
  terminal,  // on the terminal of the process, because standard input is for something else
};

/// A sentence that says what to do. Holds nothing of what was typed.
struct PasswordFault {
  Exit exit = Exit::data;
  std::string text;
};

/// The octets of the line without its end; never empty, at most sasl_text_octets_max. To be wiped
/// (sasl_library.hpp) when it has been used. The prompt ends in `: ` and the terminal does not show
/// what is typed; it does again afterwards, and when a signal ends the wait.
std::variant<std::string, PasswordFault> read_password(const PasswordSource& source,
                                                       PasswordAsked asked,
                                                       const std::string& prompt);

}  // namespace heloport::apps
