#pragma once
// How a session of a load logs in.

#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "apps/load_fault.hpp"
#include "apps/sasl_client.hpp"
#include "engine/client_offer.hpp"

namespace heloport::apps {

/// AUTH with the mechanism that heloport send would take, and what follows it.
///
/// Use:      note() each line of the EHLO; begin() after it, then line() is to be said; with each
///           3yz answer(), then line() is to be said; with a 2yz succeed(), then it is over.
///           tls_is() when TLS stands: what was offered in clear counts no more.
/// Lifetime: `login` outlives it. A line() dies with the next call.
/// Errors:   what the server must not do, and what cannot be said to it. No text holds anything
///           that lets a password be tried.
/// Threads:  none. SCRAM is slow by intent.
/// Source:   RFC 4954, 4.
class LoadLogin {
 public:
  explicit LoadLogin(const SaslLogin& login) : login_(login) {}
  ~LoadLogin();
  LoadLogin(const LoadLogin&) = delete;
  LoadLogin& operator=(const LoadLogin&) = delete;

  void tls_is(const SaslChannel& channel);
  void note(std::string_view line) { offer_.note(line); }
  std::optional<LoadFault> begin();
  /// `challenge`: the text of the 334, base64.
  std::optional<LoadFault> answer(std::string_view challenge);
  std::optional<LoadFault> succeed() const;

  std::string_view line() const { return line_; }
  /// What is answered, without a response: "AUTH PLAIN".
  const std::string& command() const { return command_; }

 private:
  void say(std::string response);

  const SaslLogin& login_;
  SaslChannel channel_;
  engine::Offer offer_;
  std::unique_ptr<SaslClient> exchange_;
  std::string command_;
  std::string line_;
  std::optional<std::string> unsaid_;  // the initial response, where it has no room beside AUTH
};

}  // namespace heloport::apps
