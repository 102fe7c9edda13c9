#pragma once
// Counts what operator new gives out in this test program.

#include <cstddef>

namespace heloport {

std::size_t allocations();

}  // namespace heloport
