#pragma once
// SASL as a server: RFC 4422, with PLAIN, LOGIN, SCRAM-SHA-256, SCRAM-SHA-256-PLUS and EXTERNAL.

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "apps/sasl.hpp"
#include "apps/users.hpp"

namespace heloport::apps {

/// The mechanisms that are possible on this channel, in the order of EHLO: PLAIN and LOGIN under
/// TLS only, -PLUS with channel binding, EXTERNAL with a certificate that names a mailbox.
std::vector<std::string> sasl_mechanisms(const SaslChannel& channel);

/// One exchange: made for an AUTH command, destroyed at its end or when the client cancels.
///
/// Use:      begin(), then step() with each response until it says anything but challenge.
/// Shape:    decoded octets both ways. SCRAM's last message is a challenge of its own; the client
///           answers it with an empty response, and only then it is done (RFC 4954, 4).
/// Limits:   names and passwords of more than sasl_text_octets_max fail.
/// Lifetime: `users` outlives it; the channel is copied.
/// Errors:   steps. After any but challenge, every further step fails. Nothing that a step says
///           depends on whether a user exists.
/// Threads:  one at a time, any. Slow (PLAIN and LOGIN hash for milliseconds, users are read from
///           a file): not for a thread that serves connections.
/// Source:   RFC 4422; RFC 4616; RFC 5802; RFC 7677; RFC 4954, 4.
class SaslServer {
 public:
  /// Null when the mechanism, in upper case or lower, is not among sasl_mechanisms().
  static std::unique_ptr<SaslServer> begin(std::string_view mechanism, const Users& users,
                                           const SaslChannel& channel);
  SaslServer(const SaslServer&) = delete;
  SaslServer& operator=(const SaslServer&) = delete;
  virtual ~SaslServer() = default;

  /// Without a response, once and first: AUTH came without an initial one. The `=` of RFC 4954, 4
  /// is an empty response, not an absent one.
  SaslStep step(std::optional<std::string> response);

 protected:
  SaslServer() = default;

 private:
  virtual SaslStep first_challenge() { return {SaslStep::Kind::challenge, "", ""}; }
  virtual SaslStep respond(const std::string& response) = 0;

  bool over_ = false;
};

}  // namespace heloport::apps
