#pragma once
// A place in a text, and what can be read from there: the words of the references in this folder.
// It shares nothing with grammar/; where that tabulates, this computes.

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace heloport::fuzz {

constexpr bool is_digit(char c) {
  return c >= '0' && c <= '9';
}
constexpr bool is_letter(char c) {
  const char lower = static_cast<char>(c | 0x20);
  return lower >= 'a' && lower <= 'z';
}
constexpr bool is_upper_hex(char c) {
  return is_digit(c) || (c >= 'A' && c <= 'F');
}
/// Of any octet but SP that ASCII prints.
constexpr bool is_visible(char c) {
  return c > ' ' && c < 0x7F;
}

/// Reads ahead when copied, and takes when assigned back.
class Scanner {
 public:
  explicit constexpr Scanner(std::string_view text) : rest_(text) {}

  constexpr bool at_end() const { return rest_.empty(); }
  constexpr std::string_view rest() const { return rest_; }
  constexpr char peek() const { return rest_.empty() ? '\0' : rest_.front(); }

  constexpr bool take(char octet) { return take_text({&octet, 1}); }
  constexpr bool take_text(std::string_view text) {
    if (!rest_.starts_with(text)) return false;
    rest_.remove_prefix(text.size());
    return true;
  }
  /// `upper` in any case.
  constexpr bool take_word(std::string_view upper) {
    if (rest_.size() < upper.size()) return false;
    for (std::size_t i = 0; i < upper.size(); ++i) {
      const char c = rest_[i];
      if (c != upper[i] && !(is_letter(c) && (c ^ 0x20) == upper[i])) return false;
    }
    rest_.remove_prefix(upper.size());
    return true;
  }
  /// As many as there are, at most `most`.
  template <class Predicate>
  constexpr std::string_view take_while(Predicate is_one, std::size_t most = ~std::size_t{0}) {
    std::size_t count = 0;
    while (count < rest_.size() && count < most && is_one(rest_[count])) ++count;
    const std::string_view taken = rest_.substr(0, count);
    rest_.remove_prefix(count);
    return taken;
  }
  /// One character of UTF-8 beyond ASCII (RFC 3629, 3), by its code point.
  constexpr bool take_beyond_ascii() {
    const auto at = [this](std::size_t i) {
      return static_cast<std::uint32_t>(static_cast<unsigned char>(rest_[i]));
    };
    if (rest_.empty() || at(0) < 0xC0) return false;
    const std::size_t octets = at(0) < 0xE0 ? 2 : at(0) < 0xF0 ? 3 : 4;
    if (at(0) >= 0xF8 || rest_.size() < octets) return false;
    std::uint32_t point = at(0) & (0x7Fu >> octets);
    for (std::size_t i = 1; i < octets; ++i) {
      if ((at(i) & 0xC0) != 0x80) return false;
      point = point << 6 | (at(i) & 0x3F);
    }
    const std::uint32_t least = octets == 2 ? 0x80 : octets == 3 ? 0x800 : 0x10000;
    if (point < least || point > 0x10FFFF || (point >= 0xD800 && point < 0xE000)) return false;
    rest_.remove_prefix(octets);
    return true;
  }

 private:
  std::string_view rest_;
};

}  // namespace heloport::fuzz
