#pragma once
// What the suite says about one case and one server.

#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "conformance/case.hpp"

namespace heloport::conformance {

enum class Judgement : std::uint8_t {
  satisfied,
  violated,        // a MUST is broken; with --strict a SHOULD, too
  latitude,        // a SHOULD or MAY is declined: allowed, and worth knowing
  inconclusive,    // the server did not let the case come to its question
  not_applicable,  // the case is about something that this server does not offer
};

/// "violated".
std::string_view judgement_name(Judgement judgement);

/// What became of one case. Every text is printable: octets are escaped as in transcripts.
struct CaseResult {
  const Case* subject = nullptr;
  Judgement judgement = Judgement::inconclusive;
  std::string reason;                // one sentence; empty when satisfied
  std::string allowed;               // "503 or 554"; empty where there is nothing to compare
  std::string came;                  // "S: 250 2.1.0 Ok", or "nothing for 5 seconds"
  std::size_t line = 0;              // of the case's file; 0: none
  std::vector<std::string> session;  // the conversation as transcript lines: "C: NOOP", "S: 250 Ok"
  /// The codes that came in their order, for comparing servers: "220 250 250 503 221".
  std::string codes;
  std::chrono::microseconds duration{0};
  bool connected = true;  // false: the server could not be reached for this case
  bool in_vain = false;   // a reply was waited for until the patience was over
};

/// One row of the end-of-data table.
struct EndOfData {
  enum class Outcome : std::uint8_t {
    carried_on,  // taken as content; the message was accepted at its true end
    refused,     // the message was refused at its true end, or the connection closed
    ended,       // the message ended at the vector, and what followed was executed
    unclear,
  };
  std::string vector;    // "\n.\r\n", escaped
  std::string position;  // "after a line of the body"
  bool is_end = false;   // the vector holds CRLF.CRLF: it must end the message
  Outcome outcome = Outcome::unclear;
};

/// Who was judged, when and how.
struct Target {
  std::string name;      // as the user wrote it, or --name
  std::string address;   // "127.0.0.1:2525", "unix:/run/smtp.sock", "exec:heloport serve --stdio"
  std::string options;   // the options that matter, as typed: "--lmtp --rcpt bob@example.org"
  std::string greeting;  // the first line of the 220
  std::vector<std::string> keywords;  // lines of the EHLO reply: "SIZE 26214400"
  std::string date;                   // RFC 3339, UTC
};

/// One run of the suite against one server.
struct Run {
  Target target;
  bool strict = false;
  std::vector<CaseResult> results;     // in the order of their ids
  std::vector<EndOfData> end_of_data;  // empty where that part was not run
  std::chrono::milliseconds duration{0};
};

struct Counts {
  std::size_t satisfied = 0, violated = 0, latitude = 0, inconclusive = 0, not_applicable = 0;
};
Counts count(const Run& run);

}  // namespace heloport::conformance
