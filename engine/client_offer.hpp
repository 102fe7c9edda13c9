#pragma once
// What a server offered in its reply to EHLO or LHLO.

#include <cstdint>
#include <optional>
#include <string_view>

#include "engine/extensions/extension.hpp"
#include "engine/mechanism.hpp"

namespace heloport::engine {

/// The limits of a server (RFC 9422, 4); nothing where it announced none.
struct OfferedLimits {
  std::optional<std::uint32_t> mails_max;              // MAILMAX: MAIL commands of a session
  std::optional<std::uint32_t> recipients_max;         // RCPTMAX: RCPT commands of a transaction
  std::optional<std::uint32_t> recipient_domains_max;  // RCPTDOMAINMAX: domains of a session
};

/// The extensions of a server that we know, as it announced them (RFC 5321, 4.1.1.1).
struct Offer {
  ExtensionSet extensions;
  /// SIZE; nothing when no number was given, 0 for no fixed limit (RFC 1870, 3).
  std::optional<std::uint64_t> size_octets_max;
  /// AUTH: those that we know.
  MechanismSet mechanisms;
  OfferedLimits limits;
  /// DELIVERBY; 0 for none (RFC 2852, 2).
  std::uint32_t deliver_by_seconds_min = 0;
  /// FUTURERELEASE (RFC 4865, 3).
  std::uint32_t hold_seconds_max = 0;
  std::uint64_t hold_until_max = 0;  // as date_time_number()

  /// Takes one line of the reply, its first line excepted. A line that is malformed, or names
  /// nothing that we know, changes nothing; in LIMITS and AUTH that holds for each word.
  void note(std::string_view text);
};

/// 2037-12-31T23:59:59Z as 20371231235959: in the order of time. Nothing when `text` does not
/// begin with a date-time of RFC 4865, 4.
std::optional<std::uint64_t> date_time_number(std::string_view text);

}  // namespace heloport::engine
