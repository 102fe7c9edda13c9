#pragma once
// O9: what was said in clear is not heard inside TLS.

#include <string>
#include <string_view>

#include "fuzz/client_play.hpp"
#include "fuzz/complaint.hpp"
#include "fuzz/scenario.hpp"

namespace heloport::fuzz {

/// A server: some commands in clear, STARTTLS, octets in clear behind it, and what is said inside.
struct ServerBoundary {
  Scenario scenario;  // without octets
  std::string before;
  std::string behind;  // in clear, behind STARTTLS
  std::string inside;
};

/// The conversation is the same with nothing behind STARTTLS; and what is said inside TLS is what a
/// session that had heard nothing before STARTTLS says, where no transaction was open.
Complaint nothing_in_clear_is_heard_inside_tls(const ServerBoundary& boundary);

/// A client: what the server offers in clear, octets in clear behind its 220, and what it says
/// inside.
struct ClientBoundary {
  ClientScenario scenario;        // without calls and server
  std::string offered;            // lines of EHLO in clear
  std::string answer = "220 go";  // to STARTTLS
  std::string behind;
  std::string inside;
};

/// Octets behind the 220 end the session before anything else is said; what is said inside TLS does
/// not depend on what was offered in clear; and where STARTTLS is refused no TLS begins.
Complaint nothing_in_clear_is_heard_inside_tls(const ClientBoundary& boundary);

/// The input: role (an octet: client, verified or trusted, STARTTLS refused, for good), then two
/// texts, each after an octet for its length, and the rest: for a server before, behind, inside;
/// for a client lines offered in clear, behind, inside.
Complaint check_boundary(std::string_view input);

}  // namespace heloport::fuzz
