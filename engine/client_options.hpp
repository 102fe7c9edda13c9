#pragma once
// What an application gives a client session, and why the session may not take it.

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "engine/parameters.hpp"
#include "engine/protocol.hpp"

namespace heloport::engine {

/// What a client says of itself, and its patience.
struct ClientOptions {
  /// LMTP: LHLO, and no other hello when that is refused (RFC 2033, 4.1).
  Protocol protocol = Protocol::smtp;
  /// A Domain or an address literal, in ASCII. Read when the greeting was answered, and again
  /// inside TLS: until then it may still be chosen by dialect().
  std::string hello_name = "localhost";
  /// Skips EHLO and HELO: the next command is the application's (LIST and READ need no HELO).
  bool say_hello = true;
  /// Mechanisms that show the password, PLAIN and LOGIN, outside TLS (RFC 4616, 5: not unasked).
  bool passwords_in_clear = false;
  // RFC 5321, 4.5.3.2. A chunk is answered within command_timeout, the last one within
  // message_timeout; content leaves block by block in both.
  std::chrono::seconds greeting_timeout{300};
  std::chrono::seconds command_timeout{300};
  std::chrono::seconds data_timeout{120};
  std::chrono::seconds block_timeout{180};
  std::chrono::seconds message_timeout{600};
  // Twice what anyone sends; LIST and READ excepted, and the challenges of AUTH (RFC 4954, 4).
  std::size_t reply_line_octets_max = 4096;
  std::size_t reply_lines_max = 256;  // likewise
};

/// What MAIL may carry. What the server did not offer is left out where nothing is lost by it, or
/// where the RFC says so; otherwise the call says not_offered.
///
/// Shape:    text is plain: the session encodes it.
/// Lifetime: views are read during the call.
struct MailOptions {
  /// Left out when SIZE is not offered: it is advice (RFC 1870, 6).
  std::optional<std::uint64_t> size_octets{};
  /// 8BITMIME and BINARYMIME are not left out: RFC 6152, 3 and RFC 3030, 3 forbid to send such a
  /// content to a server without them. 7BIT is, being the default.
  std::optional<BodyType> body{};
  /// Not left out: RFC 6531, 3.2 forbids to send such a message at all.
  bool smtputf8 = false;
  /// Left out without DSN, as `envid` is: RFC 3461, 5.2.2 wants no parameter of it on such a
  /// server. What the sender was promised is then the application's to keep.
  std::optional<Ret> ret{};
  std::string_view envid{};  // printable ASCII; empty for none
  /// A mailbox, or `<>` for nobody known; empty for none. Left out when AUTH is not offered: a
  /// server without it takes every sender for unknown (RFC 4954, 5).
  std::string_view auth{};
  /// With `returns` not left out, and the announced least time holds (RFC 2852, 4.1.4.1). Without
  /// it is left out; the application then owes a report (RFC 2852, 4.1.4.2).
  std::optional<DeliverBy> deliver_by{};
  /// Not left out: the message would leave at once (RFC 4865, 4.1).
  std::optional<Hold> hold{};
  /// -9 to 9. Left out when MT-PRIORITY is not offered (RFC 6710, 4.3).
  std::optional<std::int8_t> priority{};
  /// Not left out, and only inside TLS with the peer verified (RFC 8689, 2).
  bool requiretls = false;
};

/// Who the message was for when it began its way (RFC 3461, 4.2).
struct OriginalRecipient {
  std::string_view addr_type = "rfc822";
  std::string_view address{};
  /// The address is xtext as it was received: a relay passes it on octet for octet (5.2.1).
  bool encoded = false;
};

/// What RCPT may carry. Left out without DSN (RFC 3461, 5.2.2). Shape, Lifetime: as MailOptions.
struct RcptOptions {
  std::optional<Notify> notify{};
  std::optional<OriginalRecipient> orcpt{};
};

/// Why a command was not sent. Nothing of it left.
enum class CommandFault : std::uint8_t {
  none,
  not_your_turn,  // a reply is awaited that must come first, the output is full, the session is
                  // over, or the transaction is not there yet: MAIL, RCPT, DATA is the order, and
                  // one recipient at least must be accepted or still be unanswered
  bad_argument,   // not what the grammar allows: would have been a broken or injected command
  not_offered,    // needs an extension that the server does not have
  too_big,        // the server announced a smaller SIZE
  over_limit,     // the server announced a limit that this would pass: RCPTMAX, MAILMAX and
                  // RCPTDOMAINMAX (RFC 9422), the times of DELIVERBY and FUTURERELEASE
  needs_tls,      // must not be said outside TLS: a password; REQUIRETLS, where the peer must be
                  // verified too
};

}  // namespace heloport::engine
