// What OpenSSL says went wrong, in one sentence.

#include "transports/tls_errors.hpp"

#include <openssl/err.h>
#include <openssl/ssl.h>
#include <openssl/x509_vfy.h>

#include <system_error>

namespace heloport::transports {

namespace {

// The first error is the cause; those behind it are who passed it on.
std::string reason_of(unsigned long error) {
  if (ERR_SYSTEM_ERROR(error)) return std::generic_category().message(ERR_GET_REASON(error));
  const char* reason = ERR_reason_error_string(error);
  return reason != nullptr ? reason : "OpenSSL error " + std::to_string(error);
}

// Clearing goes through all sixteen places of the queue, which is empty nearly always: it was a
// fifth of what receiving a record costs.
void clear_queue() {
  if (ERR_peek_error() != 0) ERR_clear_error();
}

bool is_alert_of_peer(unsigned long error) {
  return ERR_GET_LIB(error) == ERR_LIB_SSL && ERR_GET_REASON(error) > SSL_AD_REASON_OFFSET &&
         ERR_GET_REASON(error) <= SSL_AD_REASON_OFFSET + 255;
}

}  // namespace

TlsErrors::TlsErrors() {
  clear_queue();
}

TlsErrors::~TlsErrors() {
  clear_queue();
}

std::string TlsErrors::of(const SSL* ssl) const {
  const unsigned long error = ERR_peek_error();
  if (error == 0) return "TLS failed without a reason";
  if (is_alert_of_peer(error)) {
    const int alert = ERR_GET_REASON(error) - SSL_AD_REASON_OFFSET;
    return std::string("the peer sent the alert: ") + SSL_alert_desc_string_long(alert);
  }
  std::string text = reason_of(error);
  if (ERR_GET_REASON(error) == SSL_R_CERTIFICATE_VERIFY_FAILED) {
    text += std::string(": ") + X509_verify_cert_error_string(SSL_get_verify_result(ssl));
  }
  return text;
}

Fault TlsErrors::with(const std::string& doing, const std::string& file) const {
  const unsigned long error = ERR_peek_error();
  const std::string reason = error == 0 ? "no reason given" : reason_of(error);
  const std::error_code code = error != 0 && ERR_SYSTEM_ERROR(error)
                                   ? std::error_code(ERR_GET_REASON(error), std::generic_category())
                                   : std::make_error_code(std::errc::invalid_argument);
  return {code, "cannot " + doing + (file.empty() ? "" : " " + file) + ": " + reason};
}

}  // namespace heloport::transports
