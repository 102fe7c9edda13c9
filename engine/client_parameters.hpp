#pragma once
// Spells the parameters of MAIL and RCPT for one server.

#include "engine/client_command.hpp"
#include "engine/client_offer.hpp"
#include "engine/client_options.hpp"

namespace heloport::engine {

/// What the parameters depend on, beside the options.
struct ParameterTerms {
  const Offer& offer;
  bool tls_verified = false;  // inside TLS, and the peer is who it should be
  bool smtputf8 = false;      // the transaction's MAIL asked for it
};

/// Writes the parameters that `options` ask for and the server takes, one space between. What is
/// left out and what is a fault stands with each field of MailOptions.
/// Errors: bad_argument when a value is not what its RFC prints: each is judged by the rule by
///         which our own server takes it.
CommandFault spell_parameters(const MailOptions& options, const ParameterTerms& terms,
                              CommandLine& text);
CommandFault spell_parameters(const RcptOptions& options, const ParameterTerms& terms,
                              CommandLine& text);

}  // namespace heloport::engine
