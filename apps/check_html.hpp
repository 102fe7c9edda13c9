#pragma once
// One page about one run or several: a matrix of servers by section that opens into sessions.

#include <string>
#include <string_view>

#include "apps/check_differences.hpp"

namespace heloport::apps {

/// A whole HTML document that loads nothing and needs no scripts. Every text of a server is
/// escaped, and a policy in its head keeps the reader's browser from running or loading anything.
/// `version`: of the program that writes it.
/// Limits:   of a session, and of each line in it, only so much is shown that a page of 400 cases
///           and six servers stays under a few megabytes; the whole stands in the JSON.
std::string html_of(Runs runs, std::string_view version);

}  // namespace heloport::apps
