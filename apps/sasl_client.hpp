#pragma once
// SASL as a client, with the mechanisms of apps/sasl_server.hpp.

#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "apps/sasl.hpp"

namespace heloport::apps {

/// Who wants in. `authzid` is empty, or whom to act as.
struct SaslLogin {
  std::string user;
  std::string password;
  std::string authzid;
};

/// One exchange, client side.
///
/// Use:      `AUTH MECHANISM` with the octets of step({}) as initial response when speaks_first(),
///           without one otherwise. Then step() with the octets of each 334: challenge and done
///           mean that `octets` are to be sent, empty or not; anything else that `*` is.
/// Shape:    decoded octets both ways. An initial response that is too long for a command line may
///           wait for an empty 334: give that one to nobody and send the response.
/// Limits:   a server that asks SCRAM for less than 4,096 iterations (RFC 7677, 4) or for more
///           than 10,000,000 is refused: the former would be cheap to guess from, the latter hangs.
/// Errors:   steps. A 235 is only to be believed when complete(): for SCRAM, the server has proved
///           that it knows the user's secrets (RFC 5802, 5.1).
/// Threads:  one at a time. step() is slow for SCRAM.
class SaslClient {
 public:
  /// Null when the mechanism is unknown, or the channel lacks what it needs.
  static std::unique_ptr<SaslClient> begin(std::string_view mechanism, SaslLogin login,
                                           const SaslChannel& channel);

  /// The best of what the server offers; nothing when none will do. With a password:
  /// SCRAM-SHA-256-PLUS, SCRAM-SHA-256, then PLAIN and LOGIN where the channel allows them.
  /// Without: EXTERNAL, if there is a certificate.
  static std::optional<std::string> strongest(std::span<const std::string> offered,
                                              const SaslChannel& channel, bool have_password);

  SaslClient(const SaslClient&) = delete;
  SaslClient& operator=(const SaslClient&) = delete;
  virtual ~SaslClient() = default;

  virtual bool speaks_first() const = 0;
  virtual SaslStep step(std::optional<std::string> challenge) = 0;
  virtual bool complete() const = 0;

 protected:
  SaslClient() = default;
};

}  // namespace heloport::apps
