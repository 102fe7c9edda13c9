#pragma once
// A look at a server before it is judged: what it offers, and which addresses it takes.

#include <string>
#include <variant>
#include <vector>

#include "conformance/case_player.hpp"
#include "conformance/circumstances.hpp"

namespace heloport::conformance {

/// What the user said of the server. Empty: to be found out.
struct Wishes {
  Entrance entrance;
  bool can_start_tls = true;
  std::string from;
  bool from_given = false;  // the null path can be asked for
  std::vector<std::string> recipients;
};

/// Shape:  a few short sessions. Nothing is sent but envelopes that are reset.
///         Without recipients: postmaster, which every server takes (RFC 5321, 4.5.1).
///         A server that answers strangely is looked at as far as it goes: the cases say what is
///         wrong with it. What keeps them from their questions is the obstacle. What could not be
///         found out is told in `notes`, one sentence each, the obstacle among them.
/// Errors: one sentence when nobody can be reached.
std::variant<Circumstances, std::string> reconnoitre(const Wishes& wishes,
                                                     const LinkFactory& connect,
                                                     const Patience& patience,
                                                     std::vector<std::string>& notes);

}  // namespace heloport::conformance
