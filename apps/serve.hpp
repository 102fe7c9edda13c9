#pragma once
// What a server is made of, for the program and for tests.

#include <cstddef>
#include <system_error>

#include "apps/options.hpp"
#include "apps/service.hpp"
#include "transports/party.hpp"

namespace heloport::apps {

/// Makes a party for each arrival: a session of `service`, traced where it has a view.
/// Lifetime: the service must outlive every party.
transports::Welcome welcome_to(Service& service, std::size_t sessions_max);

/// The exit code for what the system refused.
Exit exit_for(const std::error_code& error);

}  // namespace heloport::apps
