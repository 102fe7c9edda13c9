// See client_pattern.hpp.

#include "conformance/client_pattern.hpp"

#include <algorithm>
#include <array>
#include <optional>

#include "conformance/words.hpp"
#include "grammar/base64.hpp"
#include "grammar/parameters.hpp"
#include "grammar/transcript.hpp"

namespace heloport::conformance {
namespace {

constexpr std::size_t repeats_max = 10'000'000;  // a case that wants more than 10 MB is a mistake

std::string in_base64(std::string_view octets) {
  std::string room(grammar::encoded_octets(octets.size()), '\0');
  return std::string(grammar::encode_base64(octets, room));
}

std::string recipient(const CaseWords& words, std::size_t index) {
  return index < words.recipients.size() ? words.recipients[index] : std::string();
}

// `x*500`.
std::optional<std::string> repeated(std::string_view word) {
  const std::size_t star = word.rfind('*');
  if (star == std::string_view::npos || star == 0) return std::nullopt;
  const auto times = number(word.substr(star + 1));
  if (!times || *times > repeats_max) return std::nullopt;
  std::string text;
  text.reserve(star * *times);
  for (std::size_t i = 0; i < *times; ++i) text += word.substr(0, star);
  return text;
}

std::optional<std::string> value_of(std::string_view word, const CaseWords& words) {
  if (word == "from") return words.from;
  if (word == "rcpt") return recipient(words, 0);
  if (word == "rcpt2") return recipient(words, 1);
  if (word == "user") return words.user;
  if (word == "password") return words.password;
  if (word == "nonce") return words.nonce;
  constexpr std::string_view base64 = "base64:";
  if (word.starts_with(base64)) {
    const std::string text = replace_words(word.substr(base64.size()), words);
    return in_base64(grammar::unescape(text).value_or(text));
  }
  return repeated(word);
}

// The end of the word that begins at `text[0]`, a brace: words may stand in words.
std::size_t end_of_word(std::string_view text) {
  std::size_t depth = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '{') ++depth;
    if (text[i] == '}' && --depth == 0) return i;
  }
  return std::string_view::npos;
}

bool equal_letters(char a, char b, bool exact) {
  return exact ? a == b : grammar::equal_ignoring_case({&a, 1}, {&b, 1});
}

/// `*` is any text; the local part of a path is compared letter for letter.
bool glob(std::string_view pattern, std::string_view text, bool exact = false) {
  while (!pattern.empty() && pattern.front() != '*') {
    if (text.empty() || !equal_letters(pattern.front(), text.front(), exact)) return false;
    if (pattern.front() == '<') exact = true;
    if (pattern.front() == '@' || pattern.front() == '>') exact = false;
    pattern.remove_prefix(1);
    text.remove_prefix(1);
  }
  if (pattern.empty()) return text.empty();
  pattern.remove_prefix(1);
  for (std::size_t skipped = 0; skipped <= text.size(); ++skipped) {
    if (glob(pattern, text.substr(skipped), exact)) return true;
  }
  return false;
}

bool fits_line(std::string_view alternative, const Said& said, const CaseWords& words) {
  if (said.kind != Said::Kind::command) return false;
  const std::string_view line = said.line();
  if (alternative.find_first_of(" *") == std::string_view::npos) {
    return grammar::equal_ignoring_case(alternative, line.substr(0, line.find(' ')));
  }
  return glob(replace_words(alternative, words), line);
}

struct KindRow {
  std::string_view name;
  bool (*fits)(const Said&);
};
constexpr std::array kind_rows{
    KindRow{"{content}",
            [](const Said& said) { return said.kind == Said::Kind::content || said.last_chunk; }},
    KindRow{"{response}",
            [](const Said& said) {
              return said.has_response || (said.kind == Said::Kind::response && said.line() != "*");
            }},
    KindRow{
        "{cancel}",
        [](const Said& said) { return said.kind == Said::Kind::response && said.line() == "*"; }},
    KindRow{"{close}", [](const Said& said) { return said.kind == Said::Kind::closed; }},
};

bool fits_one(std::string_view alternative, const Said& said, const CaseWords& words) {
  if (alternative == "{scram}") return fits_one("{response}", said, words) && !words.nonce.empty();
  for (const KindRow& row : kind_rows) {
    if (row.name == alternative) return row.fits(said);
  }
  return fits_line(alternative, said, words);
}

}  // namespace

std::string replace_words(std::string_view text, const CaseWords& words) {
  std::string out;
  while (!text.empty()) {
    const std::size_t open = text.find('{');
    out += text.substr(0, open);
    if (open == std::string_view::npos) break;
    text.remove_prefix(open);
    if (text.starts_with("{{")) {
      out += '{';
      text.remove_prefix(2);
      continue;
    }
    const std::size_t end = end_of_word(text);
    const auto value =
        end == std::string_view::npos ? std::nullopt : value_of(text.substr(1, end - 1), words);
    out += value ? *value : "{";
    text.remove_prefix(value ? end + 1 : 1);
  }
  return out;
}

std::string_view Said::line() const {
  std::string_view text = octets;
  if (text.ends_with('\n')) text.remove_suffix(1);
  if (text.ends_with('\r')) text.remove_suffix(1);
  return text;
}

bool fits(std::string_view pattern, const Said& said, const CaseWords& words) {
  while (!pattern.empty()) {
    const std::string_view alternative = pattern.substr(0, pattern.find('|'));
    if (fits_one(alternative, said, words)) return true;
    pattern.remove_prefix(std::min(alternative.size() + 1, pattern.size()));
  }
  return false;
}

}  // namespace heloport::conformance
