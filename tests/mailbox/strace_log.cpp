// The lines of an strace log.

#include "tests/mailbox/strace_log.hpp"

#include <algorithm>
#include <cctype>
#include <cstdlib>

namespace heloport::mailbox {

namespace {

constexpr std::string_view unfinished_mark = " <unfinished ...>";
constexpr std::string_view resumed_mark = " resumed>";

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}
bool is_word(char c) {
  return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_';
}

// Takes "1234 " or "[pid  1234] " from the front; empty when there is neither.
std::string take_thread(std::string_view& text) {
  std::string_view rest = text;
  if (rest.starts_with("[pid")) rest.remove_prefix(4);
  rest.remove_prefix(std::min(rest.find_first_not_of(' '), rest.size()));
  const auto digits =
      static_cast<std::size_t>(std::find_if_not(rest.begin(), rest.end(), is_digit) - rest.begin());
  const std::string thread(rest.substr(0, digits));
  rest.remove_prefix(digits);
  if (thread.empty() || rest.empty() || (rest.front() != ' ' && rest.front() != ']')) return {};
  rest.remove_prefix(std::min(rest.find_first_not_of(" ]"), rest.size()));
  text = rest;
  return thread;
}

// Splits at the commas that stand outside of quotes and brackets.
std::vector<std::string> split_arguments(std::string_view text) {
  std::vector<std::string> arguments;
  std::string current;
  int depth = 0;
  bool quoted = false;
  for (std::size_t at = 0; at < text.size(); ++at) {
    const char c = text[at];
    if (quoted && c == '\\' && at + 1 < text.size()) {
      current += c;
      current += text[++at];
      continue;
    }
    if (c == '"') quoted = !quoted;
    if (!quoted && (c == '{' || c == '[' || c == '(')) ++depth;
    if (!quoted && (c == '}' || c == ']' || c == ')')) --depth;
    if (!quoted && depth == 0 && c == ',') {
      arguments.push_back(current);
      current.clear();
      continue;
    }
    if (!(c == ' ' && current.empty())) current += c;
  }
  if (!current.empty()) arguments.push_back(current);
  return arguments;
}

// "name(arguments) = result", the latter part missing in a call that only begins.
std::optional<TracedCall> parse_call(std::string_view text) {
  const auto open = text.find('(');
  if (open == text.npos || open == 0) return std::nullopt;
  const std::string_view name = text.substr(0, open);
  if (!std::all_of(name.begin(), name.end(), is_word)) return std::nullopt;
  std::string_view rest = text.substr(open + 1);
  TracedCall call;
  call.name = name;
  // The last one: a string among the arguments may hold the same characters.
  const auto equals = rest.rfind(" = ");
  const auto close = equals == rest.npos ? rest.npos : rest.rfind(')', equals);
  if (close != rest.npos) {
    call.result = std::strtol(std::string(rest.substr(equals + 3)).c_str(), nullptr, 10);
    rest = rest.substr(0, close);
  }
  call.arguments = split_arguments(rest);
  return call;
}

}  // namespace

std::string TracedCall::text(std::size_t argument) const {
  if (argument >= arguments.size()) return {};
  const std::string& written = arguments[argument];
  const auto begin = written.find('"');
  const auto end = written.rfind('"');
  return begin == end ? std::string() : written.substr(begin + 1, end - begin - 1);
}

std::optional<long> TracedCall::number(std::size_t argument) const {
  if (argument >= arguments.size() || arguments[argument].empty()) return std::nullopt;
  if (!is_digit(arguments[argument].front())) return std::nullopt;
  return std::strtol(arguments[argument].c_str(), nullptr, 10);
}

std::optional<TracedLine> StraceLog::next() {
  for (std::string text; std::getline(stream_, text);) {
    ++line_;
    if (auto parsed = parse(text)) return parsed;
  }
  return std::nullopt;
}

std::optional<TracedLine> StraceLog::parse(std::string_view text) {
  const std::string thread = take_thread(text);
  TracedLine result;
  result.line = line_;
  if (text.starts_with("<... ")) {
    const auto mark = text.find(resumed_mark);
    const auto begun = unfinished_.find(thread);
    if (mark == text.npos || begun == unfinished_.end()) return std::nullopt;
    const std::string whole =
        begun->second.text + std::string(text.substr(mark + resumed_mark.size()));
    result.ended = parse_call(whole);
    if (result.ended) result.ended->begin_line = begun->second.line;
    unfinished_.erase(begun);
    return result.ended ? std::optional(result) : std::nullopt;
  }
  const bool unfinished = text.ends_with(unfinished_mark);
  if (unfinished) {
    text.remove_suffix(unfinished_mark.size());
    unfinished_[thread] = {std::string(text), line_};
  }
  auto call = parse_call(text);
  if (!call) return std::nullopt;
  call->begin_line = line_;
  result.begun = call;
  if (!unfinished) result.ended = call;
  return result;
}

}  // namespace heloport::mailbox
