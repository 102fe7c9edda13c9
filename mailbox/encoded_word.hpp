#pragma once
// Words of a header field that are not ASCII, as RFC 2047 writes them.

#include <string>
#include <string_view>

namespace heloport::mailbox {

/// `text`, an unfolded header field body, with its encoded words decoded to UTF-8. A word that
/// cannot be decoded stays as it is written; so does everything that is no encoded word.
/// Leniency: an encoded word may be longer than the 75 octets of RFC 2047, 2, and a character may
/// be divided between two words of one character set (against RFC 2047, 5), as many senders do.
std::string decoded_words(std::string_view text);

}  // namespace heloport::mailbox
