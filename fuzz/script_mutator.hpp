#pragma once
// Changes a script event by event, so that what comes out is still a conversation.

#include <functional>

#include "fuzz/chance.hpp"
#include "fuzz/script.hpp"

namespace heloport::fuzz {

/// Changes text as the fuzzer sees fit: in place, no longer than `octets_max`.
using TextMutator = std::function<void(std::string& text, std::size_t octets_max)>;

/// One to four changes: an event inserted, deleted, exchanged or stretched, one of its numbers
/// or its text changed, a run of events taken out or said again; a dialogue of script_dialogues.hpp
/// inserted, or made the whole script.
void mutate(Script& script, Chance& chance, const TextMutator& text);

/// The beginning of one and the end of the other, or a run of the other inside the one.
Script crossed(const Script& one, const Script& other, Chance& chance);

}  // namespace heloport::fuzz
