#pragma once
// Setups in which every pair of choices stands together at least once.

#include <vector>

#include "setup.hpp"

namespace heloport::duet {

std::vector<Setup> every_pair();

}  // namespace heloport::duet
