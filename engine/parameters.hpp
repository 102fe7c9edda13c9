#pragma once
// The parameters of MAIL and RCPT as typed values, whichever extension brings them.

#include <cstdint>
#include <optional>
#include <string_view>

namespace heloport::engine {

/// How the content is declared (RFC 6152, 2; RFC 3030, 3). Not declared means 7BIT.
enum class BodyType : std::uint8_t { seven_bit, eight_bit_mime, binary_mime };

/// How much of the message a failure report brings back (RFC 3461, 4.3).
enum class Ret : std::uint8_t { full, headers };

/// What is reported to the sender about one recipient (RFC 3461, 4.1).
struct Notify {
  bool never = false;  // alone
  bool success = false;
  bool failure = false;
  bool delay = false;
};

/// The deadline of a message (RFC 2852, 4).
struct DeliverBy {
  std::int32_t seconds = 0;  // from now; may be zero or negative when `returns` is false
  bool returns = false;      // R: give up at the deadline; false, N: report and go on
  bool traced = false;       // T: each relay reports
};

/// When a message may leave at the earliest (RFC 4865, 3): one of the two.
struct Hold {
  std::uint32_t seconds = 0;  // HOLDFOR; 0 for none
  std::string_view until{};   // HOLDUNTIL, an RFC 3339 date-time in UTC
};

/// The parameters of MAIL.
/// Lifetime: views point into the command line, as those of the event that brings them.
struct MailParameters {
  /// SIZE, saturated at 2^64-1 (RFC 1870 allows 20 digits).
  std::optional<std::uint64_t> size_octets{};
  std::optional<BodyType> body{};
  bool smtputf8 = false;
  std::optional<Ret> ret{};
  std::string_view envid{};  // xtext as written: grammar::decode_xtext(); empty for none
  std::string_view auth{};   // likewise; decodes to a mailbox or to <>
  std::optional<DeliverBy> deliver_by{};
  std::optional<Hold> hold{};
  std::optional<std::int8_t> priority{};  // MT-PRIORITY, -9 to 9
  bool requiretls = false;
};

/// The parameters of RCPT. Lifetime: as MailParameters.
struct RcptParameters {
  std::optional<Notify> notify{};
  std::string_view orcpt{};  // addr-type ";" xtext, octet for octet (RFC 3461, 5.2.1)
};

/// What is taken from one command line.
struct Parameters {
  MailParameters mail;
  RcptParameters rcpt;
};

}  // namespace heloport::engine
