// See reference_reader.hpp.

#include "tests/grammar/reference_reader.hpp"

#include <cstdint>
#include <cstring>
#include <vector>

namespace heloport::reference {
namespace {

bool is_alpha(unsigned char c) {
  return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
}
bool is_digit(unsigned char c) {
  return c >= '0' && c <= '9';
}
bool is_alnum(unsigned char c) {
  return is_alpha(c) || is_digit(c);
}
bool is_printable(unsigned char c) {
  return c >= 32 && c <= 126;
}
unsigned char upper(unsigned char c) {
  return c >= 'a' && c <= 'z' ? static_cast<unsigned char>(c - 'a' + 'A') : c;
}

// RFC 5322, 3.2.3
bool is_atext(unsigned char c) {
  return is_alnum(c) || (c != 0 && std::strchr("!#$%&'*+-/=?^_`{|}~", c) != nullptr);
}

std::vector<std::string_view> split(std::string_view text, char separator) {
  std::vector<std::string_view> pieces;
  std::size_t begin = 0;
  while (true) {
    const std::size_t end = text.find(separator, begin);
    pieces.push_back(text.substr(begin, end - begin));
    if (end == std::string_view::npos) return pieces;
    begin = end + 1;
  }
}

// Snum 3("." Snum), each 1*3DIGIT of value 0 to 255.
bool is_ipv4(std::string_view text) {
  const std::vector<std::string_view> numbers = split(text, '.');
  if (numbers.size() != 4) return false;
  for (const std::string_view number : numbers) {
    if (number.empty() || number.size() > 3) return false;
    int value = 0;
    for (const char c : number) {
      if (!is_digit(static_cast<unsigned char>(c))) return false;
      value = value * 10 + (c - '0');
    }
    if (value > 255) return false;
  }
  return true;
}

bool is_group(std::string_view text) {
  if (text.empty() || text.size() > 4) return false;
  for (const char c : text) {
    const auto octet = static_cast<unsigned char>(c);
    if (!is_digit(octet) && (upper(octet) < 'A' || upper(octet) > 'F')) return false;
  }
  return true;
}

// How many groups of 16 bits `text` is; an IPv4 address at its end counts for two where it may
// stand. Negative when it is none.
int groups_in(std::string_view text, bool ipv4_may_end_it) {
  if (text.empty()) return 0;
  int groups = 0;
  const std::vector<std::string_view> pieces = split(text, ':');
  for (std::size_t i = 0; i < pieces.size(); ++i) {
    const bool last = i + 1 == pieces.size();
    if (last && ipv4_may_end_it && is_ipv4(pieces[i])) {
      groups += 2;
    } else if (is_group(pieces[i])) {
      groups += 1;
    } else {
      return -1;
    }
  }
  return groups;
}

// IPv6-full, IPv6-comp, IPv6v4-full, IPv6v4-comp. "::" is for at least one group (RFC 4291, 2.2).
bool is_ipv6(std::string_view text) {
  for (std::size_t i = 0; i + 1 < text.size(); ++i) {
    if (text.substr(i, 2) != "::") continue;
    const int before = groups_in(text.substr(0, i), false);
    const int after = groups_in(text.substr(i + 2), true);
    if (before >= 0 && after >= 0 && before + after <= 7) return true;
  }
  return !text.empty() && groups_in(text, true) == 8;
}

bool is_base64_octet(unsigned char c) {
  return is_alnum(c) || c == '+' || c == '/';
}

}  // namespace

bool Reader::take(char octet) {
  if (at_end() || text_[at_] != octet) return false;
  ++at_;
  return true;
}

bool Reader::word(std::string_view expected) {
  if (text_.size() - at_ < expected.size()) return false;
  for (std::size_t i = 0; i < expected.size(); ++i) {
    if (upper(static_cast<unsigned char>(text_[at_ + i])) !=
        static_cast<unsigned char>(expected[i])) {
      return false;
    }
  }
  at_ += expected.size();
  return true;
}

std::string Reader::letters_in_upper_case() {
  std::string letters;
  while (!at_end() && is_alpha(peek())) {
    letters.push_back(static_cast<char>(upper(peek())));
    ++at_;
  }
  return letters;
}

std::string_view Reader::text_up_to(const Reader& later) const {
  return text_.substr(at_, later.at_ - at_);
}

bool Reader::beyond_ascii_up_to(const Reader& later) const {
  for (std::size_t i = at_; i < later.at_; ++i) {
    if (static_cast<unsigned char>(text_[i]) > 127) return true;
  }
  return false;
}

// Dot-string / Quoted-string
std::optional<std::string_view> Reader::local_part() {
  const Reader begin = *this;
  if (!at_end() && peek() == '"') {
    if (!quoted_string()) return std::nullopt;
    return begin.text_up_to(*this);
  }
  do {
    if (!atom()) return std::nullopt;
  } while (take('.'));
  return begin.text_up_to(*this);
}

bool Reader::atom() {
  const std::size_t begin = at_;
  while (!at_end()) {
    if (is_atext(peek())) {
      ++at_;
    } else if (!utf8_non_ascii()) {
      break;
    }
  }
  return at_ > begin;
}

bool Reader::quoted_string() {
  if (!take('"')) return false;
  while (!at_end()) {
    if (take('"')) return true;
    if (take('\\')) {
      if (at_end() || !is_printable(peek())) return false;
      ++at_;
    } else if (is_printable(peek())) {
      ++at_;
    } else if (!utf8_non_ascii()) {
      return false;
    }
  }
  return false;
}

// sub-domain *("." sub-domain); a dot that no label follows is left where it is.
bool Reader::domain() {
  if (!sub_domain()) return false;
  while (true) {
    Reader ahead = *this;
    if (!ahead.take('.') || !ahead.sub_domain()) return true;
    *this = ahead;
  }
}

// Let-dig [Ldh-str]: as far as letters, digits and hyphens go, then back over final hyphens.
bool Reader::sub_domain() {
  const std::size_t begin = at_;
  while (!at_end()) {
    if (is_alnum(peek()) || peek() == '-') {
      ++at_;
    } else if (!utf8_non_ascii()) {
      break;
    }
  }
  while (at_ > begin && text_[at_ - 1] == '-') --at_;
  return at_ > begin && text_[begin] != '-';
}

// "[" ... "]"; no literal that we know holds a "]".
std::string_view Reader::literal() {
  if (!take('[')) return "";
  const std::size_t close = text_.find(']', at_);
  if (close == std::string_view::npos) return "";
  Reader inside(text_.substr(at_, close - at_));
  at_ = close + 1;
  if (is_ipv4(inside.text_)) return "ipv4";
  if (!inside.word("IPV6:")) return "";
  return is_ipv6(inside.text_.substr(inside.at_)) ? "ipv6" : "";
}

bool Reader::free_text() {
  if (!word_of_text()) return false;
  while (true) {
    Reader ahead = *this;
    if (!ahead.take(' ')) return true;
    while (ahead.take(' ')) {
    }
    if (!ahead.word_of_text()) return true;
    *this = ahead;
  }
}

bool Reader::word_of_text() {
  const std::size_t begin = at_;
  while (!at_end()) {
    if (is_printable(peek()) && peek() != ' ') {
      ++at_;
    } else if (!utf8_non_ascii()) {
      break;
    }
  }
  return at_ > begin;
}

// RFC 3629, 3, by its arithmetic: the code point is worked out, and must need as many octets as
// it has, be no surrogate and not lie beyond U+10FFFF.
bool Reader::utf8_non_ascii() {
  const unsigned char lead = peek();
  int tails = 0;
  std::uint32_t code = 0;
  if ((lead & 0xE0) == 0xC0) {
    tails = 1;
    code = lead & 0x1Fu;
  } else if ((lead & 0xF0) == 0xE0) {
    tails = 2;
    code = lead & 0x0Fu;
  } else if ((lead & 0xF8) == 0xF0) {
    tails = 3;
    code = lead & 0x07u;
  } else {
    return false;
  }
  if (text_.size() - at_ <= static_cast<std::size_t>(tails)) return false;
  for (int i = 1; i <= tails; ++i) {
    const auto tail = static_cast<unsigned char>(text_[at_ + static_cast<std::size_t>(i)]);
    if ((tail & 0xC0) != 0x80) return false;
    code = (code << 6) | (tail & 0x3Fu);
  }
  const int needed = code < 0x80 ? 0 : code < 0x800 ? 1 : code < 0x10000 ? 2 : 3;
  const bool surrogate = code >= 0xD800 && code <= 0xDFFF;
  if (needed != tails || surrogate || code > 0x10FFFF) return false;
  at_ += static_cast<std::size_t>(tails) + 1;
  return true;
}

std::string_view Reader::keyword() {
  const Reader begin = *this;
  if (at_end() || !is_alnum(peek())) return "";
  while (!at_end() && (is_alnum(peek()) || peek() == '-')) ++at_;
  return begin.text_up_to(*this);
}

std::string_view Reader::parameter_value() {
  const Reader begin = *this;
  while (!at_end()) {
    if (peek() > ' ' && peek() < 127 && peek() != '=') {
      ++at_;
    } else if (!utf8_non_ascii()) {
      break;
    }
  }
  return begin.text_up_to(*this);
}

// *(xchar / hexchar): printable but `=` and `+`, or `+` and two hexadecimal digits of upper case.
std::string_view Reader::xtext() {
  const auto is_hex = [](unsigned char c) { return is_digit(c) || (c >= 'A' && c <= 'F'); };
  const Reader begin = *this;
  while (!at_end() && peek() > ' ' && peek() < 127 && peek() != '=') {
    Reader ahead = *this;
    if (ahead.take('+')) {
      for (int i = 0; i < 2; ++i) {
        if (ahead.at_end() || !is_hex(ahead.peek())) return begin.text_up_to(*this);
        ++ahead.at_;
      }
    } else {
      ++ahead.at_;
    }
    *this = ahead;
  }
  return begin.text_up_to(*this);
}

std::string_view Reader::digits() {
  const Reader begin = *this;
  while (!at_end() && is_digit(peek())) ++at_;
  return begin.text_up_to(*this);
}

std::string_view Reader::mechanism() {
  const Reader begin = *this;
  while (!at_end() && (is_alnum(peek()) || peek() == '-' || peek() == '_')) ++at_;
  const std::string_view name = begin.text_up_to(*this);
  return name.size() <= 20 ? name : "";
}

// base64 / "=": whole quanta of four, "=" only as padding of the last.
std::string_view Reader::initial_response() {
  const Reader begin = *this;
  while (!at_end() && is_base64_octet(peek())) ++at_;
  const std::size_t octets = at_ - begin.at_;
  std::size_t padding = 0;
  while (take('=')) ++padding;
  const bool empty_response = octets == 0 && padding == 1;
  const bool quanta =
      octets > 0 && padding <= 2 && (octets + padding) % 4 == 0 && octets % 4 == (4 - padding) % 4;
  return empty_response || quanta ? begin.text_up_to(*this) : "";
}

}  // namespace heloport::reference
