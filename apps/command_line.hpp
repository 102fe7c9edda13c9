#pragma once
// What the files that describe the command line have in common. Only they include this.

#include <CLI/CLI.hpp>

#include <algorithm>
#include <charconv>
#include <cstdint>
#include <cstdlib>
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

/// `25000000`, `500k`, `25M`, `1G` as a number of octets: 1024 of each make one of the next.
inline CLI::Validator size_in_octets() {
  const auto convert = [](std::string& text) -> std::string {
    std::uint64_t value = 0;
    const char* const end = text.data() + text.size();
    const auto [stop, error] = std::from_chars(text.data(), end, value);
    const std::string unit(stop, end);
    const std::size_t power = std::string("kMG").find(unit);
    const unsigned shift = unit.empty() ? 0 : 10 * (static_cast<unsigned>(power) + 1);
    const bool known = unit.size() <= 1 && power != std::string::npos;
    if (error != std::errc{} || !known || value > (~std::uint64_t{0} >> shift)) {
      return text + " is no size; write it like 25000000, 500k or 25M";
    }
    text = std::to_string(value << shift);
    return "";
  };
  return {convert, ""};
}

/// Something, such as a shell's variable that is set.
inline CLI::Validator not_empty() {
  const auto check = [](const std::string& text) -> std::string {
    return text.empty() ? "what is given is empty" : "";
  };
  return {check, ""};
}

/// Where a password comes from, if it is not asked for.
inline void add_password(CLI::App& command, PasswordSource& source) {
  auto* file = command.add_option("--password-file", source.file, "its first line");
  file->check(not_empty())->type_name("FILE");
  command.add_option("--password-env", source.variable, "an environment variable")
      ->check(not_empty())
      ->type_name("VAR")
      ->excludes(file);
}

/// As people write it: CLI11 has 1e+07.
inline std::string plain_number(double number) {
  const auto whole = static_cast<std::uint64_t>(number);
  return static_cast<double>(whole) == number ? std::to_string(whole)
                                              : CLI::detail::to_string(number);
}

/// A number with a fraction, from `least` to `most`, of `what`: "seconds".
inline CLI::Validator fraction_within(double least, double most, const std::string& what) {
  const auto check = [least, most, what](const std::string& text) -> std::string {
    char* end = nullptr;
    const double value = std::strtod(text.c_str(), &end);
    if (end != text.c_str() && *end == '\0' && value >= least && value <= most) return "";
    return text + " is no number of " + what + " from " + plain_number(least) + " to " +
           plain_number(most);
  };
  return {check, ""};
}

/// The subcommand `load`: command_load.cpp.
void add_load(CLI::App& app, LoadOptions& wish);
/// The subcommand `check`: command_check.cpp.
void add_check(CLI::App& app, CheckOptions& wish, ClientCheckOptions& client);

}  // namespace heloport::apps
