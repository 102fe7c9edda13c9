#pragma once
// Names in certificates: which server is expected, and who a client is.

#include <openssl/types.h>

#include <string>
#include <string_view>

namespace heloport::transports {

/// Makes the handshake expect a certificate for this server, and says the name in the hello (SNI)
/// if it is one. False: it cannot be expected, so the handshake must not begin.
///
/// Shape:  "mx.example.org", "mx.example.org.", "192.0.2.1", "2001:db8::1", and the literals of
///         SMTP, "[192.0.2.1]" and "[IPv6:2001:db8::1]". A name is compared with dNSName, an
///         address with iPAddress, never with the subject. A wildcard stands for the whole leftmost
///         label and no more. U-labels are the caller's to convert.
/// Source: RFC 9525, 6; RFC 6066, 3.
bool expect_server(SSL* ssl, std::string_view server_name);
/// Whether that was done.
bool expects_server(SSL* ssl);

/// The first rfc822Name, or else the most specific common name; empty if there is none, or if it
/// holds a control character, a NUL above all: it would be another name for whoever stops there.
std::string identity_in(const X509* certificate);

}  // namespace heloport::transports
