#pragma once
// Other people's text on our user's terminal.

#include <string>
#include <string_view>

namespace heloport::apps {

/// `text` with every octet that could command a terminal written as \xHH: control octets but for
/// the tab, C1 controls and direction overrides in UTF-8, and what is no UTF-8 at all. Readable
/// text of any language passes.
std::string terminal_text(std::string_view text);

}  // namespace heloport::apps
