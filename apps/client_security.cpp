// See client_security.hpp.

#include "apps/client_security.hpp"

#include <fmt/format.h>

#include <optional>
#include <utility>

#include "apps/console.hpp"
#include "apps/password.hpp"
#include "apps/users_file.hpp"

namespace heloport::apps {
namespace {

TlsWish tls_wish(const ClientChoice& choice) {
  if (choice.tls == "try") return TlsWish::opportunistic;
  if (choice.tls == "starttls") return TlsWish::starttls;
  return choice.tls == "implicit" ? TlsWish::implicit : TlsWish::none;
}

// The name that the user typed is the one that was meant, so the certificate must be for it. A
// command or a Unix socket has none: it is on this machine.
std::string expected_name(const ClientChoice& choice) {
  if (!choice.tls_name.empty()) return choice.tls_name;
  if (!choice.command.empty() || choice.server.starts_with("unix:")) return "localhost";
  std::string host = choice.server.substr(0, choice.server.rfind(':'));
  if (host.starts_with('[') && host.ends_with(']')) host = host.substr(1, host.size() - 2);
  return host;
}

std::optional<Exit> refuse_contradictions(const ClientChoice& choice, TlsWish tls) {
  const auto needs = [](std::string_view option, std::string_view other) {
    return fail(Exit::usage, fmt::format("{} needs {}", option, other));
  };
  const bool certificate = !choice.tls_certificate.empty();
  const bool password = !choice.password.file.empty() || !choice.password.variable.empty();
  const std::string_view verified = "--tls starttls or implicit";
  const bool verifies = tls == TlsWish::starttls || tls == TlsWish::implicit;
  if (tls == TlsWish::none && certificate) return needs("--tls-cert", verified);
  if (tls == TlsWish::opportunistic && !choice.user.empty()) {
    return needs("--user", "--tls starttls or implicit: try gives the password to whoever answers");
  }
  // Nobody is verified otherwise: whoever says these believes that somebody is.
  if (!choice.tls_ca.empty() && !verifies) return needs("--tls-ca", verified);
  if (!choice.tls_name.empty() && !verifies) return needs("--tls-name", verified);
  if (choice.tls_no_verify && !verifies) return needs("--tls-no-verify", verified);
  if (!choice.tls_key.empty() && !certificate) return needs("--tls-key", "--tls-cert");
  if (password && choice.user.empty()) return needs("a password", "--user");
  return std::nullopt;
}

std::optional<Exit> take_login(const ClientChoice& choice, OpeningWishes& opening) {
  if (choice.user.empty()) return std::nullopt;
  opening.log_in = true;
  opening.login.user = choice.user;
  // With a certificate and nothing else said, the certificate is the login: EXTERNAL.
  const bool named = !choice.password.file.empty() || !choice.password.variable.empty();
  // The server is told who is meant, and refuses where the certificate is somebody else's.
  if (!choice.tls_certificate.empty() && !named) {
    opening.login.authzid = choice.user;
    return std::nullopt;
  }
  // What stands on standard input may be the mail.
  auto password = read_password(choice.password, PasswordAsked::terminal,
                                fmt::format("Password of {}", choice.user));
  if (const auto* fault = std::get_if<PasswordFault>(&password)) {
    return fail(fault->exit, fault->text);
  }
  opening.login.password = std::get<std::string>(std::move(password));
  return std::nullopt;
}

}  // namespace

std::variant<ClientSecurity, Exit> secure(const ClientChoice& choice) {
  ClientSecurity security;
  security.opening.tls = tls_wish(choice);
  if (const auto failure = refuse_contradictions(choice, security.opening.tls)) return *failure;
  if (security.opening.tls != TlsWish::none) {
    // Whoever asks for TLS only where there is some cannot ask who answers, too (RFC 7435, 3).
    const bool verify = security.opening.tls != TlsWish::opportunistic && !choice.tls_no_verify;
    auto opened =
        transports::TlsClientContext::open({choice.tls_ca, choice.tls_certificate, choice.tls_key},
                                           {.verify = verify, .versions = {}});
    if (const auto* fault = std::get_if<transports::Fault>(&opened)) {
      return fail(Exit::no_input, fault->text);
    }
    security.tls = {std::get<std::shared_ptr<transports::TlsClientContext>>(std::move(opened)),
                    expected_name(choice), security.opening.tls == TlsWish::implicit,
                    !choice.tls_certificate.empty()};
  }
  if (const auto failure = take_login(choice, security.opening)) return *failure;
  return security;
}

}  // namespace heloport::apps
