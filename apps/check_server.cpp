// See check_server.hpp.

#include "apps/check_server.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <ctime>
#include <optional>
#include <utility>

#include "apps/check_output.hpp"
#include "apps/console.hpp"
#include "apps/shell_words.hpp"
#include "apps/terminal_text.hpp"
#include "conformance/reconnaissance.hpp"

namespace heloport::apps {
namespace {

using conformance::Circumstances;

/// The options that change what is said or how it is judged, as they would be typed.
std::string options_text(const CheckOptions& options) {
  const CheckOptions usual;
  TypedCommand typed;
  typed.add_flag("--lmtp", options.lmtp);
  typed.add_option("--tls", options.tls, usual.tls);
  typed.add_option("--auth", options.user, usual.user);
  typed.add_option("--password-file", options.password.file, usual.password.file);
  typed.add_option("--password-env", options.password.variable, usual.password.variable);
  if (options.from_given) typed.add_option("--from", options.from);
  for (const std::string& recipient : options.recipients) typed.add_option("--rcpt", recipient);
  typed.add_option("--hello", options.hello_name, usual.hello_name);
  typed.add_option("--timeout", options.timeout_seconds, usual.timeout_seconds);
  typed.add_option("--chunk", options.chunk_octets, usual.chunk_octets);
  typed.add_flag("--strict", options.strict);
  typed.add_option("--cases", options.cases, usual.cases);
  return typed.text();
}

std::string vector_options_text(const CheckOptions& options) {
  return options.exhaustive ? " --exhaustive" : "";
}

std::string now_text() {
  const std::time_t now = std::time(nullptr);
  std::tm utc{};
  ::gmtime_r(&now, &utc);
  std::array<char, 32> text{};
  const std::size_t size = std::strftime(text.data(), text.size(), "%Y-%m-%dT%H:%M:%SZ", &utc);
  return {text.data(), size};
}

conformance::Wishes wishes_of(const CheckOptions& options, const std::string& password) {
  conformance::Wishes wishes;
  wishes.entrance.lmtp = options.lmtp;
  wishes.entrance.tls_at_once = options.tls == "implicit";
  wishes.entrance.starttls = options.tls == "starttls";
  wishes.entrance.hello_name = options.hello_name;
  wishes.entrance.user = options.user;
  wishes.entrance.password = password;
  wishes.from = options.from;
  wishes.from_given = options.from_given;
  wishes.recipients = options.recipients;
  return wishes;
}

conformance::SuiteOptions suite_of(const CheckOptions& options, const CheckPlan& plan) {
  conformance::SuiteOptions suite;
  suite.patience.reply =
      std::chrono::milliseconds(static_cast<std::int64_t>(options.timeout_seconds * 1000));
  suite.patience.chunk_octets = options.chunk_octets;
  suite.jobs = options.jobs;
  suite.strict = options.strict;
  suite.vectors = plan.vectors;
  suite.exhaustive = options.exhaustive;
  return suite;
}

std::string introduction(const NamedServer& server, const Circumstances& here) {
  std::string text = fmt::format("{}: {}\n", server.name, here.greeting);
  if (!here.keywords.empty()) {
    text += "It offers " + terminal_text(fmt::format("{}", fmt::join(here.keywords, ", "))) + ".\n";
  }
  if (!here.rcpt.empty()) {
    text += fmt::format("Mail goes from <{}> to <{}>{}.\n", here.from, here.rcpt,
                        here.rcpt2.empty() ? "" : " and <" + here.rcpt2 + ">");
  }
  return text + "\n";
}

/// What keeps all cases from being judged, if anything does.
std::optional<Exit> hopeless(const conformance::Obstacle& obstacle) {
  using Kind = conformance::Obstacle::Kind;
  if (obstacle.kind == Kind::silence || obstacle.kind == Kind::protocol) return Exit::unavailable;
  if (obstacle.kind == Kind::login) return Exit::data;
  return std::nullopt;
}

std::variant<Circumstances, Exit> look_at(const conformance::LinkFactory& links,
                                          const CommandErrors& errors,
                                          const conformance::Patience& patience,
                                          const conformance::Wishes& wishes) {
  std::vector<std::string> notes;
  auto found = reconnoitre(wishes, links, patience, notes);
  if (const auto* why = std::get_if<std::string>(&found)) return fail(Exit::unavailable, *why);
  Circumstances& here = std::get<Circumstances>(found);
  if (const auto exit = hopeless(here.obstacle)) {
    const std::string said = errors.last_words();
    return fail(*exit, terminal_text(here.obstacle.why +
                                     (said.empty() ? "" : "; the command said: " + said)));
  }
  for (const std::string& note : notes) warn(terminal_text(note));
  return std::move(here);
}

/// True where some cases could not be judged because of the obstacle, or none could be. Says so.
bool was_hindered(const conformance::Run& run, const conformance::Obstacle& obstacle) {
  const bool met = obstacle.kind != conformance::Obstacle::Kind::none;
  const auto behind_it = std::count_if(
      run.results.begin(), run.results.end(), [&](const conformance::CaseResult& result) {
        return result.judgement == conformance::Judgement::inconclusive ||
               (met && result.reason == obstacle.why);
      });
  const conformance::Counts counts = count(run);
  const bool any_judged = counts.satisfied + counts.violated + counts.latitude > 0;
  if (behind_it == 0 || (!met && any_judged)) return false;
  warn(terminal_text(fmt::format("{} of {} cases could not be judged{}",
                                 number_text(static_cast<std::size_t>(behind_it)),
                                 number_text(run.results.size()), met ? ": " + obstacle.why : "")));
  return true;
}

}  // namespace

AgainCommand again_for(const NamedServer& server, const CheckOptions& options) {
  std::string way = shell_word(server.address);
  constexpr std::string_view exec = "exec:";
  constexpr std::string_view unix_socket = "unix:";
  if (server.address.starts_with(exec)) {
    way = "--exec " + shell_word(server.address.substr(exec.size()));
  } else if (server.address.starts_with(unix_socket)) {
    way = "--unix " + shell_word(server.address.substr(unix_socket.size()));
  }
  return {"heloport check " + way, options_text(options), vector_options_text(options)};
}

std::variant<Judged, Exit> check_server(const NamedServer& server, const CheckPlan& plan,
                                        const CheckOptions& options) {
  const conformance::SuiteOptions suite = suite_of(options, plan);
  CommandErrors errors;
  const auto links = links_to(server.target, suite.patience.reply, errors);
  auto looked = look_at(links, errors, suite.patience, wishes_of(options, plan.password));
  if (const Exit* exit = std::get_if<Exit>(&looked)) return *exit;
  errors.hush();
  const Circumstances& here = std::get<Circumstances>(looked);
  CheckTerminal terminal(again_for(server, options), options.quiet, options.files.take_stdout());
  if (!options.quiet) terminal.heading(introduction(server, here));
  conformance::Observer observer;
  observer.result = [&](const auto& result) { terminal.result(result); };
  observer.progress = [&](const auto& progress) { terminal.progress(progress); };
  Judged judged{run_suite(plan.cases, links, here, suite, observer)};
  const std::string typed = options_text(options) + vector_options_text(options);
  judged.run.target = {server.name,   server.address, typed.empty() ? typed : typed.substr(1),
                       here.greeting, here.keywords,  now_text()};
  terminal.closing(judged.run);
  judged.hindered = was_hindered(judged.run, here.obstacle);
  return judged;
}

}  // namespace heloport::apps
