#pragma once
// A measure of work that is the same on every machine and under any load: how many octets were
// searched. Every search for a line end, or for any other octet, is a call of memchr(), and in a
// program that links this, memchr() counts.

#include <cstddef>

namespace heloport::fuzz {

/// Octets that this thread's calls of memchr() have looked at, until now.
std::size_t octets_searched();

}  // namespace heloport::fuzz
