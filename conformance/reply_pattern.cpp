// See reply_pattern.hpp.

#include "conformance/reply_pattern.hpp"

#include "conformance/words.hpp"

namespace heloport::conformance {
namespace {

constexpr std::string_view ellipsis = " ...";
constexpr std::size_t code_octets = 3;

bool between(char c, char low, char high) {
  return c >= low && c <= high;
}

// "250", "5yz": three places, each a digit of RFC 5321, 4.2 or its placeholder.
bool is_code_pattern(std::string_view text) {
  return text.size() == code_octets && between(text[0], '2', '5') &&
         (between(text[1], '0', '5') || text[1] == 'y') &&
         (between(text[2], '0', '9') || text[2] == 'z');
}

bool fits(std::string_view pattern, std::string_view code) {
  return code.size() == code_octets && pattern[0] == code[0] &&
         (pattern[1] == 'y' ? between(code[1], '0', '5') : pattern[1] == code[1]) &&
         (pattern[2] == 'z' ? between(code[2], '0', '9') : pattern[2] == code[2]);
}

std::string_view take_alternative(std::string_view& codes) {
  const std::string_view code = codes.substr(0, codes.find('|'));
  codes.remove_prefix(code.size() == codes.size() ? code.size() : code.size() + 1);
  return code;
}

bool are_code_patterns(std::string_view codes) {
  while (!codes.empty()) {
    if (!is_code_pattern(take_alternative(codes))) return false;
  }
  return true;
}

bool fits_one(std::string_view codes, std::string_view code) {
  while (!codes.empty()) {
    if (fits(take_alternative(codes), code)) return true;
  }
  return false;
}

bool is_digits(std::string_view text) {
  return text.find_first_not_of("0123456789") == std::string_view::npos;
}

bool is_whole_reply(std::string_view text) {
  const std::string_view codes = take_word(text);
  return are_code_patterns(codes) && (text.empty() || text == ellipsis.substr(1));
}

constexpr PatternMatch differs{PatternMatch::Kind::differs, 0};
constexpr PatternMatch unfinished{PatternMatch::Kind::unfinished, 0};

/// The octets of the first line, CRLF included; 0 when it has not ended.
std::size_t line_octets(std::string_view octets) {
  const std::size_t end = octets.find("\r\n");
  return end == std::string_view::npos ? 0 : end + 2;
}

PatternMatch match_whole_reply(std::string_view codes, std::string_view octets) {
  const std::string_view code = octets.substr(0, code_octets);
  if (code.size() == code_octets && !(is_digits(code) && fits_one(codes, code))) return differs;
  std::size_t matched = 0;
  while (true) {
    const std::string_view rest = octets.substr(matched);
    const std::size_t line = line_octets(rest);
    if (line == 0) return unfinished;
    if (line < code_octets + 2 || !rest.starts_with(code)) return differs;
    matched += line;
    const char separator = rest[code_octets];
    if (separator == ' ' || line == code_octets + 2) return {PatternMatch::Kind::fits, matched};
    if (separator != '-') return differs;
  }
}

}  // namespace

PatternForm pattern_form(std::string_view text) {
  std::string_view rest = text;
  const std::string_view codes = take_word(rest);
  const bool literal_code = codes.size() >= code_octets && is_digits(codes.substr(0, code_octets));
  const bool ends_open = text.ends_with(ellipsis);
  const bool has_placeholder =
      are_code_patterns(codes) && codes.find_first_of("yz|") != std::string_view::npos;
  if (has_placeholder) return is_whole_reply(text) ? PatternForm::pattern : PatternForm::malformed;
  if (!ends_open) return PatternForm::none;
  return literal_code ? PatternForm::pattern : PatternForm::malformed;
}

PatternMatch match_pattern(std::string_view pattern, std::string_view octets) {
  if (is_whole_reply(pattern)) {
    return match_whole_reply(pattern.substr(0, pattern.find(' ')), octets);
  }
  const std::string_view beginning = pattern.substr(0, pattern.size() - ellipsis.size());
  if (!octets.starts_with(beginning)) return beginning.starts_with(octets) ? unfinished : differs;
  const std::size_t line = line_octets(octets);
  return line == 0 ? unfinished : PatternMatch{PatternMatch::Kind::fits, line};
}

}  // namespace heloport::conformance
