#pragma once
// Files that the user named for a report.

#include <optional>
#include <string>
#include <string_view>

#include "apps/exit_codes.hpp"

namespace heloport::apps {

/// The name of a file that is none: what is written there goes to standard output.
inline constexpr std::string_view standard_output = "-";

/// Writes the whole file, or to standard output. Errors: 71, told.
std::optional<Exit> write_report(const std::string& path, const std::string& text);

}  // namespace heloport::apps
