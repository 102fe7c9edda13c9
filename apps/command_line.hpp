#pragma once
// What the files that describe the command line have in common. Only they include this.

#include <CLI/CLI.hpp>

#include <algorithm>
#include <charconv>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "apps/check_client.hpp"
#include "apps/options.hpp"

namespace heloport::apps {

inline CLI::App& add_command(CLI::App& app, const std::string& name, const std::string& what,
                             const std::string& examples) {
  CLI::App& command = *app.add_subcommand(name, what);
  command.footer(examples);
  return command;
}

/// A whole number from `least` to `most`; its range is told when it is broken, not before.
inline CLI::Validator within(std::uint64_t least, std::uint64_t most) {
  const auto check = [least, most](const std::string& text) -> std::string {
    std::uint64_t value = 0;
    const char* const end = text.data() + text.size();
    const auto [stop, error] = std::from_chars(text.data(), end, value);
    if (error == std::errc{} && stop == end && value >= least && value <= most) return "";
    return text + " is no number from " + std::to_string(least) + " to " + std::to_string(most);
  };
  return {check, ""};
}

inline CLI::Validator one_of(std::vector<std::string> words) {
  const auto check = [words](const std::string& text) -> std::string {
    if (std::find(words.begin(), words.end(), text) != words.end()) return "";
    return text + " is none of " + CLI::detail::join(words, ", ");
  };
  return {check, ""};
}

/// The subcommand `check`: command_check.cpp.
void add_check(CLI::App& app, CheckOptions& wish, ClientCheckOptions& client);

}  // namespace heloport::apps
