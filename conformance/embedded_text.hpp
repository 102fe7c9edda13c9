#pragma once
// A file that is part of the program: cmake/embed.cmake puts it there.

#include <string_view>

namespace heloport::conformance {

/// Lifetime: as long as the program runs.
struct EmbeddedText {
  std::string_view path;  // as it stands in CMakeLists.txt: "cases/rfc5321/3.1/greets.smtp"
  std::string_view text;  // octet for octet
};

}  // namespace heloport::conformance
