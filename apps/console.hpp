#pragma once
// How the program talks to whoever started it: on stderr, so that stdout stays data.

#include <string_view>

#include "apps/exit_codes.hpp"

namespace heloport::apps {

/// One line of talk.
void tell(std::string_view line);

/// The same with the name of the program before it: what a user may have to act upon.
void warn(std::string_view line);

/// One line that says what is wrong and what to do about it. Returns `code`, to be returned.
Exit fail(Exit code, std::string_view line);

/// True if stderr is a terminal whose user did not set NO_COLOR.
bool stderr_has_colour();

}  // namespace heloport::apps
