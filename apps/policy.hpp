#pragma once
// Whose mail this server takes, and where it puts it.

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "engine/reply.hpp"
#include "grammar/path.hpp"
#include "mailbox/store.hpp"

namespace heloport::apps {

/// With domains: recipients there, and postmaster. Without: every recipient, stored on this
/// machine. Either way nothing is ever sent on to another server.
class Policy {
 public:
  /// `domains` as the operator wrote them; each is_domain().
  Policy(std::vector<std::string> domains, std::string hostname);

  /// Nothing when the recipient is taken, otherwise what to say.
  std::optional<engine::Reply> refusal(const grammar::Path& recipient) const;

  /// True if mail for this domain is taken, whatever the local part.
  bool serves(std::string_view domain) const;
  bool serves_every_domain() const { return domains_.empty(); }
  /// What a local part without a domain belongs to.
  const std::string& home() const { return domains_.empty() ? hostname_ : domains_.front(); }

 private:
  std::vector<std::string> domains_;  // lower case
  std::string hostname_;
};

/// The mailbox of a recipient: local part unquoted, domain in lower case; the reserved name
/// postmaster in lower case too (RFC 5321, 2.3.5 and 4.5.1).
mailbox::Address address_of(const grammar::Path& recipient);

/// True for `postmaster`, however it is written.
bool is_postmaster(const grammar::Path& path);

std::string lower_case(std::string_view text);

}  // namespace heloport::apps
