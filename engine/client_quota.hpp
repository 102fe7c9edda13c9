#pragma once
// How much of what a server allows one session and one transaction is used up (RFC 9422, 4).

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "engine/client_offer.hpp"

namespace heloport::engine {

/// Counts what was said. The counts go on through STARTTLS: it is the same session to be on the
/// safe side, whatever the server forgets.
///
/// Limits: domains are told apart by a hash and up to domains_kept of them. Beyond that, and when
///         two hashes meet, a command is let through that the server then refuses by itself.
class ClientQuota {
 public:
  static constexpr std::size_t domains_kept = 16;  // servers that limit them do so to 1

  /// True if one more is within the limits.
  bool takes_mail(const OfferedLimits& limits) const;
  bool takes_recipient(std::string_view domain, const OfferedLimits& limits) const;

  void mail_said();
  void recipient_said(std::string_view domain);

 private:
  bool knows(std::uint32_t hash) const;

  std::uint32_t mails_ = 0;       // MAIL commands of the session, refused ones too (4.1)
  std::uint32_t recipients_ = 0;  // RCPT commands since the last MAIL, refused ones too (4.2)
  std::array<std::uint32_t, domains_kept> domains_;
  std::size_t domains_said_ = 0;  // at most domains_kept
};

}  // namespace heloport::engine
