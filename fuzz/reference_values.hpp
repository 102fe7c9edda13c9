#pragma once
// The values of ESMTP parameters, read from the RFC of each by hand (oracle O3).

#include <string_view>

#include "grammar/parameter_value.hpp"

namespace heloport::fuzz {

/// True if `value` may follow `keyword=`. AUTH is left out: its value is a mailbox in xtext, and
/// both have references of their own.
bool reference_value(grammar::ValueOf parameter, std::string_view value);

/// RFC 3461, 4.
bool reference_xtext(std::string_view text);

}  // namespace heloport::fuzz
