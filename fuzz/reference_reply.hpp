#pragma once
// The lines of a reply, read from RFC 5321, 4.2 and 4.1.1.1 by hand (oracle O3), with the
// departures that grammar/reply.rl names.

#include <string_view>

#include "grammar/reply.hpp"

namespace heloport::fuzz {

/// As grammar::parse_reply_line().
grammar::ReplyLine reference_reply_line(std::string_view line);
/// As grammar::parse_ehlo_line().
grammar::EhloLine reference_ehlo_line(std::string_view text);

}  // namespace heloport::fuzz
