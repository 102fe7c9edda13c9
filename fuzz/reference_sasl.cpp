// See reference_sasl.hpp.

#include "fuzz/reference_sasl.hpp"

#include "fuzz/scanner.hpp"

namespace heloport::fuzz {
namespace {

bool is_base64_octet(char c) {
  return is_letter(c) || is_digit(c) || c == '+' || c == '/';
}

unsigned value_of(char c) {
  if (c >= 'A' && c <= 'Z') return static_cast<unsigned>(c - 'A');
  if (c >= 'a' && c <= 'z') return static_cast<unsigned>(c - 'a') + 26;
  if (is_digit(c)) return static_cast<unsigned>(c - '0') + 52;
  return c == '+' ? 62 : 63;
}

// base64 of RFC 5802, 7: one group of four at least, and unused bits are not looked at.
bool take_base64(Scanner& scanner) {
  const std::size_t octets = scanner.take_while(is_base64_octet).size();
  const std::size_t padding = scanner.take_while([](char c) { return c == '='; }, 2).size();
  return octets > 0 && (octets + padding) % 4 == 0 && octets % 4 != 1;
}

// value-safe-char; with `equals`, value-char.
bool take_value_character(Scanner& scanner, bool equals) {
  if (scanner.take_beyond_ascii()) return true;
  const char c = scanner.peek();
  if (c <= '\0' || c == ',' || (c == '=' && !equals)) return false;
  return scanner.take(c);
}

bool take_value(Scanner& scanner) {
  if (!take_value_character(scanner, true)) return false;
  while (take_value_character(scanner, true)) {
  }
  return true;
}

bool take_saslname(Scanner& scanner) {
  const auto one = [&] {
    return scanner.take_text("=2C") || scanner.take_text("=3D") ||
           take_value_character(scanner, false);
  };
  if (!one()) return false;
  while (one()) {
  }
  return true;
}

// "," attr-val, any number of times.
bool take_extensions(Scanner& scanner) {
  while (scanner.take(',')) {
    if (scanner.take_while(is_letter, 1).empty() || !scanner.take('=') || !take_value(scanner)) {
      return false;
    }
  }
  return true;
}

/// A part that begins with a mark, such as `r=`: what follows, or nothing when it is not there.
template <class Take>
std::optional<std::string_view> part(Scanner& scanner, std::string_view mark, Take take) {
  Scanner ahead = scanner;
  if (!ahead.take_text(mark)) return std::nullopt;
  const std::string_view begin = ahead.rest();
  if (!take(ahead)) return std::nullopt;
  scanner = ahead;
  return begin.substr(0, begin.size() - ahead.rest().size());
}

bool take_nonce(Scanner& scanner) {
  return !scanner.take_while([](char c) { return is_visible(c) && c != ','; }).empty();
}

bool take_count(Scanner& scanner) {
  const std::string_view digits = scanner.take_while(is_digit);
  return !digits.empty() && digits.front() != '0';
}

// ["m=" value ","]
bool take_demand(Scanner& scanner) {
  Scanner ahead = scanner;
  if (!part(ahead, "m=", take_value) || !ahead.take(',')) return false;
  scanner = ahead;
  return true;
}

bool take_flag(Scanner& scanner, grammar::ScramClientFirst& first) {
  const auto is_name_octet = [](char c) {
    return is_letter(c) || is_digit(c) || c == '.' || c == '-';
  };
  if (scanner.take_text("p=")) {
    first.flag = 'p';
    first.binding = scanner.take_while(is_name_octet);
    return !first.binding.empty();
  }
  first.flag = scanner.peek();
  return scanner.take('n') || scanner.take('y');
}

// Digits in 64 bits; 0 when they do not fit.
std::uint64_t number(std::string_view digits) {
  std::uint64_t value = 0;
  for (const char digit : digits) {
    const auto unit = static_cast<std::uint64_t>(digit - '0');
    if (value > (~std::uint64_t{0} - unit) / 10) return 0;
    value = value * 10 + unit;
  }
  return value;
}

}  // namespace

bool reference_base64(std::string_view text, std::string& octets) {
  octets.clear();
  if (text.size() % 4 != 0) return false;
  std::size_t padding = 0;
  while (padding < 2 && text.ends_with('=')) {
    text.remove_suffix(1);
    ++padding;
  }
  unsigned bits = 0;
  unsigned waiting = 0;  // bits that no octet was made of yet
  for (const char c : text) {
    if (!is_base64_octet(c)) return false;
    bits = (bits << 6 | value_of(c)) & 0xFFFF;
    waiting += 6;
    if (waiting < 8) continue;
    waiting -= 8;
    octets += static_cast<char>(bits >> waiting & 0xFF);
  }
  return (bits & ((1u << waiting) - 1)) == 0;
}

std::optional<grammar::ScramClientFirst> reference_client_first(std::string_view text) {
  Scanner scanner(text);
  grammar::ScramClientFirst first;
  if (!take_flag(scanner, first) || !scanner.take(',')) return std::nullopt;
  first.authzid = part(scanner, "a=", take_saslname).value_or(std::string_view{});
  if (!scanner.take(',')) return std::nullopt;
  first.extension_demanded = take_demand(scanner);
  const auto username = part(scanner, "n=", take_saslname);
  if (!username || !scanner.take(',')) return std::nullopt;
  const auto nonce = part(scanner, "r=", take_nonce);
  if (!nonce || !take_extensions(scanner) || !scanner.at_end()) return std::nullopt;
  first.username = *username;
  first.nonce = *nonce;
  return first;
}

std::optional<grammar::ScramServerFirst> reference_server_first(std::string_view text) {
  Scanner scanner(text);
  grammar::ScramServerFirst first;
  first.extension_demanded = take_demand(scanner);
  const auto nonce = part(scanner, "r=", take_nonce);
  if (!nonce || !scanner.take(',')) return std::nullopt;
  const auto salt = part(scanner, "s=", take_base64);
  if (!salt || !scanner.take(',')) return std::nullopt;
  const auto count = part(scanner, "i=", take_count);
  if (!count || !take_extensions(scanner) || !scanner.at_end()) return std::nullopt;
  first.nonce = *nonce;
  first.salt = *salt;
  first.iterations = number(*count);
  return first;
}

// The proof is the last part; an extension before it may look like one.
bool reference_client_final(std::string_view text) {
  Scanner scanner(text);
  if (!part(scanner, "c=", take_base64) || !scanner.take(',')) return false;
  if (!part(scanner, "r=", take_nonce)) return false;
  const std::string_view rest = scanner.rest();
  const std::size_t last = rest.rfind(',');
  if (last == std::string_view::npos) return false;
  Scanner extensions(rest.substr(0, last));
  Scanner proof(rest.substr(last + 1));
  return take_extensions(extensions) && extensions.at_end() && part(proof, "p=", take_base64) &&
         proof.at_end();
}

grammar::ScramServerFinal reference_server_final(std::string_view text) {
  using Final = grammar::ScramServerFinal;
  Scanner scanner(text);
  const bool error = part(scanner, "e=", take_value).has_value();
  const bool verifier = !error && part(scanner, "v=", take_base64).has_value();
  if (!error && !verifier) return Final::none;
  if (!take_extensions(scanner) || !scanner.at_end()) return Final::none;
  return error ? Final::error : Final::verifier;
}

}  // namespace heloport::fuzz
