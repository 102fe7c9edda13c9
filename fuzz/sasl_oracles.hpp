#pragma once
// What must be true of base64 and of the parsers of SCRAM (oracles O3 and O4).

#include <optional>
#include <string_view>

#include "fuzz/complaint.hpp"
#include "grammar/scram.hpp"

namespace heloport::fuzz {

/// `ours` is what decode_base64() gave for the text: the reference's octets, and nothing exactly
/// when it gives nothing; encoded again they are the text.
Complaint base64_agrees(std::string_view text, const std::optional<std::string_view>& ours);

/// `encoded` is what encode_base64() made of the octets.
Complaint base64_is_inverted(std::string_view octets, std::string_view encoded);

/// The parts are those of the reference, and nothing exactly when it gives nothing.
Complaint scram_agrees(std::string_view text, const std::optional<grammar::ScramClientFirst>& ours);
Complaint scram_agrees(std::string_view text, const std::optional<grammar::ScramServerFirst>& ours);

/// A saslname stands for `name`: written again by the rules of RFC 5802, 5.1 it is the same.
Complaint scram_name_is_inverted(std::string_view saslname, std::string_view name);

}  // namespace heloport::fuzz
