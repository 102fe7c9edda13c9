// What a server puts on top of a message that it stores.

#include "apps/trace_fields.hpp"

#include <fmt/format.h>

namespace heloport::apps {
namespace {

// RFC 5321, 4.1.3. A zone ("fe80::1%eth0") has meaning on this machine only and no place there.
std::string address_literal(std::string_view address) {
  address = address.substr(0, address.find('%'));
  const bool ipv6 = address.find(':') != std::string_view::npos;
  return fmt::format("[{}{}]", ipv6 ? "IPv6:" : "", address);
}

// Ext of RFC 5321, 4.4: `Domain`, `Domain (literal)` or `literal (literal)`. A literal without an
// address beside it is not in the grammar; it can come over a Unix socket only, so: localhost.
std::string from_clause(const Trace& trace) {
  const bool literal = trace.client_name.starts_with('[');
  if (trace.peer_address.empty())
    return !literal ? trace.client_name : trace.local ? "localhost" : "unknown";
  return fmt::format("{} ({})", trace.client_name, address_literal(trace.peer_address));
}

// Our own name where it must be a Domain or a literal with its TCP-info.
std::string by_clause(const std::string& hostname) {
  return hostname.starts_with('[') ? fmt::format("{0} ({0})", hostname) : hostname;
}

// RFC 3848; RFC 6531, 3.7.3, which has no E. S is for TLS, A for AUTH, and only those who said
// EHLO can have either.
std::string protocol(const Trace& trace) {
  std::string_view base = trace.lmtp ? "LMTP" : trace.extended ? "ESMTP" : "SMTP";
  if (trace.smtputf8) base = trace.lmtp ? "UTF8LMTP" : "UTF8SMTP";
  return fmt::format("{}{}{}", base, trace.tls_cipher.empty() ? "" : "S",
                     trace.authenticated ? "A" : "");
}

// Only for a single recipient: naming one of several would tell the others about it
// (RFC 5321, 4.4 and 7.2). Postmaster without a domain is not a Path.
std::string for_clause(const Trace& trace) {
  if (trace.forward_paths.size() != 1) return "";
  const std::string& path = trace.forward_paths.front();
  if (path.find('@') == std::string::npos) return "";
  return fmt::format("\r\n for <{}>", path);
}

// Additional-Registered-Clauses of RFC 5321, 4.4 stand last.
std::string additional_clauses(const Trace& trace) {
  std::string clauses;
  if (!trace.tls_cipher.empty()) clauses += fmt::format("\r\n tls {}", trace.tls_cipher);
  if (!trace.tls_cipher.empty() && !trace.tls_group.empty()) {
    clauses += fmt::format(" group {}", trace.tls_group);
  }
  if (trace.priority) clauses += fmt::format("\r\n PRIORITY {}", *trace.priority);
  return clauses;
}

}  // namespace

std::string trace_fields(const Trace& trace) {
  return fmt::format(
      "Return-Path: <{}>\r\n"
      "Received: from {}\r\n by {} with {} id {}{}{};\r\n {}\r\n",
      trace.reverse_path, from_clause(trace), by_clause(trace.hostname), protocol(trace), trace.id,
      for_clause(trace), additional_clauses(trace), trace.date);
}

std::string simple_fields(const Trace& trace) {
  return fmt::format("From: {}\r\nTo: {}\r\n", trace.reverse_path,
                     fmt::join(trace.forward_paths, ", "));
}

}  // namespace heloport::apps
