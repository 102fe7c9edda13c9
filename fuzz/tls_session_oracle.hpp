#pragma once
// O9 with real TLS: a server session behind a TLS layer, a client of TLS, and a bad link between.

#include <cstdint>
#include <string>
#include <string_view>

#include "fuzz/complaint.hpp"

namespace heloport::fuzz {

/// What happens to the octets of one conversation.
struct TlsTrouble {
  enum class Kind : std::uint8_t {
    none,
    cut,         // the connection drops, in both directions
    change,      // one octet is another
    clear,       // something is said in clear behind STARTTLS
    goodbye,     // the client says close_notify, and then octets come all the same
    half_close,  // the client closes its direction, without a word of TLS, and hears on
  };
  Kind kind = Kind::none;
  bool to_client = false;  // cut: in which direction
  std::size_t at = 0;      // cut, change: octets that have passed before; of `inside` for the ends
  std::size_t piece = 0;   // octets that arrive at once; 0: any number
  bool tls_1_2 = false;    // at most
  std::string in_clear;    // clear: said in clear behind STARTTLS; goodbye: behind close_notify,
                           // where it is empty all records of the client, once more
  std::string inside;      // said inside TLS
};

/// What the server's session heard, and how the conversation ended.
struct TlsOutcome {
  std::string events;        // one line each, of the session
  bool stood = false;        // TLS did, for the server; it may have ended since
  bool finished = false;     // both sides are over
  bool dropped = false;      // the link was cut
  bool truncated = false;    // the server's layer says that the end was not the peer's
  bool over_before = false;  // the session was, before its input ended
};

TlsOutcome play_tls(const TlsTrouble& trouble);

/// The session heard the beginning of what it hears without trouble, and nothing else, whatever
/// stood in clear behind STARTTLS; and it came to an end.
Complaint tls_lets_nothing_else_through(const TlsTrouble& trouble, const TlsOutcome& untroubled,
                                        const TlsOutcome& outcome);

/// A close_notify is the end that the peer wanted, whatever comes behind it; the end of a
/// connection inside TLS without one is known as a cut (RFC 8446, 6.1).
Complaint ends_are_told_apart(const TlsTrouble& trouble, const TlsOutcome& outcome);

/// clear: what a transport read into the session's room before TLS began, and reports behind that,
/// is not heard by the session, and there is no TLS (RFC 3207, 4.2): whoever wrote it.
Complaint no_lent_room_is_heard(const TlsTrouble& trouble);

/// The input: kind and flags, place (two octets), piece, the length of what is in clear, that text
/// (a NOOP where there is none), and the rest inside.
TlsTrouble tls_trouble_of(std::string_view input);

}  // namespace heloport::fuzz
