#pragma once
// The transitions of this program's parsers, and which of them were taken so far.

#include <cstdio>
#include <span>

#include "fuzz/dfa/machine.hpp"

namespace heloport::fuzz::dfa {

/// Every machine that is linked into this program; none outside the fuzz configuration.
std::span<const Machine* const> machines();

/// Writes one line a slot, its parts apart by tabs: machine, state, low, high, target or
/// "refused", 1 or 0 for taken, actions. A line in front names each entry: machine, state,
/// "entry". What fuzz/dfa-coverage reads.
void write_taken(std::FILE* file);

}  // namespace heloport::fuzz::dfa
