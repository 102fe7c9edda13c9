#pragma once
// From a subject, or a name that a client gave, to the name of a file.

#include <cstdint>
#include <string>
#include <string_view>

namespace heloport::mailbox {

/// A name component of Linux, in octets.
inline constexpr std::size_t file_name_octets_max = 255;
/// What every mail in a directory: store ends in.
inline constexpr std::string_view mail_ending = ".txt";
/// The name of a mail that nothing names.
inline constexpr std::string_view nameless = "no-subject";

/// `text` as the beginning of a file name: valid UTF-8 without `/`, control characters, line
/// separators and characters that turn the writing direction, no dot, dash or space in front, at
/// most 255 octets less the ending. Empty when nothing is left.
std::string file_stem(std::string_view text);

/// `stem.txt` for number 1, `stem-2.txt` for number 2: at most 255 octets, never cut inside a
/// character.
std::string file_name(std::string_view stem, std::uint64_t number);

}  // namespace heloport::mailbox
