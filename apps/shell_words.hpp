#pragma once
// Words as a shell takes them back: for commands that a user may type again.

#include <fmt/format.h>

#include <string>
#include <string_view>
#include <utility>

namespace heloport::apps {

/// In single quotes, whatever is in it.
std::string shell_quoted(std::string_view text);

/// As it stands where a shell reads it as one word of itself, else in quotes.
std::string shell_word(std::string_view text);

/// A command line as it would be typed, a word at a time.
class TypedCommand {
 public:
  /// Its beginning, as it stands: "heloport load", or nothing.
  explicit TypedCommand(std::string beginning = {}) : text_(std::move(beginning)) {}

  void add(std::string_view word) { text_ += " " + shell_word(word); }
  void add_flag(std::string_view name, bool given) {
    if (given) add(name);
  }
  template <class Value>
  void add_option(std::string_view name, const Value& value) {
    const std::string text = fmt::format("{}", value);
    // By itself it would be read as another option.
    if (text.starts_with('-')) return add(fmt::format("{}={}", name, text));
    add(name);
    add(text);
  }
  /// Unless it is the usual one.
  template <class Value>
  void add_option(std::string_view name, const Value& value, const Value& usual) {
    if (value != usual) add_option(name, value);
  }
  const std::string& text() const { return text_; }

 private:
  std::string text_;
};

}  // namespace heloport::apps
