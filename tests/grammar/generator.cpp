// See generator.hpp.

#include "tests/grammar/generator.hpp"

#include <array>

namespace heloport::test {
namespace {

using namespace std::string_view_literals;

constexpr std::string_view alnum = "abcxyzABCXYZ0123456789";
constexpr std::string_view atext = "abcXYZ019!#$%&'*+-/=?^_`{|}~";
constexpr std::string_view qtext = "ab Z09 .,:;<>@[]()!#$%&'*+-/=?^_`{|}~";
constexpr std::string_view hex = "0123456789abcdefABCDEF";
constexpr std::string_view base64_octets = "ABCXYZabcxyz0189+/";

// What breaks parsers, or mends what is broken.
constexpr std::array hostile_tokens{" "sv,
                                    "  "sv,
                                    "\t"sv,
                                    "\r"sv,
                                    "\n"sv,
                                    "\r\n"sv,
                                    "\0"sv,
                                    "\x07"sv,
                                    "\x1B"sv,
                                    "<"sv,
                                    ">"sv,
                                    "<>"sv,
                                    "@"sv,
                                    ":"sv,
                                    "."sv,
                                    ".."sv,
                                    "-"sv,
                                    ","sv,
                                    "\""sv,
                                    "\\"sv,
                                    "["sv,
                                    "]"sv,
                                    "="sv,
                                    "IPv6:"sv,
                                    "::"sv,
                                    "255"sv,
                                    "256"sv,
                                    "\x7F"sv,
                                    "\x80"sv,
                                    "\xC3\xA9"sv,
                                    "\xC0"sv,
                                    "\xC1\x81"sv,
                                    "\xED\xA0\x80"sv,
                                    "\xF4\x90\x80\x80"sv,
                                    "\xE2\x82"sv,
                                    "SMTPUTF8"sv,
                                    "FROM:"sv,
                                    "TO:"sv,
                                    "EMAIL:"sv,
                                    "EMAILS:"sv,
                                    "Postmaster"sv,
                                    "LAST"sv,
                                    "1.2.3.4"sv,
                                    "\xE0\x9F\xBF"sv,
                                    "\xF0\x8F\xBF\xBF"sv,
                                    "\xF5\x80\x80\x80"sv,
                                    "(c)"sv,
                                    "0"sv,
                                    "a"sv};

constexpr std::array verbs{"EHLO"sv,    "HELO"sv,    "LHLO"sv, "MAIL"sv,  "RCPT"sv,  "DATA"sv,
                           "BDAT"sv,    "RSET"sv,    "VRFY"sv, "EXPN"sv,  "HELP"sv,  "NOOP"sv,
                           "QUIT"sv,    "AUTH"sv,    "ETRN"sv, "SEND"sv,  "SOML"sv,  "SAML"sv,
                           "TURN"sv,    "LIST"sv,    "READ"sv, "XLIST"sv, "XREAD"sv, "STARTTLS"sv,
                           "XCLIENT"sv, "XFORWARD"sv};

}  // namespace

std::string Generator::line() {
  std::string text;
  if (one_in(12)) {
    text = noise();
  } else {
    text = sentence();
    if (one_in(8)) text += octet_of(" \t");
    if (one_in(2)) text = mutated(std::move(text));
  }
  if (!one_in(100)) text += "\r\n";
  return text;
}

std::string Generator::address() {
  if (one_in(20)) return noise();
  std::string text = one_in(4) ? host() : user();
  return one_in(2) ? mutated(std::move(text)) : text;
}

std::size_t Generator::below(std::size_t bound) {
  return random_() % bound;
}

// Envelopes are most of what there is to get wrong, so they are every second sentence.
std::string Generator::sentence() {
  const std::string verb = any_case(one_in(2) ? verbs[3 + below(2)] : verbs[below(verbs.size())]);
  switch (verb[0] & ~0x20) {
    case 'M':
      return verb + " " + envelope("FROM:");
    case 'D':
    case 'Q':
    case 'T':
      return verb;
    case 'V':
      return verb + " " + words();
    case 'N':
      return one_in(2) ? verb : verb + " " + words();
    case 'B':
      return verb + " " + word_of("0123456789", 22) + (one_in(2) ? any_case(" LAST") : "");
    case 'E':
      if ((verb[1] & ~0x20) == 'T') return verb + " " + (one_in(2) ? "@" : "") + domain();
      if ((verb[1] & ~0x20) == 'X') return verb + " " + words();
      return verb + " " + host();
    case 'H':
      if ((verb[3] & ~0x20) == 'P') return one_in(2) ? verb : verb + " " + words();
      return verb + " " + host();
    case 'L':
      if ((verb[1] & ~0x20) == 'H') return verb + " " + host();
      return verb + " " + any_case("EMAILS: ") + user();
    case 'R':
      if ((verb[1] & ~0x20) == 'C') return verb + " " + envelope("TO:");
      if ((verb[1] & ~0x20) == 'S') return verb;
      return verb + " " + any_case("EMAIL: ") + user() + ":" + (one_in(2) ? " " : "") + words();
    case 'X':
      return verb + " " + user() + (verb.size() == 5 && one_in(2) ? " " + words() : "");
    case 'A':
      return verb + " " + word_of("ABCXYZ019-_", 21) + (one_in(2) ? " " + base64() : "");
    default:  // S
      if (verb.size() == 8) return verb;
      return verb + " " + any_case("FROM:") + path_or_bare();
  }
}

std::string Generator::envelope(std::string_view keyword) {
  return any_case(keyword) + path_or_bare() + parameters();
}

std::string Generator::path_or_bare() {
  if (one_in(10)) return "<>";
  if (one_in(15)) return "<" + any_case("Postmaster") + ">";
  const std::string space = one_in(6) ? " " : "";
  return space + (one_in(6) ? mailbox() : path());
}

std::string Generator::path() {
  std::string route;
  if (one_in(6)) {
    route = "@" + domain();
    while (one_in(2)) route += ",@" + domain();
    route += ":";
  }
  return "<" + route + mailbox() + ">";
}

std::string Generator::user() {
  return one_in(2) ? mailbox() : "<" + mailbox() + ">";
}

std::string Generator::parameters() {
  std::string text;
  while (one_in(2)) {
    text += " " + word_of(alnum, 3) + word_of("ABYZ-09", 8);
    if (one_in(2)) text += "=" + word_of("ab09;:,+-<>@", 9) + (one_in(6) ? utf8() : "");
  }
  return text;
}

std::string Generator::host() {
  if (one_in(3)) return literal() + (one_in(5) ? " " + words() : "");
  return domain();
}

std::string Generator::mailbox() {
  return local_part() + "@" + (one_in(4) ? literal() : domain());
}

std::string Generator::local_part() {
  if (one_in(4)) return quoted_string();
  std::string text = word_of(atext, 6);
  while (one_in(3)) text += "." + word_of(atext, 6);
  if (one_in(12)) text += utf8();
  return text;
}

std::string Generator::quoted_string() {
  std::string text = "\"";
  while (!one_in(5)) {
    if (one_in(5)) {
      text += '\\';
      text += static_cast<char>(32 + below(95));
    } else if (one_in(12)) {
      text += utf8();
    } else {
      text += octet_of(qtext);
    }
  }
  return text + "\"";
}

std::string Generator::domain() {
  std::string text;
  do {
    if (!text.empty()) text += '.';
    text += octet_of(alnum);
    if (one_in(3)) text += word_of("ab09-", 6) + octet_of(alnum);
    if (one_in(20)) text += utf8();
  } while (!one_in(2));
  return text;
}

std::string Generator::literal() {
  return "[" + (one_in(2) ? ipv4() : any_case("IPv6:") + ipv6()) + "]";
}

std::string Generator::ipv4() {
  std::string text;
  for (int i = 0; i < 4; ++i) {
    std::string number = std::to_string(below(one_in(8) ? 300 : 256));
    while (number.size() < 3 && one_in(5)) number.insert(0, "0");
    text += (i == 0 ? "" : ".") + number;
  }
  return text;
}

// Full half of the time, else with "::"; the counts sometimes miss by one.
std::string Generator::ipv6() {
  const bool ends_in_ipv4 = one_in(3);
  const std::size_t groups = (ends_in_ipv4 ? 6 : 8) + (one_in(10) ? 1 : 0) - (one_in(10) ? 1 : 0);
  if (one_in(2)) {
    return ipv6_groups(groups) + (ends_in_ipv4 ? ":" + ipv4() : "");
  }
  const std::size_t before = below(groups);
  const std::size_t after = below(groups - before);
  std::string text = ipv6_groups(before) + "::" + ipv6_groups(after);
  if (ends_in_ipv4) text += (after == 0 ? "" : ":") + ipv4();
  return text;
}

std::string Generator::ipv6_groups(std::size_t count) {
  std::string text;
  for (std::size_t i = 0; i < count; ++i) text += (i == 0 ? "" : ":") + word_of(hex, 4);
  return text;
}

std::string Generator::words() {
  std::string text = word_of(atext, 8);
  while (one_in(2)) text += " " + (one_in(6) ? utf8() : word_of(qtext, 5)) + word_of(alnum, 2);
  if (one_in(5)) text += any_case(" SMTPUTF8");
  return text;
}

std::string Generator::base64() {
  if (one_in(5)) return "=";
  std::string text;
  while (!one_in(3)) {
    for (int i = 0; i < 4; ++i) text += octet_of(base64_octets);
  }
  if (one_in(2)) text += std::string("AA") + (one_in(2) ? "==" : "A=");
  return text.empty() ? "AAAA" : text;
}

std::string Generator::word_of(std::string_view alphabet, std::size_t octets_max) {
  std::string text;
  for (std::size_t octets = 1 + below(octets_max); octets > 0; --octets) text += octet_of(alphabet);
  return text;
}

std::string Generator::utf8() {
  static constexpr std::array characters{
      "\xC3\xA9"sv,         "\xDF\xBF"sv,         "\xE0\xA0\x80"sv,
      "\xE2\x82\xAC"sv,     "\xED\x9F\xBF"sv,     "\xEE\x80\x80"sv,
      "\xF0\x90\x80\x80"sv, "\xF0\x9F\x93\xA7"sv, "\xF4\x8F\xBF\xBF"sv};
  return std::string(characters[below(characters.size())]);
}

std::string Generator::any_case(std::string_view word) {
  std::string text(word);
  if (one_in(2)) return text;
  for (char& c : text) {
    const bool letter = (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
    if (letter && one_in(2)) c = static_cast<char>(c ^ 0x20);
  }
  return text;
}

std::string Generator::mutated(std::string text) {
  for (std::size_t changes = 1 + below(2); changes > 0 && !text.empty(); --changes) {
    const std::size_t at = below(text.size());
    switch (below(6)) {
      case 0:
        text.erase(at, 1);
        break;
      case 1:
        text.insert(at, hostile_token());
        break;
      case 2:
        text.replace(at, 1, hostile_token());
        break;
      case 3:
        text[at] = static_cast<char>(below(256));
        break;
      case 4:
        text.insert(at, text.substr(at, 1 + below(4)));
        break;
      default:
        text[at] = static_cast<char>(text[at] ^ 0x20);
        break;
    }
  }
  return text;
}

std::string Generator::noise() {
  std::string text;
  if (one_in(2)) text = std::string(verbs[below(verbs.size())]) + " ";
  for (std::size_t pieces = below(12); pieces > 0; --pieces) {
    if (one_in(2)) {
      text += hostile_token();
    } else {
      text += static_cast<char>(one_in(2) ? below(256) : 33 + below(94));
    }
  }
  return text;
}

std::string_view Generator::hostile_token() {
  return hostile_tokens[below(hostile_tokens.size())];
}

}  // namespace heloport::test
