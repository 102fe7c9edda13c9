#pragma once
// Version 2 of the PROXY protocol, read from proxy-protocol.txt a second time. Shares no code and
// no method with grammar/: it judges a header only when all of it is there.

#include <cstdint>
#include <optional>
#include <string_view>

#include "fuzz/complaint.hpp"
#include "grammar/proxy_header.hpp"

namespace heloport::fuzz {

/// The header that the octets begin with; nothing when they are none, or not yet.
std::optional<grammar::ProxyHeader> reference_proxy_header(std::string_view octets);

/// The parser's answer, `ours`, to octets that are not of version 1 is the reference's.
Complaint proxy_reading_agrees(std::string_view octets, const grammar::ProxyReading& ours);

/// RFC 4960, appendix B.
std::uint32_t reference_crc32c(std::string_view octets);

}  // namespace heloport::fuzz
