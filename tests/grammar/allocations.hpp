#pragma once
// A count of operator new, for tests that say that something allocates nothing.

#include <cstddef>

namespace heloport::test {

/// How often operator new was called in this program so far.
std::size_t allocations();

}  // namespace heloport::test
