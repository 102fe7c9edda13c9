// UTF-8, and the way to it. The common sets are ours; the others go through iconv(3).

#include "mailbox/charset.hpp"

#include <iconv.h>

#include <algorithm>
#include <array>
#include <cstdint>

namespace heloport::mailbox {

namespace {

// What iconv is asked for. A closed list, because the name comes from a stranger: iconv loads a
// module for each name it knows, and the rare ones are where its faults have been.
constexpr auto iconv_charsets = std::to_array<std::string_view>({
    "iso-8859-2",   "iso-8859-3",   "iso-8859-4",   "iso-8859-5",   "iso-8859-6",   "iso-8859-7",
    "iso-8859-8",   "iso-8859-9",   "iso-8859-10",  "iso-8859-13",  "iso-8859-14",  "iso-8859-15",
    "iso-8859-16",  "windows-1250", "windows-1251", "windows-1252", "windows-1253", "windows-1254",
    "windows-1255", "windows-1256", "windows-1257", "windows-1258", "koi8-r",       "koi8-u",
    "big5",         "gb2312",       "gbk",          "gb18030",      "euc-jp",       "euc-kr",
    "shift_jis",    "iso-2022-jp",
});

std::string lower(std::string_view text) {
  std::string result(text);
  for (char& octet : result) {
    if (octet >= 'A' && octet <= 'Z') octet = static_cast<char>(octet - 'A' + 'a');
  }
  return result;
}

bool is_ascii(std::string_view text) {
  return std::all_of(text.begin(), text.end(),
                     [](char octet) { return static_cast<unsigned char>(octet) < 0x80; });
}

std::string from_latin_1(std::string_view text) {
  std::string result;
  for (const char character : text) {
    const auto octet = static_cast<unsigned char>(character);
    if (octet < 0x80) {
      result += character;
    } else {
      result += static_cast<char>(0xC0 | (octet >> 6));
      result += static_cast<char>(0x80 | (octet & 0x3F));
    }
  }
  return result;
}

class Converter {
 public:
  explicit Converter(const std::string& charset)
      : handle_(::iconv_open("UTF-8", charset.c_str())) {}
  Converter(const Converter&) = delete;
  Converter& operator=(const Converter&) = delete;
  ~Converter() {
    if (usable()) ::iconv_close(handle_);
  }

  std::optional<std::string> convert(std::string_view text) {
    if (!usable()) return std::nullopt;
    std::string input(text);  // iconv wants it writable, and leaves it alone
    // No set of the list needs more than four octets of UTF-8 for one of its own.
    std::string output(4 * text.size() + 4, '\0');
    char* from = input.data();
    char* to = output.data();
    std::size_t from_left = input.size();
    std::size_t to_left = output.size();
    if (::iconv(handle_, &from, &from_left, &to, &to_left) == failed) return std::nullopt;
    if (::iconv(handle_, nullptr, nullptr, &to, &to_left) == failed) return std::nullopt;
    output.resize(output.size() - to_left);
    return output;
  }

 private:
  static constexpr auto failed = static_cast<std::size_t>(-1);
  bool usable() const { return handle_ != reinterpret_cast<iconv_t>(-1); }

  iconv_t handle_;
};

}  // namespace

std::size_t utf8_character_octets(std::string_view text) {
  if (text.empty()) return 0;
  const auto octet = [text](std::size_t at) { return static_cast<unsigned char>(text[at]); };
  // How many octets, and between what the second one stands: that is what keeps out overlong
  // forms, surrogates and what lies beyond U+10FFFF (RFC 3629, 4).
  const std::uint8_t first = octet(0);
  std::size_t count = 0;
  std::uint8_t second_min = 0x80;
  std::uint8_t second_max = 0xBF;
  if (first < 0x80) return 1;
  if (first >= 0xC2 && first <= 0xDF) count = 2;
  if (first >= 0xE0 && first <= 0xEF) count = 3;
  if (first >= 0xF0 && first <= 0xF4) count = 4;
  if (first == 0xE0) second_min = 0xA0;
  if (first == 0xED) second_max = 0x9F;
  if (first == 0xF0) second_min = 0x90;
  if (first == 0xF4) second_max = 0x8F;
  if (count == 0 || text.size() < count) return 0;
  if (octet(1) < second_min || octet(1) > second_max) return 0;
  for (std::size_t at = 2; at < count; ++at) {
    if (octet(at) < 0x80 || octet(at) > 0xBF) return 0;
  }
  return count;
}

bool is_utf8(std::string_view text) {
  while (!text.empty()) {
    const std::size_t count = utf8_character_octets(text);
    if (count == 0) return false;
    text.remove_prefix(count);
  }
  return true;
}

std::optional<std::string> to_utf8(std::string_view charset, std::string_view text) {
  const std::string name = lower(charset);
  if (name == "utf-8" || name == "utf8") {
    return is_utf8(text) ? std::optional<std::string>(text) : std::nullopt;
  }
  if (name == "us-ascii" || name == "ascii") {
    return is_ascii(text) ? std::optional<std::string>(text) : std::nullopt;
  }
  if (name == "iso-8859-1") return from_latin_1(text);
  if (std::find(iconv_charsets.begin(), iconv_charsets.end(), name) == iconv_charsets.end()) {
    return std::nullopt;
  }
  return Converter(name).convert(text);
}

}  // namespace heloport::mailbox
