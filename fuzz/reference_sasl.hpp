#pragma once
// base64 and the messages of SCRAM, read from RFC 4648, 4 and RFC 5802, 7 by hand (oracle O3).

#include <optional>
#include <string>
#include <string_view>

#include "grammar/scram.hpp"

namespace heloport::fuzz {

/// What `text` stands for, in `octets`; false when it is not the one spelling of something.
bool reference_base64(std::string_view text, std::string& octets);

std::optional<grammar::ScramClientFirst> reference_client_first(std::string_view text);
std::optional<grammar::ScramServerFirst> reference_server_first(std::string_view text);
bool reference_client_final(std::string_view text);
grammar::ScramServerFinal reference_server_final(std::string_view text);

}  // namespace heloport::fuzz
