#pragma once
// What must be true of ESMTP parameters and of xtext (oracles O3 and O4).

#include <string_view>

#include "engine/parameters.hpp"
#include "fuzz/complaint.hpp"
#include "grammar/parameter_value.hpp"

namespace heloport::fuzz {

/// The parser and the reference say the same of the value; `ours` is what the parser says.
Complaint value_agrees(grammar::ValueOf parameter, std::string_view value, bool ours);

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
