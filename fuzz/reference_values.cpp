// See reference_values.hpp. One function a value, in the order of ValueOf.

#include "fuzz/reference_values.hpp"

#include "fuzz/scanner.hpp"

namespace heloport::fuzz {
namespace {

using grammar::ValueOf;

bool is_one_word_of(std::string_view value, std::initializer_list<std::string_view> words) {
  for (const std::string_view word : words) {
    Scanner scanner(value);
    if (scanner.take_word(word) && scanner.at_end()) return true;
  }
  return false;
}

// Digits with a value between two bounds; exactly `count` of them.
bool take_number(Scanner& scanner, std::size_t count, int least, int most) {
  int number = 0;
  const std::string_view digits = scanner.take_while(is_digit, count);
  for (const char digit : digits) number = 10 * number + (digit - '0');
  return digits.size() == count && number >= least && number <= most;
}

bool is_plain_xchar(char c) {
  return is_visible(c) && c != '+' && c != '=';
}

// xtext that stands for octets from `least` to `most` and holds one at least.
bool is_xtext_of(std::string_view text, int least, int most) {
  Scanner scanner(text);
  while (!scanner.at_end()) {
    if (!scanner.take('+')) {
      if (scanner.take_while(is_plain_xchar, 1).empty()) return false;
      continue;
    }
    const std::string_view digits = scanner.take_while(is_upper_hex, 2);
    if (digits.size() != 2) return false;
    int octet = 0;
    for (const char digit : digits)
      octet = octet * 16 + (is_digit(digit) ? digit - '0' : digit - 'A' + 10);
    if (octet < least || octet > most) return false;
  }
  return true;
}

bool is_printable_xtext(std::string_view text) {
  return !text.empty() && is_xtext_of(text, 0x20, 0x7E);
}

// RFC 1870, 4
bool is_size(std::string_view value) {
  Scanner scanner(value);
  return !scanner.take_while(is_digit, 20).empty() && scanner.at_end();
}

// RFC 3461, 4.1
bool is_notify(std::string_view value) {
  if (is_one_word_of(value, {"NEVER"})) return true;
  Scanner scanner(value);
  do {
    const bool known =
        scanner.take_word("SUCCESS") || scanner.take_word("FAILURE") || scanner.take_word("DELAY");
    if (!known) return false;
  } while (scanner.take(','));
  return scanner.at_end();
}

bool is_addr_type_octet(char c) {
  return is_letter(c) || is_digit(c) ||
         std::string_view("!#$%&'*+-/=?^_`{|}~").find(c) != std::string_view::npos;
}

// RFC 6533, 3: \x{HEX}, a code point that needs to be written so, in its shortest form.
bool take_embedded(Scanner& scanner) {
  if (!scanner.take_text("\\x{")) return false;
  const std::string_view digits = scanner.take_while(is_upper_hex, 7);
  if (digits.size() < 2 || digits.size() > 6 || !scanner.take('}')) return false;
  std::uint32_t point = 0;
  for (const char digit : digits) {
    point =
        point * 16 + static_cast<std::uint32_t>(is_digit(digit) ? digit - '0' : digit - 'A' + 10);
  }
  const bool is_short = digits.size() == 2 || digits.front() != '0';
  const bool in_unicode = point <= 0x10FFFF && (point < 0xD800 || point > 0xDFFF);
  const bool must_be =
      point < 0x21 || point > 0x7E || point == '+' || point == '=' || point == '\\';
  return is_short && in_unicode && must_be;
}

// RFC 6533, 3
bool is_utf8_address(std::string_view text) {
  Scanner scanner(text);
  if (scanner.at_end()) return false;
  while (!scanner.at_end()) {
    if (scanner.peek() == '\\') {
      if (!take_embedded(scanner)) return false;  // it may have taken some of it
    } else if (scanner.take_while(is_plain_xchar, 1).empty() && !scanner.take_beyond_ascii()) {
      return false;
    }
  }
  return true;
}

// RFC 3461, 4.2
bool is_orcpt(std::string_view value) {
  Scanner scanner(value);
  const std::string_view type = scanner.take_while(is_addr_type_octet);
  if (type.empty() || !scanner.take(';')) return false;
  return is_one_word_of(type, {"UTF-8"}) ? is_utf8_address(scanner.rest())
                                         : is_printable_xtext(scanner.rest());
}

// RFC 2852, 4
bool is_by(std::string_view value) {
  Scanner scanner(value);
  const bool negative = scanner.take('-');
  if (!negative) scanner.take('+');
  const std::string_view digits = scanner.take_while(is_digit, 9);
  if (digits.empty() || !scanner.take(';')) return false;
  const bool is_zero = digits.find_first_not_of('0') == std::string_view::npos;
  const bool may_return = !negative && !is_zero;
  if (!scanner.take_word("N") && !(may_return && scanner.take_word("R"))) return false;
  scanner.take_word("T");
  return scanner.at_end();
}

// RFC 4865, 4
bool is_hold_for(std::string_view value) {
  Scanner scanner(value);
  const std::string_view digits = scanner.take_while(is_digit, 9);
  return !digits.empty() && digits.front() != '0' && scanner.at_end();
}

// RFC 3339, 5.6, in UTC
bool is_hold_until(std::string_view value) {
  Scanner scanner(value);
  const bool date = take_number(scanner, 4, 0, 9999) && scanner.take('-') &&
                    take_number(scanner, 2, 1, 12) && scanner.take('-') &&
                    take_number(scanner, 2, 1, 31);
  const bool time = date && scanner.take_word("T") && take_number(scanner, 2, 0, 23) &&
                    scanner.take(':') && take_number(scanner, 2, 0, 59) && scanner.take(':') &&
                    take_number(scanner, 2, 0, 60);
  if (!time) return false;
  if (scanner.take('.') && scanner.take_while(is_digit).empty()) return false;
  return scanner.take_word("Z") && scanner.at_end();
}

// RFC 6710, 5
bool is_priority(std::string_view value) {
  Scanner scanner(value);
  if (scanner.take('0')) return scanner.at_end();
  scanner.take('-');
  return take_number(scanner, 1, 1, 9) && scanner.at_end();
}

}  // namespace

bool reference_xtext(std::string_view text) {
  return is_xtext_of(text, 0, 0xFF);
}

bool reference_value(ValueOf parameter, std::string_view value) {
  switch (parameter) {  // no default: a new value must be read here before this compiles
    case ValueOf::size:
      return is_size(value);
    case ValueOf::body:
      return is_one_word_of(value, {"7BIT", "8BITMIME", "BINARYMIME"});
    case ValueOf::ret:
      return is_one_word_of(value, {"FULL", "HDRS"});
    case ValueOf::envid:
      return is_printable_xtext(value);
    case ValueOf::notify:
      return is_notify(value);
    case ValueOf::orcpt:
      return is_orcpt(value);
    case ValueOf::auth:
      return false;
    case ValueOf::by:
      return is_by(value);
    case ValueOf::holdfor:
      return is_hold_for(value);
    case ValueOf::holduntil:
      return is_hold_until(value);
    case ValueOf::mt_priority:
      return is_priority(value);
  }
  return false;
}

}  // namespace heloport::fuzz
