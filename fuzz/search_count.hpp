#pragma once
// A measure of work that is the same on every machine and under any load: how many octets were
// searched. Each search for a line end in a command or a reply is a call of memchr(), and in a
// program that links this, memchr() counts. The scan of a body (engine/octet_scan) and the parsers
// do not call it and are not counted.

#include <cstddef>

namespace heloport::fuzz {

/// Octets that this thread's calls of memchr() have looked at, until now.
std::size_t octets_searched();

}  // namespace heloport::fuzz
