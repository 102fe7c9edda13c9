#pragma once
// What must be true of every conversation with a server session, whatever its octets. Each oracle
// names its complaint, so that a fuzzer can stop on it and a GoogleTest can show it.

#include <cstddef>
#include <cstdint>
#include <vector>

#include "fuzz/complaint.hpp"
#include "fuzz/scenario.hpp"
#include "fuzz/session_reading.hpp"
#include "fuzz/session_trace.hpp"

namespace heloport::fuzz {

/// The session kept the promises of its interface: it neither spins nor sticks, a question stays
/// open until its verdict, Closed repeats, no block is kept.
Complaint interface_is_kept(const Trace& trace);

/// No call of the session allocated.
Complaint nothing_is_allocated(const Trace& trace);

/// O11: output, events and blocks are bounded by what came in. Holds for a whole play.
Complaint resources_are_bounded(const Trace& trace);

/// O11: what a session searches is in proportion to the octets that it got and said, however they
/// were split: nothing is searched again with each read. (No time is measured: see
/// search_count.hpp.)
Complaint work_is_linear(const Scenario& scenario, const Trace& trace);

/// O11: an idle session holds no block, and no session more than two.
Complaint memory_is_bounded(const Trace& trace);

/// O11: mistakes, idle commands, messages, recipients and logins are as many, and lines, paths and
/// refused data as long, as the limits allow, by a count of its own.
Complaint limits_are_kept(const Scenario& scenario, const Trace& trace,
                          const SessionReading& reading);
/// Of a path without brackets: what stands before the last `@` that is not quoted.
std::size_t local_part_octets(std::string_view path);

/// O7. Every reply line is one (parse_reply_line), has at most 512 octets and no control octet, and
/// its enhanced code belongs to its class (RFC 5321, 4.2 and 4.5.3.1.5; RFC 2034, 4). A 334 is
/// followed by a space and base64 (RFC 4954, 4).
Complaint replies_are_disciplined(const Trace& trace);

/// O7. One reply for each command and each message, in order, none between 354 and the end of the
/// data; and none left over, but for a 421 that says goodbye.
Complaint one_reply_each(const Scenario& scenario, const Trace& trace);
Complaint one_reply_each(const Trace& trace, const SessionReading& reading);

/// O8. MAIL, RCPT and DATA are accepted only in the order that RFC 5321, 4.1.4 allows, AUTH once
/// and after EHLO, nothing outlives STARTTLS or XCLIENT, and nothing of a transaction its end: a
/// second implementation of the state, from the replies alone.
Complaint transactions_are_in_order(const Scenario& scenario, const Trace& trace);
Complaint transactions_are_in_order(const SessionReading& reading);

/// O8. Behind each event and each answer the session stands where a second table of the states says
/// (lockstep.cpp), made from the RFCs: phase, transaction, EHLO, TLS, AUTH.
Complaint states_are_in_step(const Trace& trace);

/// 235 is said as often as the application accepted an AUTH: nobody is let in otherwise.
Complaint logins_are_accepted(const Scenario& scenario, const Trace& trace);
Complaint logins_are_accepted(const Trace& trace, const SessionReading& reading);

/// O6, O14. Messages begin and end where the independent tokenizer says, their content is exactly
/// what was sent, and what must be refused was not delivered (the end-of-data vectors of SMTP
/// smuggling).
Complaint messages_are_where_the_wire_says(const Scenario& scenario, const Trace& trace);
Complaint messages_are_where_the_wire_says(const Scenario& scenario, const Trace& trace,
                                           const SessionReading& reading);

/// O6. Behind a message that was refused for its line ends nothing is read as a command: a second
/// message may be hidden there, and whoever passed it on may have read the first one otherwise.
Complaint nothing_is_read_behind_foul_data(const Trace& trace, const SessionReading& reading);

/// O6. No bare CR, bare LF or NUL ever reaches the application, not even of a message that is
/// refused.
Complaint bodies_are_clean(const Trace& trace);

/// O2. Both traces show the same conversation.
Complaint traces_agree(const Trace& whole, const Trace& split);

/// O2. It makes no difference when the replies leave.
Complaint draining_is_not_seen(const Trace& whole, const Trace& reluctant);

/// Where reads end, in every way that is tried: octet by octet, after each CR, and the scenario's
/// own cuts.
std::vector<std::vector<std::size_t>> splits_of(const Scenario& scenario);

/// O12. The same once more, in blocks that hold something else: nothing is remembered but what was
/// said, and nothing is read that was not written.
Complaint it_happens_again(const Scenario& scenario, const Trace& whole);

/// O8, deep. Where no transaction is open, the session goes on exactly as a new one to which
/// nothing was said but what stays: the accepted EHLO, STARTTLS, AUTH and XCLIENT. Of the places
/// where that can be asked, the one with this number, modulo how many there are; nothing to ask
/// is no complaint. Limits that count over a session are lifted for it.
Complaint reset_equals_new(const Scenario& scenario, std::size_t choice);

/// What is asked beside a whole play, each by one more play or two.
enum class Comparison : std::uint8_t {
  octet_by_octet,
  after_each_cr,
  own_cuts,
  reluctant,
  again,
  as_new,
};
inline constexpr std::size_t comparisons = 6;

/// Plays the scenario whole, in every split and with reluctant output, and asks every oracle.
Complaint check_session(const Scenario& scenario);

/// Plays it whole, asks every oracle that needs one play, and makes one comparison. Octet by octet
/// is not tried beyond `octets_by_one_max` octets: after each CR instead.
Complaint check_session(const Scenario& scenario, Comparison comparison, std::size_t choice);
inline constexpr std::size_t octets_by_one_max = 1024;

/// A number made of all octets of an input, the same on every machine: what a target chooses by.
std::uint64_t number_of(std::string_view input);

}  // namespace heloport::fuzz
