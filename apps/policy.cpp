// Whose mail this server takes, and where it puts it.

#include "apps/policy.hpp"

#include <algorithm>

#include "grammar/parameters.hpp"

namespace heloport::apps {

std::string lower_case(std::string_view text) {
  std::string lower(text);
  for (char& c : lower) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  }
  return lower;
}

Policy::Policy(std::vector<std::string> domains, std::string hostname)
    : domains_(std::move(domains)), hostname_(lower_case(hostname)) {
  for (std::string& domain : domains_) domain = lower_case(domain);
}

bool Policy::serves(std::string_view domain) const {
  return domains_.empty() ||
         std::find(domains_.begin(), domains_.end(), lower_case(domain)) != domains_.end();
}

std::optional<engine::Reply> Policy::refusal(const grammar::Path& recipient) const {
  if (recipient.is_postmaster || serves(recipient.domain)) return std::nullopt;
  // Ours by name even where it is not a mail domain (RFC 5321, 4.5.1).
  if (is_postmaster(recipient) && lower_case(recipient.domain) == hostname_) return std::nullopt;
  return engine::Reply{550, "5.7.1", "No mail for that domain here, and nothing is relayed"};
}

bool is_postmaster(const grammar::Path& path) {
  return path.is_postmaster ||
         grammar::equal_ignoring_case(grammar::unquoted(path.local_part), "postmaster");
}

mailbox::Address address_of(const grammar::Path& recipient) {
  if (is_postmaster(recipient)) return {"postmaster", lower_case(recipient.domain)};
  return {grammar::unquoted(recipient.local_part), lower_case(recipient.domain)};
}

}  // namespace heloport::apps
