#pragma once
// Addresses as a user types them.

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace heloport::apps {

/// The mailbox without brackets; nothing when it is none.
std::optional<std::string> typed_mailbox(std::string_view text);

/// What stands between the commas; a comma in a quoted local part does not count.
std::vector<std::string> split_at_commas(std::string_view text);

/// This machine's name where it is a Domain, otherwise localhost.
std::string own_hostname();

}  // namespace heloport::apps
