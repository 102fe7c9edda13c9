#pragma once
// What the application of the sound server does in the proof, and ours does not.

#include <string>
#include <string_view>

namespace heloport::broken {

/// Our server takes every local part of its domains and has no queue for ETRN. Cases want somebody
/// who is refused, and mail that waits: both are played here, around the server, so that syntax and
/// sequence are still its own business.
///
/// Use:   the server hears heard(line) instead of the line, and the client told(line, reply)
///        instead of its reply.
/// Shape: `nobody@example.org` and `heloport-check-nobody@example.org` are refused as recipients
///        and to VRFY with 550 5.1.1; an ETRN that our server would have to refuse draws 250.
class StandIn {
 public:
  static std::string heard(std::string_view line);
  static std::string told(std::string_view line, std::string reply);
};

}  // namespace heloport::broken
