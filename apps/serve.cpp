// heloport serve: a server from its options to its last session.

#include "apps/serve.hpp"

#include <fmt/format.h>
#include <sys/resource.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <memory>
#include <utility>

#include "apps/addresses.hpp"
#include "apps/console.hpp"
#include "apps/equipment.hpp"
#include "apps/log.hpp"
#include "apps/server_party.hpp"
#include "apps/typed_party.hpp"
#include "grammar/path.hpp"
#include "transports/proxied_party.hpp"
#include "transports/server.hpp"
#include "transports/stdio.hpp"

namespace heloport::apps {
namespace {

using Addresses = std::vector<transports::Address>;

// Those of --listen, then those of --tls-listen.
std::variant<Addresses, Exit> addresses_of(const ServeOptions& options) {
  std::vector<std::string> texts = options.listen;
  if (texts.empty() && options.tls_listen.empty()) texts.emplace_back("127.0.0.1:2525");
  texts.insert(texts.end(), options.tls_listen.begin(), options.tls_listen.end());
  Addresses addresses;
  for (const std::string& text : texts) {
    auto address = transports::parse_address(text);
    if (auto* fault = std::get_if<transports::Fault>(&address)) {
      return fail(Exit::usage, fault->text);
    }
    addresses.push_back(std::move(std::get<transports::Address>(address)));
  }
  return addresses;
}

// A server that takes any mail from anybody would fill up with other people's spam.
std::optional<Exit> refuse_exposure(const ServeOptions& options, const Addresses& addresses) {
  if (!options.domains.empty()) return std::nullopt;
  for (const transports::Address& address : addresses) {
    if (transports::is_loopback(address)) continue;
    return fail(Exit::configuration,
                fmt::format("{} can be reached from other machines, and without --domain any "
                            "recipient is taken; add --domain for each domain whose mail you want",
                            transports::to_string(address)));
  }
  return std::nullopt;
}

// RFC 2033, 5: mail servers would take it for one of theirs.
std::optional<Exit> refuse_lmtp_on_port_25(const ServeOptions& options,
                                           const Addresses& addresses) {
  constexpr std::uint16_t smtp_port = 25;
  for (const transports::Address& address : addresses) {
    const auto* ip = std::get_if<transports::IpAddress>(&address);
    if (!options.lmtp || ip == nullptr || ip->port != smtp_port) continue;
    return fail(Exit::configuration, "LMTP must not be spoken on port 25; 24 is its own");
  }
  return std::nullopt;
}

std::optional<Exit> refuse_names(const ServeOptions& options, const std::string& hostname) {
  for (const std::string& domain : options.domains) {
    if (grammar::is_domain(domain)) continue;
    return fail(Exit::usage, fmt::format("--domain {}: this is no domain; write it like "
                                         "example.com or [192.0.2.1]",
                                         domain));
  }
  if (grammar::is_domain(hostname)) return std::nullopt;
  return fail(Exit::usage, fmt::format("--hostname {}: this is no domain; write it like "
                                       "mx.example.com or [192.0.2.1]",
                                       hostname));
}

engine::ServerOptions session_options(const ServeOptions& options, const std::string& hostname) {
  engine::ServerOptions session;
  session.hostname = hostname;
  session.dialect = engine::dialect_named(options.dialect);
  session.line_endings = options.line_endings == "refuse" ? engine::LineEndings::refuse
                                                          : engine::LineEndings::normalise;
  session.limits.message_octets_max = options.message_octets_max;
  session.limits.recipients_max = options.recipients_max;
  session.limits.recipient_tries_max =
      std::max(session.limits.recipient_tries_max, 2 * options.recipients_max);
  session.limits.command_timeout = std::chrono::seconds(options.command_seconds);
  session.limits.body_timeout = std::chrono::seconds(options.data_seconds);
  return session;
}

// Each connection is a descriptor and its message another one; some are ours.
void raise_descriptor_limit(std::size_t connections) {
  rlimit limit{};
  if (getrlimit(RLIMIT_NOFILE, &limit) != 0) return;
  const rlim_t wanted = 2 * connections + 256;
  if (limit.rlim_cur >= wanted) return;
  limit.rlim_cur = std::min(wanted, limit.rlim_max);
  setrlimit(RLIMIT_NOFILE, &limit);
  if (limit.rlim_cur >= wanted) return;
  tell(
      fmt::format("heloport: only {} descriptors are allowed: beyond them connections wait; "
                  "raise ulimit -n or lower --connections-max",
                  limit.rlim_cur));
}

void tell_where_mail_goes(const ServeOptions& options, const mailbox::Store& store) {
  if (options.domains.empty()) {
    tell(fmt::format("heloport: mail for any recipient goes to {}; nothing is ever sent on",
                     options.store));
  } else {
    tell(fmt::format("heloport: mail for {} and for postmaster goes to {}; others are refused",
                     fmt::join(options.domains, ", "), options.store));
  }
  tell(fmt::format("heloport: {}", store.promise()));
}

// What is said where there is no session to say it.
std::string turned_away(const engine::ServerOptions& session, transports::TurnedAway why) {
  const bool enhanced = session.dialect->extensions.has(engine::ExtensionId::enhancedstatuscodes);
  return fmt::format("421 {}{} {}\r\n", enhanced ? "4.3.2 " : "", session.hostname,
                     why == transports::TurnedAway::too_many
                         ? "Too many connections, try again later"
                         : "Shutting down");
}

Exit serve_stdio(const ServeOptions& options, const transports::Welcome& welcome) {
  transports::StdioOptions stdio;
  stdio.grace = std::chrono::seconds(options.grace_seconds);
  const transports::Welcome typed = [&welcome](const transports::Arrival& arrival) {
    return std::make_unique<TypedParty>(welcome(arrival));
  };
  const bool terminal = isatty(STDIN_FILENO) == 1;
  if (const auto fault = transports::serve_stdio(terminal ? typed : welcome, stdio)) {
    return fail(Exit::os_error, fault->text);
  }
  return Exit::ok;
}

Exit serve_sockets(const ServeOptions& options, Service& service, const Addresses& addresses,
                   const transports::Welcome& welcome) {
  transports::ServerOptions sockets;
  sockets.loops = static_cast<unsigned>(options.loops);
  sockets.connections_max = options.connections_max;
  sockets.grace = std::chrono::seconds(options.grace_seconds);
  sockets.handle_signals = true;
  sockets.turned_away = [&service](transports::TurnedAway why) {
    return turned_away(service.options, why);
  };
  raise_descriptor_limit(options.connections_max);
  transports::Server server(sockets, welcome);
  for (const transports::Address& address : addresses) {
    const auto bound = server.listen(address);
    if (const auto* fault = std::get_if<transports::Fault>(&bound)) {
      return fail(exit_for(fault->error), fault->text);
    }
    const std::string text = transports::to_string(std::get<transports::Address>(bound));
    tell(fmt::format("heloport: listening on {}", text));
    if (service.view != nullptr) service.view->running_on(text);
  }
  tell_where_mail_goes(options, service.store);
  server.run();
  return Exit::ok;
}

bool on_stdio(const ServeOptions& options) {
  return options.stdio || options.stdio_tls;
}

// A proxy stands in front of everything else, TLS included.
std::variant<transports::Welcome, Exit> front_door(const ServeOptions& options,
                                                   transports::Welcome welcome) {
  auto proxies = transports::parse_trust_list(options.proxies);
  if (const auto* fault = std::get_if<transports::Fault>(&proxies)) {
    return fail(Exit::usage, "--proxy-from " + fault->text);
  }
  if (options.proxies.empty()) return welcome;
  transports::ProxyOptions proxy;
  proxy.refused = [](const transports::Arrival& arrival, std::string_view why) {
    log_note(fmt::format("connection of proxy {} closed: {}", arrival.peer_address, why));
  };
  return transports::proxied(std::move(welcome), std::get<transports::TrustList>(proxies), proxy);
}

Exit run(const ServeOptions& options, Service& service, const Addresses& listen) {
  const std::size_t sessions_max = on_stdio(options) ? 1 : options.connections_max;
  const auto door = front_door(options, welcome_to(service, sessions_max));
  if (const Exit* failure = std::get_if<Exit>(&door)) return *failure;
  const auto& welcome = std::get<transports::Welcome>(door);
  if (!on_stdio(options)) {
    service.first_tls_entrance = listen.size() - options.tls_listen.size();
    return serve_sockets(options, service, listen, welcome);
  }
  if (options.stdio_tls) service.first_tls_entrance = 0;
  tell_where_mail_goes(options, service.store);
  return serve_stdio(options, welcome);
}

}  // namespace

Exit exit_for(const std::error_code& error) {
  if (error == std::errc::permission_denied || error == std::errc::operation_not_permitted) {
    return Exit::no_permission;
  }
  return Exit::os_error;
}

// Blocks of memory belong to the loop that leases them, and a loop is a thread: each makes its
// own when its first session arrives, big enough for the case that it serves every session alone.
transports::Welcome welcome_to(Service& service, std::size_t sessions_max) {
  return [&service, sessions_max](const transports::Arrival& arrival) {
    thread_local engine::Buffers buffers(sessions_max);
    return std::make_unique<ServerParty>(service, buffers, arrival);
  };
}

Exit serve(const ServeOptions& options) {
  if (const auto failure = refuse_contradictions(options)) return *failure;
  const auto addresses = addresses_of(options);
  if (const Exit* failure = std::get_if<Exit>(&addresses)) return *failure;
  const std::string hostname = options.hostname.empty() ? own_hostname() : options.hostname;
  if (const auto failure = refuse_names(options, hostname)) return *failure;
  const Addresses& listen = std::get<Addresses>(addresses);
  if (!on_stdio(options)) {
    if (const auto failure = refuse_exposure(options, listen)) return *failure;
    if (const auto failure = refuse_lmtp_on_port_25(options, listen)) return *failure;
  }
  const auto opened = mailbox::open_store(options.store);
  if (const auto* fault = std::get_if<mailbox::StoreFault>(&opened)) {
    return fail(Exit::usage, fault->doing);
  }
  ReloadOnHangup reload;
  Service service(session_options(options, hostname), Policy(options.domains, hostname),
                  *std::get<std::unique_ptr<mailbox::Store>>(opened), options.workers);
  if (const auto failure = equip(options, service)) return *failure;
  reload.watch(service);
  // On stdio nothing but SMTP may go to stdout.
  TraceView view(on_stdio(options) ? stderr : stdout);
  if (options.trace) service.view = &view;
  const Exit exit = run(options, service, listen);
  reload.stop_watching();  // it was made before the service, and must not outlive it at work
  return exit;
}

}  // namespace heloport::apps
