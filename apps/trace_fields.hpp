#pragma once
// What a server puts on top of a message that it stores.

#include <string>
#include <string_view>
#include <vector>

namespace heloport::apps {

/// What is known of one message when it begins.
struct Trace {
  std::string reverse_path;                // without brackets; empty for <>
  std::vector<std::string> forward_paths;  // without brackets, as they came; Postmaster alone too
  std::string client_name;                 // the argument of HELO or EHLO
  std::string peer_address;                // "192.0.2.1"; empty where there is none
  std::string hostname;                    // ours
  bool extended = false;                   // EHLO
  bool smtputf8 = false;
  std::string id;
  std::string date;
};

/// Return-Path and Received, CRLF at the end of each (RFC 5321, 4.4). Always a Stamp of that
/// section's grammar: what the grammar has no place for is left out.
std::string trace_fields(const Trace& trace);

/// What the documented sessions have instead: From and To, taken from the envelope.
std::string simple_fields(const Trace& trace);

}  // namespace heloport::apps
