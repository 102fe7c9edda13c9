#pragma once
// World lines are words with a space between: how they are taken apart.

#include <charconv>
#include <chrono>
#include <cstdint>
#include <optional>
#include <string_view>

namespace heloport::conformance {

/// Takes the first word off `text`, and the one space behind it.
inline std::string_view take_word(std::string_view& text) {
  const std::string_view word = text.substr(0, text.find(' '));
  text.remove_prefix(word.size() == text.size() ? word.size() : word.size() + 1);
  return word;
}

/// A decimal number and nothing else.
inline std::optional<std::uint64_t> number(std::string_view digits) {
  std::uint64_t value = 0;
  const char* const end = digits.data() + digits.size();
  const auto [stop, error] = std::from_chars(digits.data(), end, value);
  if (error != std::errc{} || stop != end) return std::nullopt;
  return value;
}

/// `300ms`, no longer than `longest`.
inline std::optional<std::chrono::milliseconds> duration_of(std::string_view text,
                                                            std::chrono::milliseconds longest) {
  if (!text.ends_with("ms")) return std::nullopt;
  const auto count = number(text.substr(0, text.size() - 2));
  if (!count || *count > static_cast<std::uint64_t>(longest.count())) return std::nullopt;
  return std::chrono::milliseconds(*count);
}

}  // namespace heloport::conformance
