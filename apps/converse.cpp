// One task over one connection, from the address that the user typed to the exit code.

#include "apps/converse.hpp"

#include <fmt/format.h>

#include <optional>
#include <utility>

#include "apps/addresses.hpp"
#include "apps/client_security.hpp"
#include "apps/console.hpp"
#include "apps/transcript_view.hpp"
#include "grammar/path.hpp"
#include "transports/client.hpp"

namespace heloport::apps {
namespace {

// What the user sees of a session: replies on stdout, or with -v everything on stderr.
void run(transports::Connection& connection, const ClientChoice& choice, ClientParty& party,
         const ClientTls& tls) {
  std::optional<TranscriptView> view;
  if (choice.verbose) {
    view.emplace(stderr, fmt::format("A session with {}",
                                     choice.command.empty() ? choice.server : choice.command));
    party.look_on([&view](transports::Passing passing, std::string_view octets) {
      passing == transports::Passing::sent ? view->client(octets) : view->server(octets);
    });
  }
  if (tls.context) party.use(tls);
  transports::run_party(connection, party);
}

std::variant<transports::Connection, transports::Fault> reach(const ClientChoice& choice,
                                                              const transports::Address& server) {
  if (!choice.command.empty()) return transports::spawn(choice.command);
  return transports::connect(server);
}

Exit unreachable(const transports::Fault& fault) {
  return fail(Exit::temporary,
              fmt::format("{}; is the server running? --server says where", fault.text));
}

}  // namespace

std::string hello_name(const ClientChoice& choice) {
  return choice.hello_name.empty() ? own_hostname() : choice.hello_name;
}

Exit converse(const ClientChoice& choice, ClientTask& task, Greeting greeting) {
  if (!choice.hello_name.empty() && !grammar::is_domain(choice.hello_name)) {
    return fail(Exit::usage, fmt::format("--hello {}: this is no domain; write it like "
                                         "client.example.com or [192.0.2.1]",
                                         choice.hello_name));
  }
  const auto address = transports::parse_address(choice.server);
  if (const auto* fault = std::get_if<transports::Fault>(&address)) {
    return fail(Exit::usage, fault->text);
  }
  auto secured = secure(choice);
  if (const Exit* failure = std::get_if<Exit>(&secured)) return *failure;
  auto& security = std::get<ClientSecurity>(secured);
  // EHLO says what is offered, STARTTLS and AUTH too.
  const bool opens = security.tls.context != nullptr || security.opening.log_in;
  auto connected = reach(choice, std::get<transports::Address>(address));
  if (const auto* fault = std::get_if<transports::Fault>(&connected)) return unreachable(*fault);

  engine::Buffers buffers(1);
  engine::ClientOptions options;
  options.protocol = choice.lmtp ? engine::Protocol::lmtp : engine::Protocol::smtp;
  options.say_hello = greeting == Greeting::hello || opens || choice.lmtp;
  const std::string simple_name = choice.hello_name.empty() ? "client" : choice.hello_name;
  PrintedView view(stdout,
                   choice.verbose ? PrintedView::Replies::hidden : PrintedView::Replies::shown);
  ClientParty party(task, view, HelloNames{simple_name, hello_name(choice)}, options, buffers);
  party.open_with(std::move(security.opening));
  run(std::get<transports::Connection>(connected), choice, party, security.tls);
  if (const auto failure = party.failure()) return fail(failure->exit, failure->text);
  return task.conclude();
}

}  // namespace heloport::apps
