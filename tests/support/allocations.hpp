#pragma once
// Counts what is allocated, so that code which promises not to allocate can be held to it.

#include <cstddef>

namespace heloport::test {

/// How often this thread allocated. Linking allocations.cpp replaces operator new.
std::size_t allocations();

}  // namespace heloport::test
