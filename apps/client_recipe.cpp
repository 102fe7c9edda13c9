// See client_recipe.hpp.

#include "apps/client_recipe.hpp"

#include <array>

#include "apps/shell_words.hpp"

namespace heloport::apps {
namespace {

constexpr std::string_view list_word = "rcpts";
constexpr std::string_view word_letters = "abcdefghijklmnopqrstuvwxyz.";

std::string joined(const std::vector<std::string>& parts, std::string_view between) {
  std::string text;
  for (const std::string& part : parts) {
    if (!text.empty()) text += between;
    text += part;
  }
  return text;
}

// `rest` is what stands behind `rcpts`: nothing, a comma, or `:WORD`.
std::optional<std::string> recipient_list(std::string_view rest, const RecipeValues& values) {
  if (rest == ",") return shell_quoted(joined(values.recipients, ","));
  if (!rest.empty() && rest.front() != ':') return std::nullopt;
  const std::string before = rest.empty() ? "" : std::string(rest.substr(1)) + " ";
  std::vector<std::string> words;
  for (const std::string& one : values.recipients) words.push_back(before + shell_quoted(one));
  return joined(words, " ");
}

struct ValueRow {
  std::string_view word;
  std::string RecipeValues::*value;
};
constexpr std::array value_rows{
    ValueRow{"host", &RecipeValues::host},
    ValueRow{"from", &RecipeValues::from},
    ValueRow{"message", &RecipeValues::message},
    ValueRow{"message.crlf", &RecipeValues::message_crlf},
    ValueRow{"ca", &RecipeValues::ca},
    ValueRow{"user", &RecipeValues::user},
    ValueRow{"password", &RecipeValues::password},
    ValueRow{"case", &RecipeValues::case_id},
};

std::optional<std::string> value_of(std::string_view word, const RecipeValues& values) {
  for (const ValueRow& row : value_rows) {
    if (row.word == word) return shell_quoted(values.*row.value);
  }
  if (word == "port") return std::to_string(values.port);
  if (word == "rcpt") return shell_quoted(values.recipients.front());
  if (word.starts_with(list_word)) return recipient_list(word.substr(list_word.size()), values);
  return std::nullopt;
}

}  // namespace

std::string filled(std::string_view command, const RecipeValues& values) {
  std::string text;
  while (!command.empty()) {
    const std::size_t open = command.find('{');
    text += command.substr(0, open);
    if (open == std::string_view::npos) break;
    command.remove_prefix(open);
    const std::size_t close = command.find('}');
    const auto value = close == std::string_view::npos
                           ? std::nullopt
                           : value_of(command.substr(1, close - 1), values);
    text += value ? *value : "{";
    command.remove_prefix(value ? close + 1 : 1);
  }
  return text;
}

std::optional<std::string> unknown_word(std::string_view command) {
  RecipeValues any;
  any.recipients = {"bob@example.net"};
  std::size_t open = command.find('{');
  for (; open != std::string_view::npos; open = command.find('{', open + 1)) {
    const std::size_t close = command.find_first_not_of(word_letters, open + 1);
    if (close == std::string_view::npos) return std::nullopt;
    const bool is_of_the_shell = open > 0 && command[open - 1] == '$';
    if (command[close] != '}' || close == open + 1 || is_of_the_shell) continue;
    const std::string_view word = command.substr(open + 1, close - open - 1);
    if (!value_of(word, any)) return std::string(word);
  }
  return std::nullopt;
}

std::vector<std::string> recipe_words() {
  std::vector<std::string> words{"port", "rcpt", std::string(list_word)};
  for (const ValueRow& row : value_rows) words.emplace_back(row.word);
  return words;
}

bool takes_recipients(std::string_view command) {
  return command.find("{" + std::string(list_word)) != std::string_view::npos;
}

}  // namespace heloport::apps
