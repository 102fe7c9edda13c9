#pragma once
// Conversations that lead somewhere: what a mutator puts into a script at once.

#include <cstddef>
#include <string_view>
#include <vector>

#include "fuzz/chance.hpp"
#include "fuzz/script.hpp"

namespace heloport::fuzz {

using Events = std::vector<Event>;

/// A row of engine::mechanisms: it needs no TLS.
inline constexpr std::uint8_t scram_row = 1;
static_assert(engine::mechanisms[scram_row].id == engine::MechanismId::scram_sha_256);

/// What one line, or a run of octets, is in a script: a token where there is one.
Event said(std::string_view octets);

/// Dialogues of the table in script_dialogues.cpp: what the server is set to, what the peer says
/// and what the application answers. Chance chooses among the words of each.
std::size_t dialogue_count();
Events dialogue(std::size_t number, Chance& chance);

/// Dialogues that bring something that has a limit near to it, the table in script_bounds.cpp: a
/// line, an address, a message, a number of commands, one less than its limit to two more. The
/// limit is what the script has set already, or one that the dialogue sets.
std::size_t bound_count();
std::string_view bound_subject(std::size_t number);
Events near_bound(std::size_t number, const Script& script, Chance& chance);

/// A line of the script with as many octets more as bring it near to the longest command line.
/// Nothing happens to an event that is no line.
void stretch_line(Script& script, std::size_t place, Chance& chance);

}  // namespace heloport::fuzz
