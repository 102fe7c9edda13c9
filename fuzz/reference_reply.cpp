// See reference_reply.hpp.

#include "fuzz/reference_reply.hpp"

#include <algorithm>

#include "fuzz/scanner.hpp"

namespace heloport::fuzz {
namespace {

// What a text is made of: HTAB, SP, what ASCII prints, and anything beyond ASCII.
bool is_text(char c) {
  const auto octet = static_cast<unsigned char>(c);
  return octet == '\t' || (octet >= ' ' && octet != 0x7F);
}

// RFC 3463, 2: up to three digits, none in front that is a zero.
bool take_status_number(Scanner& scanner) {
  const std::string_view digits = scanner.take_while(is_digit, 3);
  return !digits.empty() && (digits.front() != '0' || digits.size() == 1);
}

// A status code in front of the text, of the class of the reply (RFC 2034, 4).
std::string_view enhanced_of(std::string_view text, char reply_class) {
  Scanner scanner(text);
  const bool there = reply_class != '3' && scanner.take(reply_class) && scanner.take('.') &&
                     take_status_number(scanner) && scanner.take('.') &&
                     take_status_number(scanner) && (scanner.at_end() || scanner.peek() == ' ');
  return there ? text.substr(0, text.size() - scanner.rest().size()) : std::string_view{};
}

bool is_letter_or_digit(char c) {
  return is_letter(c) || is_digit(c);
}

bool is_keyword_octet(char c) {
  return is_letter_or_digit(c) || c == '-';
}

}  // namespace

grammar::ReplyLine reference_reply_line(std::string_view line) {
  if (!line.ends_with("\r\n")) return {};
  line.remove_suffix(2);
  if (line.size() < 3 || line[0] < '2' || line[0] > '5') return {};
  if (!is_digit(line[1]) || !is_digit(line[2])) return {};
  grammar::ReplyLine reply;
  reply.code =
      static_cast<std::uint16_t>(100 * (line[0] - '0') + 10 * (line[1] - '0') + (line[2] - '0'));
  reply.last = true;
  if (line.size() > 3) {
    if (line[3] != ' ' && line[3] != '-') return {};
    reply.last = line[3] == ' ';
    reply.text = line.substr(4);
    reply.enhanced = enhanced_of(reply.text, line[0]);
  }
  reply.well_formed = std::all_of(reply.text.begin(), reply.text.end(), is_text);
  return reply.well_formed ? reply : grammar::ReplyLine{};
}

grammar::EhloLine reference_ehlo_line(std::string_view text) {
  while (text.ends_with(' ') || text.ends_with('\t')) text.remove_suffix(1);
  Scanner scanner(text);
  grammar::EhloLine line;
  if (!is_letter_or_digit(scanner.peek())) return {};
  line.keyword = scanner.take_while(is_keyword_octet);
  line.parameters = scanner.rest().substr(std::min<std::size_t>(1, scanner.rest().size()));
  while (!scanner.at_end()) {
    if (!scanner.take(' ') || scanner.take_while(is_visible).empty()) return {};
  }
  return line;
}

}  // namespace heloport::fuzz
