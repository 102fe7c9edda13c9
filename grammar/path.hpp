#pragma once
// Paths, mailboxes and domains as views into the line they were parsed from.

#include <cstdint>
#include <string>
#include <string_view>

namespace heloport::grammar {

enum class DomainKind : std::uint8_t { none, domain, ipv4, ipv6 };

/// A Reverse-path or Forward-path (RFC 5321, 4.1.2).
///
/// Shape:    `text` is what stands between the brackets, source route included. For `<>` all
///           views are empty and is_null is true. For `<Postmaster>` only local_part is set.
/// Lifetime: views into the parsed line.
struct Path {
  std::string_view text;
  std::string_view source_route;  // "@a,@b", to be ignored (RFC 5321, 3.6.1)
  std::string_view mailbox;       // local_part@domain, as written
  std::string_view local_part;    // quotes and backslashes still in place
  std::string_view domain;        // an address literal keeps its brackets
  DomainKind domain_kind = DomainKind::none;
  bool is_null = false;        // <>
  bool is_postmaster = false;  // <Postmaster>, without a domain, any case (RCPT only)
  bool is_utf8 = false;        // holds octets over 127, all of them well-formed UTF-8
};

/// A mailbox on its own, as in `bob@example.com`: the argument of VRFY, LIST and READ, or of a
/// command line. Also takes it in angle brackets. is_null is true when it is not a mailbox.
Path parse_mailbox(std::string_view text);

/// True if `text` is a Domain or an address literal (RFC 5321, 4.1.2, 4.1.3; RFC 6531, 3.3).
bool is_domain(std::string_view text);

/// The local part without quotes and backslashes: `"a\b"` and `ab` name one mailbox
/// (RFC 5321, 4.1.2). Copies, because the result need not be contiguous in the input.
std::string unquoted(std::string_view local_part);

}  // namespace heloport::grammar
