// See client_quota.hpp.

#include "engine/client_quota.hpp"

#include <algorithm>

namespace heloport::engine {
namespace {

/// FNV-1a over the domain in lower case (RFC 5321, 2.4).
std::uint32_t hash_of(std::string_view domain) {
  std::uint32_t hash = 2166136261u;
  for (char c : domain) {
    const auto lower = static_cast<unsigned char>(c >= 'A' && c <= 'Z' ? c + 32 : c);
    hash = (hash ^ lower) * 16777619u;
  }
  return hash;
}

}  // namespace

bool ClientQuota::takes_mail(const OfferedLimits& limits) const {
  return !limits.mails_max || mails_ < *limits.mails_max;
}

// A recipient without a domain, Postmaster, is of no other domain.
bool ClientQuota::takes_recipient(std::string_view domain, const OfferedLimits& limits) const {
  if (limits.recipients_max && recipients_ >= *limits.recipients_max) return false;
  if (!limits.recipient_domains_max || domain.empty()) return true;
  const bool counted = domains_said_ < domains_kept;
  return !counted || domains_said_ < *limits.recipient_domains_max || knows(hash_of(domain));
}

void ClientQuota::mail_said() {
  ++mails_;
  recipients_ = 0;
}

void ClientQuota::recipient_said(std::string_view domain) {
  ++recipients_;
  if (domain.empty() || domains_said_ == domains_kept) return;
  const std::uint32_t hash = hash_of(domain);
  if (!knows(hash)) domains_[domains_said_++] = hash;
}

bool ClientQuota::knows(std::uint32_t hash) const {
  const auto end = domains_.begin() + static_cast<std::ptrdiff_t>(domains_said_);
  return std::find(domains_.begin(), end, hash) != end;
}

}  // namespace heloport::engine
