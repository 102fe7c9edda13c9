#pragma once
// What a server puts on top of a message that it stores.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace heloport::apps {

/// What is known of one message when it begins.
struct Trace {
  std::string reverse_path;                // without brackets; empty for <>
  std::vector<std::string> forward_paths;  // without brackets, as they came; Postmaster alone too
  std::string client_name;                 // the argument of HELO, EHLO or LHLO
  std::string peer_address;                // "192.0.2.1"; empty where there is none
  std::string hostname;                    // ours
  bool local = true;                       // the client is on this machine
  bool extended = false;                   // EHLO
  bool lmtp = false;
  bool smtputf8 = false;
  bool authenticated = false;
  std::string tls_cipher{};               // "TLS_AES_256_GCM_SHA384"; empty outside TLS
  std::string tls_group{};                // "x25519"; empty where it is not known
  std::optional<std::int8_t> priority{};  // MT-PRIORITY
  std::string id;
  std::string date;
};

/// Return-Path and Received, CRLF at the end of each (RFC 5321, 4.4). Always a Stamp of that
/// section's grammar: what the grammar has no place for is left out. With TLS its clause of
/// RFC 8314, 4.3 and 7.4, with a priority that of RFC 6710, 4.1.
std::string trace_fields(const Trace& trace);

/// What the documented sessions have instead: From and To, taken from the envelope.
std::string simple_fields(const Trace& trace);

}  // namespace heloport::apps
