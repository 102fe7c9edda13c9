#pragma once
// What stands in a message is content; a server that executes a command of it has let the message
// end too early. Cases that look for that put NOOP into the content.

#include <optional>
#include <string>
#include <string_view>

namespace heloport::conformance {

/// Where the message must have ended for a command in its content to be executed, one sentence:
/// "the message ended at LF . LF: NOOP behind it was executed". Nothing: no NOOP stands there.
/// Shape:  `content` is what was said since 354, true end included, as octets.
std::optional<std::string> executed_content(std::string_view content);

}  // namespace heloport::conformance
