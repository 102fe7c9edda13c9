#pragma once
// Every bound of a session, with its reason. An operator may change most of them.

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <string_view>

namespace heloport::engine {

/// Octets count CRLF. Raising a limit never changes what a session allocates: nothing.
struct Limits {
  // RFC 5321, 4.5.3.1.4. Each extension adds its own increment, see engine/extensions/. Asserted by
  // ServerSession, as for auth_line_octets_max: at least line_beginning_octets (line_reader.hpp),
  // what is kept of an over-long line, and less than input_block_octets.
  std::size_t command_octets_max = 512;
  // An over-long command is skipped to its CRLF and answered 500 (RFC 5321, 4.5.3.1.4). A line
  // that still has not ended here is no command but a flood: 421.
  std::size_t skipped_octets_max = std::size_t{1} << 20;
  // Announced with SIZE and held while streaming; 25 MiB is what most sites take.
  std::uint64_t message_octets_max = std::uint64_t{25} << 20;
  // A message over the limit is read to its true end before it gets 552. One that goes on for
  // this much longer is a flood: 421.
  std::uint64_t overrun_octets_max = std::uint64_t{256} << 20;
  // RFC 5321, 4.5.3.1.8: never under 100.
  std::size_t recipients_max = 1000;
  // RCPT commands in one transaction, the refused ones included, before 421: guessing addresses
  // must not be free, but a list with some dead members must pass.
  std::size_t recipient_tries_max = 2000;
  // Mistakes of the peer in one session before 421 (Postfix: 20).
  std::size_t errors_max = 20;
  // Commands since the last message that brought no mail forward (NOOP, RSET, VRFY, ...).
  std::size_t idle_commands_max = 100;

  // MAIL commands in one session, announced as MAILMAX (RFC 9422, 4.1); 0: any number.
  std::size_t mails_max = 0;

  // RFC 4954, 4: each line of an exchange, AUTH itself included.
  std::size_t auth_line_octets_max = 12'288;
  // Failed AUTH commands before 421; never under three (RFC 4954, 9).
  std::size_t auth_failures_max = 5;
  // The reply to the n-th failure waits n times as long: guessing passwords gets slow.
  std::chrono::seconds auth_failure_delay{1};

  // Announced with DELIVERBY (RFC 2852, 2); 0: no least time.
  std::uint32_t deliver_by_seconds_min = 0;
  // Announced with FUTURERELEASE (RFC 4865, 3). The date-time is in UTC and lives for ever.
  std::uint32_t hold_seconds_max = 30 * 86'400;
  std::string_view hold_until_max = "2037-12-31T23:59:59Z";

  // RFC 5321, 4.5.3.2.7: at least 5 minutes for the next command. The clock does not restart
  // with each octet of a line, so a line that trickles in ends too.
  std::chrono::seconds command_timeout{300};
  // Between octets of the message; the whole message must also keep up with the rate below.
  std::chrono::seconds body_timeout{300};
  // Postfix's smtpd_min_data_rate: over and above body_timeout a message may take one second for
  // every so many octets. Bounds how long one peer can hold a session with a trickle.
  std::uint64_t body_octets_per_second_min = 500;
  // How long the peer may take to read our replies.
  std::chrono::seconds output_timeout{300};
};

/// Sizes of the pooled blocks. Together they are what a session can hold at the worst.
inline constexpr std::size_t input_block_octets = std::size_t{32} << 10;
inline constexpr std::size_t output_block_octets = std::size_t{16} << 10;

/// The longest single reply that the engine writes in one piece (EHLO with every extension and a
/// 255-octet name, HELP). Commands wait until that much room is in the output block.
inline constexpr std::size_t reply_octets_max = std::size_t{4} << 10;

/// The octets of a challenge, and the line that they become: 334, a space, base64 and CRLF. What
/// waits for an answer of SASL waits until that much room is in the output block.
inline constexpr std::size_t challenge_octets_max = 9'000;
inline constexpr std::size_t challenge_line_octets_max = 4 + challenge_octets_max / 3 * 4 + 2;
static_assert(challenge_line_octets_max + reply_octets_max <= output_block_octets,
              "a goodbye must fit behind a challenge");

}  // namespace heloport::engine
