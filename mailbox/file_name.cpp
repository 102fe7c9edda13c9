// Safe file names from the words of strangers.

#include "mailbox/file_name.hpp"

#include <algorithm>
#include <array>

#include "mailbox/charset.hpp"

namespace heloport::mailbox {

namespace {

enum class Kind {
  kept,
  space,     // becomes one space, however many there are
  replaced,  // becomes an underscore
  dropped,   // nobody would see it, or it would change how the rest is seen
};

char32_t code_point(std::string_view character) {
  static constexpr std::array<unsigned, 5> lead_mask{0, 0x7F, 0x1F, 0x0F, 0x07};
  char32_t value = static_cast<unsigned char>(character[0]) & lead_mask[character.size()];
  for (const char octet : character.substr(1)) {
    value = (value << 6) | (static_cast<unsigned char>(octet) & 0x3F);
  }
  return value;
}

Kind kind_of(char32_t c) {
  const auto within = [c](char32_t first, char32_t last) { return c >= first && c <= last; };
  if (c == ' ' || within('\t', '\r')) return Kind::space;
  if (c == '/' || c == '\\') return Kind::replaced;
  if (c < 0x20 || within(0x7F, 0x9F)) return Kind::replaced;
  if (within(0x2028, 0x2029)) return Kind::space;  // line and paragraph separator
  // Marks and embeddings that turn the writing direction: "gpj.exe" could read "exe.jpg".
  if (c == 0x061C || within(0x200E, 0x200F) || within(0x202A, 0x202E)) return Kind::dropped;
  // What has no width: two names would look the same.
  if (c == 0x00AD || c == 0x200B || within(0x2060, 0x206F) || c == 0xFEFF) return Kind::dropped;
  return Kind::kept;
}

std::string cleaned(std::string_view text) {
  std::string result;
  while (!text.empty()) {
    const std::size_t octets = utf8_character_octets(text);
    const std::string_view character = text.substr(0, std::max<std::size_t>(octets, 1));
    text.remove_prefix(character.size());
    switch (octets == 0 ? Kind::replaced : kind_of(code_point(character))) {
      case Kind::kept:
        result += character;
        break;
      case Kind::space:
        if (!result.empty() && result.back() != ' ') result += ' ';
        break;
      case Kind::replaced:
        result += '_';
        break;
      case Kind::dropped:
        break;
    }
  }
  return result;
}

// The longest beginning of `text` that has at most `octets_max` octets and ends with a character.
std::string_view cut(std::string_view text, std::size_t octets_max) {
  if (text.size() <= octets_max) return text;
  std::size_t end = octets_max;
  while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0) == 0x80) --end;
  return text.substr(0, end);
}

std::string_view without_spaces_at_end(std::string_view text) {
  while (text.ends_with(' ')) text.remove_suffix(1);
  return text;
}

}  // namespace

std::string file_stem(std::string_view text) {
  const std::string clean = cleaned(text);
  std::string_view kept = without_spaces_at_end(clean);
  // "report.txt" names the mail report.txt, not report.txt.txt.
  if (kept.ends_with(mail_ending)) kept.remove_suffix(mail_ending.size());
  kept = without_spaces_at_end(cut(kept, file_name_octets_max - mail_ending.size()));
  std::string stem(kept);
  // A dot would hide the mail, or be the way up; a dash would be an option to whoever types
  // `rm *` in the mailbox.
  if (stem.starts_with('.') || stem.starts_with('-')) stem.front() = '_';
  return stem;
}

std::string file_name(std::string_view stem, std::uint64_t number) {
  const std::string suffix =
      (number > 1 ? "-" + std::to_string(number) : std::string()) + std::string(mail_ending);
  return std::string(cut(stem, file_name_octets_max - suffix.size())) + suffix;
}

}  // namespace heloport::mailbox
