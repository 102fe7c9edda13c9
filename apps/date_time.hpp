#pragma once
// Dates as mail headers spell them.

#include <ctime>
#include <string>

namespace heloport::apps {

/// `Tue, 15 Jan 2008 16:02:43 -0500`: local time with its offset, English whatever the locale
/// (RFC 5322, 3.3).
std::string date_time(std::time_t moment);

}  // namespace heloport::apps
