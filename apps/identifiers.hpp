#pragma once
// Names that are given once: of a message on this server, and of a message in the world.

#include <string>
#include <string_view>

namespace heloport::apps {

/// What Received, the 250 and the log call a message: an Atom of 14 letters and digits, never
/// given twice by one process and unlikely to be given by another.
/// Threads: any.
std::string queue_id();

/// A Message-ID with its brackets, unique in the world (RFC 5322, 3.6.4). `host` is a Domain.
std::string message_id(std::string_view host);

}  // namespace heloport::apps
