#pragma once
// The CONTENT argument: a text, stdin, or a file.

#include <string>
#include <variant>

#include "apps/exit_codes.hpp"

namespace heloport::apps {

/// Octets as they came. `-` reads stdin, `@FILE` a file, everything else is the text itself. An
/// exit code when it could not be read; the user was told.
std::variant<std::string, Exit> read_content(const std::string& argument);

}  // namespace heloport::apps
