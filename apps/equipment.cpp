// See equipment.hpp.

#include "apps/equipment.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <atomic>
#include <csignal>
#include <thread>

#include "apps/console.hpp"
#include "apps/log.hpp"
#include "engine/extensions/extension.hpp"

namespace heloport::apps {
namespace {

using engine::ExtensionId;
using engine::MechanismId;

std::optional<Exit> give_certificate(const ServeOptions& options, Service& service) {
  if (options.tls_certificate.empty()) return std::nullopt;
  auto opened = transports::TlsServerContext::open(
      {options.tls_certificate, options.tls_key, options.client_ca},
      {.service = options.lmtp ? "lmtp" : "smtp", .versions = {}});
  if (const auto* fault = std::get_if<transports::Fault>(&opened)) {
    return fail(Exit::configuration, fault->text);
  }
  service.tls = std::get<std::shared_ptr<transports::TlsServerContext>>(std::move(opened));
  service.options.provided = service.options.provided.with(ExtensionId::starttls);
  return std::nullopt;
}

// EXTERNAL needs no password, but a name that a certificate may bear: the user must exist.
std::optional<Exit> give_users(const ServeOptions& options, Service& service) {
  if (options.users.empty()) return std::nullopt;
  auto opened = Users::open(options.users, [](const std::string& text) { log_warning(text); });
  if (const auto* fault = std::get_if<UsersFault>(&opened)) return fail(fault->exit, fault->text);
  service.users = std::get<std::unique_ptr<Users>>(std::move(opened));
  engine::ServerOptions& session = service.options;
  session.provided = session.provided.with(ExtensionId::auth);
  session.mechanisms = {MechanismId::scram_sha_256_plus, MechanismId::scram_sha_256,
                        MechanismId::plain, MechanismId::login};
  if (!options.client_ca.empty()) session.mechanisms.add(MechanismId::external);
  return std::nullopt;
}

std::optional<Exit> give_trust(const ServeOptions& options, Service& service) {
  auto parsed = transports::parse_trust_list(options.speakers);
  if (const auto* fault = std::get_if<transports::Fault>(&parsed)) {
    return fail(Exit::usage, "--xclient-from " + fault->text);
  }
  service.speakers_for_others = std::get<transports::TrustList>(std::move(parsed));
  return std::nullopt;
}

std::optional<Exit> switch_off(const ServeOptions& options, Service& service) {
  for (const std::string& word : options.without) {
    const auto rows = engine::all_extensions();
    const auto row = std::find_if(rows.begin(), rows.end(), [&](const auto& extension) {
      return grammar::equal_ignoring_case(extension.keyword, word);
    });
    if (row == rows.end()) {
      return fail(Exit::usage, fmt::format("--without {}: there is no such extension; write it as "
                                           "in the reply to EHLO, like CHUNKING",
                                           word));
    }
    service.options.switched_off = service.options.switched_off.with(row->id);
  }
  return std::nullopt;
}

bool is_required(const ServeOptions& options, std::string_view what) {
  return std::find(options.required.begin(), options.required.end(), what) !=
         options.required.end();
}

// What is required and not offered, by the dialect or by --without, nobody could fulfil.
std::optional<Exit> refuse_a_closed_door(const ServeOptions& options,
                                         const engine::ServerOptions& session) {
  const engine::ExtensionSet on = session.extensions();
  const bool tls_at_once = !options.tls_listen.empty() || options.stdio_tls;
  const auto nobody = [](std::string_view required, std::string_view extension) {
    return fail(Exit::usage, fmt::format("--require {}: {} is not offered as configured, so nobody "
                                         "could send mail",
                                         required, extension));
  };
  if (session.auth_required && !on.has(ExtensionId::auth)) return nobody("auth", "AUTH");
  if (session.tls_required && !on.has(ExtensionId::starttls) && !tls_at_once) {
    return nobody("tls", "STARTTLS");
  }
  return std::nullopt;
}

}  // namespace

std::optional<Exit> equip(const ServeOptions& options, Service& service) {
  engine::ServerOptions& session = service.options;
  session.protocol = options.lmtp ? engine::Protocol::lmtp : engine::Protocol::smtp;
  session.tls_required = is_required(options, "tls");
  session.auth_required = is_required(options, "auth");
  // Reports of success go into mailboxes here; recipients that would need another way are refused.
  session.provided = session.provided.with(ExtensionId::dsn);
  for (const auto give : {give_certificate, give_users, give_trust, switch_off}) {
    if (const auto failure = give(options, service)) return failure;
  }
  return refuse_a_closed_door(options, session);
}

std::optional<Exit> refuse_contradictions(const ServeOptions& options) {
  const bool tls = !options.tls_certificate.empty();
  const auto needs = [](std::string_view option, std::string_view other) {
    return fail(Exit::usage, fmt::format("{} needs {}", option, other));
  };
  if (!options.tls_key.empty() && !tls) return needs("--tls-key", "--tls-cert");
  if (!options.client_ca.empty() && !tls) return needs("--client-ca", "--tls-cert");
  if (!options.tls_listen.empty() && !tls) return needs("--tls-listen", "--tls-cert");
  if (options.stdio_tls && !tls) return needs("--stdio-tls", "--tls-cert");
  if (is_required(options, "tls") && !tls) return needs("--require tls", "--tls-cert");
  if (is_required(options, "auth") && options.users.empty()) {
    return needs("--require auth", "--users, a file made by `heloport user add`");
  }
  if (options.lmtp && options.dialect != "standard") {
    return fail(Exit::usage, "--lmtp speaks the standard dialect only");
  }
  return std::nullopt;
}

// The signal wakes a thread that waits for nothing else: no handler, so no limits to what may be
// done about it.
struct ReloadOnHangup::Inside {
  sigset_t hangup{};
  sigset_t before{};
  std::atomic<bool> over{false};
  std::thread thread;

  void wait(Service& service) {
    int signal = 0;
    while (sigwait(&hangup, &signal) == 0 && !over) reload(service);
  }

  static void reload(Service& service) {
    if (service.tls) {
      if (const auto fault = service.tls->reload()) log_warning(fault->text);
    }
    if (service.users) {
      if (const auto fault = service.users->reload()) log_warning(fault->text);
    }
    log_note("SIGHUP: certificate and users were read again");
  }
};

ReloadOnHangup::ReloadOnHangup() : inside_(std::make_unique<Inside>()) {
  sigemptyset(&inside_->hangup);
  sigaddset(&inside_->hangup, SIGHUP);
  pthread_sigmask(SIG_BLOCK, &inside_->hangup, &inside_->before);
}

void ReloadOnHangup::watch(Service& service) {
  inside_->thread = std::thread([inside = inside_.get(), &service] { inside->wait(service); });
}

void ReloadOnHangup::stop_watching() {
  inside_->over = true;
  if (!inside_->thread.joinable()) return;
  pthread_kill(inside_->thread.native_handle(), SIGHUP);
  inside_->thread.join();
}

ReloadOnHangup::~ReloadOnHangup() {
  stop_watching();
  pthread_sigmask(SIG_SETMASK, &inside_->before, nullptr);
}

}  // namespace heloport::apps
