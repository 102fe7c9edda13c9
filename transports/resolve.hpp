#pragma once
// Addresses with names in them, for programs that speak to servers of others.

#include <string_view>
#include <variant>

#include "transports/address.hpp"
#include "transports/fault.hpp"

namespace heloport::transports {

/// As parse_address(), and a host name before the port is looked up: the first address of it is
/// taken. Waits for the resolver.
/// Errors: what parse_address() says, or that the name is not known.
std::variant<Address, Fault> resolve_address(std::string_view text);

}  // namespace heloport::transports
