#pragma once
// How events are written after `E: `.

#include <optional>
#include <string>
#include <string_view>

#include "conformance/transcript.hpp"
#include "engine/client_events.hpp"
#include "engine/server_events.hpp"

namespace heloport::conformance {

/// Parses the text of an `E: ` line; nothing when no event is written like that.
std::optional<ShownEvent> parse_event(std::string_view text);

/// A question that waits for a verdict and is shown.
bool is_question(const ShownEvent& event);

/// True if what came is what was expected. `closed` without a reason fits every reason.
bool same(const ShownEvent& expected, const ShownEvent& came);

/// Nothing for what is not shown: NeedInput and its kin, Connected, Hello, MessageBegin.
std::optional<ShownEvent> show(const engine::ServerEvent& event);

ShownEvent show(const engine::Answered& answered);
ShownEvent show(const engine::Challenge& challenge);
ShownEvent show(const engine::ClientClosed& closed);
ShownEvent show(engine::CommandFault fault);
/// One line of a reply of several lines.
ShownEvent show_text(std::string_view line);

}  // namespace heloport::conformance
