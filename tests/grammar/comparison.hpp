#pragma once
// The parsers of grammar/ and the reference recogniser put to the same string. Each function gives
// nothing when both say the same, and otherwise what they differ in. The fuzz target uses them too.

#include <string>
#include <string_view>

#include "grammar/command.hpp"

namespace heloport::test {

std::string command_difference(std::string_view line, grammar::Leniency allowed);
std::string mailbox_difference(std::string_view text);
std::string domain_difference(std::string_view text);

}  // namespace heloport::test
