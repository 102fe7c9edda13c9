#pragma once
// UTF-8, and the way to it from the character sets that mail is written in.

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace heloport::mailbox {

/// The octets of the well-formed UTF-8 character that `text` begins with (RFC 3629, 4); 0 when it
/// begins with none.
std::size_t utf8_character_octets(std::string_view text);

bool is_utf8(std::string_view text);

/// `text` in UTF-8. Nothing when the set is not one of those that mail uses, or the text is not
/// written in it.
std::optional<std::string> to_utf8(std::string_view charset, std::string_view text);

}  // namespace heloport::mailbox
