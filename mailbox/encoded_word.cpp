// Encoded words: =?charset?B?base64?= and =?charset?Q?quoted?= (RFC 2047).

#include "mailbox/encoded_word.hpp"

#include <cstdint>
#include <optional>

#include "mailbox/charset.hpp"

namespace heloport::mailbox {

namespace {

std::optional<std::uint8_t> hex_digit(char digit) {
  if (digit >= '0' && digit <= '9') return static_cast<std::uint8_t>(digit - '0');
  if (digit >= 'A' && digit <= 'F') return static_cast<std::uint8_t>(digit - 'A' + 10);
  if (digit >= 'a' && digit <= 'f') return static_cast<std::uint8_t>(digit - 'a' + 10);
  return std::nullopt;
}

// RFC 2047, 4.2.
std::optional<std::string> from_q(std::string_view text) {
  std::string octets;
  for (std::size_t at = 0; at < text.size(); ++at) {
    if (text[at] == '_') {
      octets += ' ';
    } else if (text[at] == '=') {
      if (text.size() - at < 3) return std::nullopt;
      const auto high = hex_digit(text[at + 1]);
      const auto low = hex_digit(text[at + 2]);
      if (!high || !low) return std::nullopt;
      octets += static_cast<char>(*high * 16 + *low);
      at += 2;
    } else {
      octets += text[at];
    }
  }
  return octets;
}

std::optional<std::uint8_t> base64_digit(char digit) {
  if (digit >= 'A' && digit <= 'Z') return static_cast<std::uint8_t>(digit - 'A');
  if (digit >= 'a' && digit <= 'z') return static_cast<std::uint8_t>(digit - 'a' + 26);
  if (digit >= '0' && digit <= '9') return static_cast<std::uint8_t>(digit - '0' + 52);
  if (digit == '+') return std::uint8_t{62};
  if (digit == '/') return std::uint8_t{63};
  return std::nullopt;
}

// RFC 2047, 4.1. Missing padding is forgiven: the octets are clear without it.
std::optional<std::string> from_b(std::string_view text) {
  while (text.ends_with('=')) text.remove_suffix(1);
  std::string octets;
  std::uint32_t group = 0;
  unsigned bits = 0;
  for (const char character : text) {
    const auto digit = base64_digit(character);
    if (!digit) return std::nullopt;
    group = (group << 6) | *digit;
    bits += 6;
    if (bits < 8) continue;
    bits -= 8;
    octets += static_cast<char>((group >> bits) & 0xFF);
  }
  return octets;
}

struct EncodedWord {
  std::string_view charset;
  std::string octets;
};

std::optional<EncodedWord> encoded_word(std::string_view word) {
  if (!word.starts_with("=?") || !word.ends_with("?=") || word.size() < 8) return std::nullopt;
  word = word.substr(2, word.size() - 4);
  const auto first = word.find('?');
  if (first == word.npos) return std::nullopt;
  const auto second = word.find('?', first + 1);
  if (second != first + 2) return std::nullopt;
  const std::string_view text = word.substr(second + 1);
  if (text.find('?') != text.npos) return std::nullopt;
  std::optional<std::string> octets;
  if (word[first + 1] == 'B' || word[first + 1] == 'b') octets = from_b(text);
  if (word[first + 1] == 'Q' || word[first + 1] == 'q') octets = from_q(text);
  if (!octets) return std::nullopt;
  // What follows a star is a language (RFC 2231, 5).
  const std::string_view charset = word.substr(0, first);
  return EncodedWord{charset.substr(0, charset.find('*')), std::move(*octets)};
}

// Takes the white space, or the word, that `text` begins with.
std::string_view take(std::string_view& text, bool space) {
  const auto end = space ? text.find_first_not_of(" \t") : text.find_first_of(" \t");
  const std::string_view taken = text.substr(0, end);
  text.remove_prefix(taken.size());
  return taken;
}

// Encoded words that follow each other, in one character set: decoded together, because a
// character may be divided between them.
class Run {
 public:
  bool open() const { return !written_.empty(); }

  bool takes(const EncodedWord& word) const { return !open() || word.charset == charset_; }

  void add(EncodedWord word, std::string_view space, std::string_view written) {
    charset_ = word.charset;
    octets_ += word.octets;
    written_ += open() ? std::string(space) : std::string();
    written_ += written;
  }

  // What was said, or what was written where that cannot be told.
  std::string end() {
    std::string text = to_utf8(charset_, octets_).value_or(written_);
    *this = Run();
    return text;
  }

 private:
  std::string_view charset_;
  std::string octets_;
  std::string written_;
};

}  // namespace

std::string decoded_words(std::string_view text) {
  std::string result;
  Run run;
  while (!text.empty()) {
    const std::string_view space = take(text, true);
    const std::string_view word = take(text, false);
    auto encoded = encoded_word(word);
    if (encoded && run.takes(*encoded)) {
      if (!run.open()) result += space;
      run.add(std::move(*encoded), space, word);
      continue;
    }
    if (run.open()) result += run.end();
    // White space between two encoded words is not part of the text (RFC 2047, 6.2).
    if (encoded) {
      run.add(std::move(*encoded), {}, word);
    } else {
      result += space;
      result += word;
    }
  }
  if (run.open()) result += run.end();
  return result;
}

}  // namespace heloport::mailbox
