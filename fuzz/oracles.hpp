#pragma once
// What must be true of every conversation with a server session, whatever its octets. Each oracle
// names its complaint, so that a fuzzer can stop on it and a GoogleTest can show it.

#include <optional>
#include <string>
#include <vector>

#include "fuzz/scenario.hpp"
#include "fuzz/session_trace.hpp"

namespace heloport::fuzz {

/// What is wrong; nothing when the oracle holds.
using Complaint = std::optional<std::string>;

/// The session kept the promises of its interface: it neither spins nor sticks, a question stays
/// open until its verdict, Closed repeats, no block is kept.
Complaint interface_is_kept(const Trace& trace);

/// No call of the session allocated.
Complaint nothing_is_allocated(const Trace& trace);

/// Every reply line is one (parse_reply_line), has at most 512 octets and no control octet, and
/// its enhanced code belongs to its class (RFC 5321, 4.2 and 4.5.3.1.5; RFC 2034, 4). A 334 is
/// followed by a space and base64 (RFC 4954, 4).
Complaint replies_are_disciplined(const Trace& trace);

/// One reply for each command and each message, in order, none between 354 and the end of the
/// data; and none left over, but for a 421 that says goodbye.
Complaint one_reply_each(const Scenario& scenario, const Trace& trace);

/// MAIL, RCPT and DATA are accepted only in the order that RFC 5321, 4.1.4 allows, AUTH once and
/// after EHLO, nothing outlives STARTTLS or XCLIENT, and nothing of a transaction its end: a second
/// implementation of the state, from the replies alone.
Complaint transactions_are_in_order(const Scenario& scenario, const Trace& trace);

/// 235 is said as often as the application accepted an AUTH: nobody is let in otherwise.
Complaint logins_are_accepted(const Scenario& scenario, const Trace& trace);

/// Messages begin and end where the independent tokenizer says, their content is exactly what was
/// sent, and what must be refused was not delivered (the end-of-data vectors of SMTP smuggling).
Complaint messages_are_where_the_wire_says(const Scenario& scenario, const Trace& trace);

/// What is refused for what came before, or did not come: see requirement_oracle.hpp.
Complaint nothing_passes_that_must_not(const Scenario& scenario, const Trace& trace);

/// No bare CR, bare LF or NUL ever reaches the application, not even of a message that is refused.
Complaint bodies_are_clean(const Trace& trace);

/// Both traces show the same conversation.
Complaint traces_agree(const Trace& whole, const Trace& split);

/// Where reads end, in every way that is tried: octet by octet, after each CR, and the scenario's
/// own cuts.
std::vector<std::vector<std::size_t>> splits_of(const Scenario& scenario);

/// Plays the scenario whole, in every split and with reluctant output, and asks every oracle.
Complaint check_session(const Scenario& scenario);

}  // namespace heloport::fuzz
