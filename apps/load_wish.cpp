// See load_wish.hpp.

#include "apps/load_wish.hpp"

#include <fmt/format.h>

#include <chrono>
#include <string>
#include <string_view>
#include <utility>

#include "apps/addresses.hpp"
#include "apps/client_security.hpp"
#include "apps/console.hpp"
#include "apps/load_report.hpp"
#include "grammar/path.hpp"
#include "transports/resolve.hpp"

namespace heloport::apps {
namespace {

constexpr std::uint64_t messages_usual = 1000;

Exit refuse_mailbox(std::string_view option, const std::string& text) {
  return fail(Exit::usage,
              fmt::format("{} {}: this is no mail address; write it as user@domain", option, text));
}

}  // namespace

std::optional<Exit> refuse_contradictions(const LoadOptions& options) {
  if (options.server.empty() && options.command.empty()) {
    return fail(Exit::usage, "which server? Write HOST:PORT, unix:PATH or --exec COMMAND");
  }
  if (options.ahead > 1 && !options.bdat) {
    return fail(Exit::usage,
                "--ahead over 1 needs --bdat: content may not follow DATA before its 354");
  }
  if (!grammar::is_domain(options.hello_name)) {
    return fail(Exit::usage, fmt::format("--hello {}: this is no domain; write it like "
                                         "client.example.com or [192.0.2.1]",
                                         options.hello_name));
  }
  return std::nullopt;
}

std::variant<LoadMail, Exit> mail_of(const LoadOptions& options) {
  LoadMail mail;
  const bool null_path = options.from == "<>" || options.from.empty();
  const auto from = null_path ? std::string() : typed_mailbox(options.from);
  if (!from) return refuse_mailbox("--from", options.from);
  const auto to = typed_mailbox(options.rcpt);
  if (!to) return refuse_mailbox("--rcpt", options.rcpt);
  if (to->starts_with('"') && options.recipients > 1) {
    return fail(Exit::usage, fmt::format("--rcpt {}: with -r over 1 a number goes before the @, "
                                         "which a quoted local part does not take",
                                         options.rcpt));
  }
  mail.from = *from;
  mail.to = *to;
  mail.recipients = options.recipients;
  mail.octets = options.message_octets;
  mail.chunked = options.bdat;
  mail.pipelined = options.pipelining;
  mail.ahead = options.pipelining ? options.ahead : 0;
  mail.lmtp = options.lmtp;
  return mail;
}

LoadManners manners_of(const LoadOptions& options) {
  LoadManners manners;
  manners.hello = (options.lmtp ? "LHLO " : "EHLO ") + options.hello_name;
  manners.starttls = options.tls == "starttls";
  if (options.pipelining) manners.needed.emplace_back("PIPELINING");
  if (options.bdat) manners.needed.emplace_back("CHUNKING");
  manners.session_mails = options.session_mails;
  manners.patience = engine::Time(static_cast<std::int64_t>(options.timeout_seconds * 1000));
  return manners;
}

LoadAmount amount_of(const LoadOptions& options) {
  LoadAmount amount;
  amount.messages_max = options.messages;
  amount.messages_per_second = options.messages_per_second;
  if (options.duration_seconds > 0) {
    amount.duration = std::chrono::duration_cast<LoadTime>(
        std::chrono::duration<double>(options.duration_seconds));
  } else if (options.messages == 0) {
    amount.messages_max = messages_usual;
  }
  return amount;
}

std::variant<LoadTarget, Exit> target_of(const LoadOptions& options) {
  LoadTarget target;
  target.name = server_name(options);
  target.way = options.command;
  if (!options.command.empty()) return target;
  auto resolved = transports::resolve_address(options.server);
  if (const auto* fault = std::get_if<transports::Fault>(&resolved)) {
    return fail(Exit::usage, fault->text);
  }
  target.way = std::get<transports::Address>(std::move(resolved));
  const auto* ip = std::get_if<transports::IpAddress>(&std::get<transports::Address>(target.way));
  if (ip != nullptr && ip->port == 0) {
    return fail(Exit::usage, fmt::format("{}: nobody listens on port 0", options.server));
  }
  return target;
}

// A password is told to nobody whom heloport send would not tell it.
std::optional<Exit> secure(const LoadOptions& options, LoadTarget& target, LoadManners& manners) {
  ClientChoice choice;
  choice.server = options.server;
  choice.command = options.command;
  choice.tls = options.tls;
  choice.tls_ca = options.tls_ca;
  choice.tls_name = options.tls_name;
  choice.user = options.user;
  choice.password = options.password;
  const bool nobody_minds = options.user.empty() && options.tls_ca.empty() &&
                            options.tls_name.empty() && options.tls != "none";
  choice.tls_no_verify = options.tls_no_verify || nobody_minds;
  auto secured = secure(choice);
  if (const Exit* exit = std::get_if<Exit>(&secured)) return *exit;
  ClientSecurity& security = std::get<ClientSecurity>(secured);
  target.tls = {security.tls.context, security.tls.server_name, security.tls.at_once};
  if (security.opening.log_in) manners.login = std::move(security.opening.login);
  return std::nullopt;
}

}  // namespace heloport::apps
