// How the program talks to whoever started it: on stderr, so that stdout stays data.

#include "apps/console.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <cstdio>
#include <cstdlib>

namespace heloport::apps {

void tell(std::string_view line) {
  fmt::print(stderr, "{}\n", line);
}

void warn(std::string_view line) {
  constexpr std::string_view red = "\x1b[31m";
  constexpr std::string_view plain = "\x1b[0m";
  const bool colour = stderr_has_colour();
  fmt::print(stderr, "{}heloport:{} {}\n", colour ? red : "", colour ? plain : "", line);
}

Exit fail(Exit code, std::string_view line) {
  warn(line);
  return code;
}

// no-color.org: set and not empty, whatever the value.
bool stderr_has_colour() {
  const char* no_colour = std::getenv("NO_COLOR");
  return isatty(STDERR_FILENO) == 1 && (no_colour == nullptr || *no_colour == '\0');
}

}  // namespace heloport::apps
