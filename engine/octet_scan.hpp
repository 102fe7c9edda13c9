#pragma once
// The scan that a message body goes through: how far is it plain content?

#include <cstddef>
#include <string_view>

namespace heloport::engine {

/// How many octets at the beginning of `text` are content that can be handed on as it is: no NUL,
/// every CR followed by LF, every LF after a CR, and no `.` right after a CRLF. A CR that ends
/// `text` does not count, because its other half has not been seen.
/// A LF that begins `text` is taken for a bare one.
std::size_t plain_prefix(std::string_view text);

/// The same, one octet at a time: the reference that tests hold plain_prefix() against.
std::size_t plain_prefix_scalar(std::string_view text);

}  // namespace heloport::engine
