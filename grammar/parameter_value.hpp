#pragma once
// The values of the ESMTP parameters that we know, as the RFC of each prints them. parse_command()
// has checked only that a value is one; this says whether it is one for its keyword.

#include <cstdint>
#include <string_view>

namespace heloport::grammar {

/// A parameter with a value. SMTPUTF8 and REQUIRETLS have none.
enum class ValueOf : std::uint8_t {
  size,         // RFC 1870, 4: 1*20DIGIT, which may exceed 64 bits
  body,         // RFC 6152, 2 and RFC 3030, 3
  ret,          // RFC 3461, 4.3
  envid,        // RFC 3461, 4.4
  notify,       // RFC 3461, 4.1
  orcpt,        // RFC 3461, 4.2 and RFC 6533, 3
  auth,         // RFC 4954, 5: xtext that decodes to a mailbox or to <>
  by,           // RFC 2852, 4
  holdfor,      // RFC 4865, 4
  holduntil,    // RFC 4865, 4
  mt_priority,  // RFC 6710, 5
};

/// True if `value` may follow `keyword=`.
/// Limits: none of its own; lengths and ranges beyond the printed grammar are the engine's.
bool is_value_of(ValueOf parameter, std::string_view value);

}  // namespace heloport::grammar
