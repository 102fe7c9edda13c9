#pragma once
// A client and a server of ours over a bad link (tests/duet), made from the octets of a fuzzer.

#include <string_view>

#include "fuzz/complaint.hpp"
#include "tests/duet/duet.hpp"

namespace heloport::fuzz {

/// The first six octets of the input; see duet.cpp. What is missing is nought.
duet::Setup duet_setup_of(std::string_view input);

/// The rest of it: where octets are split, where a direction stalls, where the link is cut.
void disturb(duet::Duet& duet, std::string_view input);

/// Exactly once, or told otherwise: what is sent was kept once, what is refused or unsent was not
/// kept, and both sides came to an end (promises R3 and R6).
Complaint nothing_is_lost_or_doubled(duet::Duet& duet);

}  // namespace heloport::fuzz
