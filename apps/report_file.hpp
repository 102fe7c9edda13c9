#pragma once
// Files that the user named for a report.

#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "apps/exit_codes.hpp"

namespace heloport::apps {

/// The name of a file that is none: what is written there goes to standard output.
inline constexpr std::string_view standard_output = "-";

/// Looks whether reports could be written, before there is anything to write: an empty path is no
/// report. Nothing is left of the look, and what is there stays as it is.
/// Shape:  a pipe or a device is taken at its word: opening it could wait, or be seen.
/// Errors: 71, told: a folder, no such folder, not allowed, or two reports in one file.
std::optional<Exit> refuse_reports(std::span<const std::string> paths);

/// Writes the whole file, or to standard output. Errors: 71, told.
std::optional<Exit> write_report(const std::string& path, const std::string& text);

}  // namespace heloport::apps
