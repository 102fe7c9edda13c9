#pragma once
// The server's log: one line a message, one line a refusal, on stderr.

#include <string>
#include <string_view>

namespace heloport::apps {

/// Writes one line with its time. `octets` of peers go through shown() first.
/// Threads: any.
void log_note(std::string_view line);
void log_warning(std::string_view line);

/// What a peer sent, made fit for a log or a terminal: printable ASCII as it is, every other
/// octet escaped, and no more than a line's worth of it. No peer can forge a line or move a cursor.
std::string shown(std::string_view octets);

}  // namespace heloport::apps
