#pragma once
// The parameters of MAIL and RCPT as an `E: ` line shows them.

#include <string>

#include "engine/parameters.hpp"

namespace heloport::conformance {

/// ` SIZE=5 BODY=8BITMIME`: each with a space before it, in one order, values in one spelling.
std::string shown_parameters(const engine::MailParameters& parameters);
std::string shown_parameters(const engine::RcptParameters& parameters);

}  // namespace heloport::conformance
