#pragma once
// What must be true of ESMTP parameters and of xtext (oracles O3 and O4).

#include <cstdint>
#include <optional>
#include <string_view>

#include "engine/parameters.hpp"
#include "engine/reply.hpp"
#include "fuzz/complaint.hpp"
#include "grammar/parameter_value.hpp"

namespace heloport::fuzz {

/// The parser and the reference say the same of the value; `ours` is what the parser says.
Complaint value_agrees(grammar::ValueOf parameter, std::string_view value, bool ours);

/// A server whose messages have at most `limit` octets said this of a SIZE, nothing for yes, and
/// noted this number: 1 to 20 digits are a number, and one beyond 2^64-1 is that (RFC 1870, 4).
Complaint size_agrees(std::string_view value, std::uint64_t limit, std::optional<engine::Say> said,
                      std::optional<std::uint64_t> noted);

/// `encoded` is what encode_xtext() made of `octets`: it is xtext, stands for them again unless
/// there is a control octet among them, and is the shortest spelling.
Complaint xtext_is_inverted(std::string_view octets, std::string_view encoded);

/// What decode_xtext() takes is xtext, and what it gives is encoded to a text that decodes to it.
Complaint xtext_is_canonical(std::string_view text);

/// The parameters of a MAIL, `text` being what followed the path, and those of what our client
/// says when it is asked for the same, are the same.
Complaint mail_parameters_survive(std::string_view text);
/// Likewise of a RCPT.
Complaint rcpt_parameters_survive(std::string_view text);

/// Both mean the same: of the pair that mail_parameters_survive() compares.
Complaint parameters_are_equal(const engine::MailParameters& one,
                               const engine::MailParameters& other);
Complaint parameters_are_equal(const engine::RcptParameters& one,
                               const engine::RcptParameters& other);

}  // namespace heloport::fuzz
