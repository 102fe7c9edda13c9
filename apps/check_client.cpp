// heloport check --client: see check_client.hpp.

#include "apps/check_client.hpp"

#include <fmt/chrono.h>
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <chrono>
#include <ctime>
#include <mutex>
#include <optional>
#include <thread>
#include <utility>
#include <variant>

#include "apps/check_output.hpp"
#include "apps/client_bench.hpp"
#include "apps/client_recipe.hpp"
#include "apps/console.hpp"
#include "apps/shell_words.hpp"
#include "apps/suggest.hpp"
#include "apps/terminal_text.hpp"
#include "conformance/client_library.hpp"
#include "conformance/client_verdict.hpp"
#include "conformance/verdict.hpp"

namespace heloport::apps {
namespace {

using conformance::CaseResult;
using conformance::ClientCase;
using conformance::ClientRun;
using conformance::Judgement;
using conformance::Told;
using transports::Fault;
using transports::Listening;

// Somebody has to type what is told; a script needs less.
constexpr std::chrono::milliseconds arrival_by_hand{60'000};
constexpr int backlog = 16;

struct ToldRow {
  Told told;
  std::string ClientCheckOptions::*command;
  std::string_view option;
  std::string_view words;  // what somebody is told who starts the client himself
};
constexpr std::array told_rows{
    ToldRow{Told::plain, &ClientCheckOptions::run, "--run", ""},
    ToldRow{Told::tls, &ClientCheckOptions::run_tls, "--run-tls", ", with STARTTLS or not at all"},
    ToldRow{Told::login, &ClientCheckOptions::run_login, "--run-login",
            ", with STARTTLS and logged in"},
    ToldRow{Told::dsn, &ClientCheckOptions::run_dsn, "--run-dsn",
            ", asking for a notification of success"},
};
const ToldRow& row_of(Told told) {
  return told_rows[static_cast<std::size_t>(told)];
}

/// A case and what came of it.
struct Tried {
  const ClientCase* subject = nullptr;
  CaseResult result;
  ClientRun run;
  bool came = false;
};

/// An id without the part that all share: users who have chosen --client need not say so again.
std::string_view short_id(std::string_view id) {
  if (id.starts_with(conformance::client_part)) id.remove_prefix(conformance::client_part.size());
  return id;
}

bool names(std::string_view asked, std::string_view id) {
  for (const std::string_view whole : {id, short_id(id)}) {
    const bool part = whole.starts_with(asked) && (asked.empty() || asked.ends_with('/') ||
                                                   whole.substr(asked.size()).starts_with('/'));
    if (part || whole == asked) return true;
  }
  return false;
}

/// An id that names no case, and what may have been meant. Nothing: each names some.
std::optional<std::string> unknown_id(const std::vector<std::string>& ids,
                                      const std::vector<ClientCase>& cases) {
  for (const std::string& asked : ids) {
    std::vector<std::string> known;
    bool found = false;
    for (const ClientCase& one : cases) {
      found = found || names(asked, one.head.id);
      known.emplace_back(short_id(one.head.id));
      known.emplace_back(short_id(one.head.section_path()));
    }
    if (found) continue;
    const std::string meant = suggested_id(asked, known);
    return fmt::format(
        "no case and no part is called {}{}", asked,
        meant.empty() ? "; --client --list shows them" : "; did you mean " + meant + "?");
  }
  return std::nullopt;
}

/// One run of the suite.
class ClientCheck {
 public:
  explicit ClientCheck(const ClientCheckOptions& options) : options_(options) {}
  Exit run();

 private:
  std::optional<Exit> load();
  std::optional<Exit> misspelt() const;
  std::string why_nobody_came() const;
  std::optional<Exit> open();
  void try_all();
  void work();
  std::optional<Fault> try_one(Tried& tried);
  std::string not_applicable(const ClientCase& subject) const;
  bool by_hand() const;
  std::string command_for(const ClientCase& subject) const;
  void announce(const ClientCase& subject, const RecipeValues& values) const;
  void judge_rules();
  conformance::Run report();
  AgainCommand again() const;
  std::string run_option_of(std::string_view id) const;

  const ClientCheckOptions& options_;
  std::vector<ClientCase> loaded_;
  std::vector<Tried> tried_;
  std::unique_ptr<ClientBench> bench_;
  std::optional<Listening> fixed_;  // where all cases share one port
  std::atomic<std::size_t> next_{0};
  std::mutex mutex_;  // for fault_
  std::optional<Fault> fault_;
  std::atomic<bool> nobody_{false};
  const std::chrono::steady_clock::time_point begun_ = std::chrono::steady_clock::now();
};

bool ClientCheck::by_hand() const {
  return std::all_of(told_rows.begin(), told_rows.end(),
                     [this](const ToldRow& row) { return (options_.*row.command).empty(); });
}

std::string ClientCheck::command_for(const ClientCase& subject) const {
  return options_.*row_of(subject.told).command;
}

/// A word that stays as it is would be a file of that name, or a host.
std::optional<Exit> ClientCheck::misspelt() const {
  for (const ToldRow& row : told_rows) {
    const auto word = unknown_word(options_.*row.command);
    if (!word) continue;
    const std::string meant = suggestion(*word, recipe_words());
    return fail(Exit::usage, fmt::format("{}: no word is called {{{}}}{}", row.option, *word,
                                         meant.empty() ? "" : "; did you mean {" + meant + "}?"));
  }
  return std::nullopt;
}

/// What the first command said, or why none was started.
std::string ClientCheck::why_nobody_came() const {
  for (const Tried& one : tried_) {
    if (!one.run.trouble.empty()) return ": " + terminal_text(one.run.trouble);
  }
  const auto not_played = [](const Tried& one) {
    return one.result.judgement == Judgement::not_applicable;
  };
  const bool none_played = std::all_of(tried_.begin(), tried_.end(), not_played);
  return none_played ? ": " + tried_.front().result.reason : "";
}

std::optional<Exit> ClientCheck::load() {
  const std::vector<ClientCase>* cases = &loaded_;
  if (options_.cases.empty()) {
    cases = &conformance::all_client_cases();
  } else {
    auto loaded = conformance::load_client_cases(options_.cases);
    if (auto* failure = std::get_if<conformance::Failure>(&loaded)) {
      const bool was_read = failure->line != 0;
      return fail(was_read ? Exit::data : Exit::no_input, conformance::describe(*failure));
    }
    loaded_ = std::move(std::get<std::vector<ClientCase>>(loaded));
  }
  if (const auto why = unknown_id(options_.ids, *cases)) return fail(Exit::usage, *why);
  const auto& ids = options_.ids;
  for (const ClientCase& one : *cases) {
    const auto names_it = [&](const std::string& asked) { return names(asked, one.head.id); };
    if (!ids.empty() && std::none_of(ids.begin(), ids.end(), names_it)) continue;
    tried_.emplace_back();
    tried_.back().subject = &one;
  }
  return std::nullopt;
}

std::optional<Exit> ClientCheck::open() {
  auto bench = ClientBench::open();
  if (auto* fault = std::get_if<Fault>(&bench)) return fail(Exit::os_error, fault->text);
  bench_ = std::move(std::get<std::unique_ptr<ClientBench>>(bench));
  auto address = transports::parse_address(options_.listen);
  if (auto* fault = std::get_if<Fault>(&address)) return fail(Exit::usage, fault->text);
  const auto* ip = std::get_if<transports::IpAddress>(&std::get<transports::Address>(address));
  if (ip == nullptr)
    return fail(Exit::usage, "clients are told a host and a port: --listen HOST:PORT");
  if (ip->port == 0 && !by_hand()) return std::nullopt;
  auto listening = transports::listen_on(*ip, 1, backlog);
  if (auto* fault = std::get_if<Fault>(&listening)) return fail(Exit::os_error, fault->text);
  fixed_ = std::move(std::get<Listening>(listening));
  if (by_hand()) tell("listening on " + transports::to_string(fixed_->address));
  return std::nullopt;
}

void ClientCheck::try_all() {
  const std::size_t jobs = fixed_ ? 1 : std::max<std::size_t>(1, options_.jobs);
  std::vector<std::jthread> workers;
  for (std::size_t i = 1; i < jobs; ++i) workers.emplace_back([this] { work(); });
  work();
}

void ClientCheck::work() {
  while (!nobody_) {
    const std::size_t index = next_++;
    if (index >= tried_.size()) return;
    if (auto fault = try_one(tried_[index])) {
      const std::scoped_lock lock(mutex_);
      fault_ = std::move(fault);
      nobody_ = true;
    }
  }
}

std::string ClientCheck::not_applicable(const ClientCase& subject) const {
  if (by_hand()) return {};
  const ToldRow& row = row_of(subject.told);
  const std::string& command = options_.*row.command;
  if (command.empty()) return fmt::format("there is no command for it: {}", row.option);
  if (subject.message.recipients.size() > 1 && !takes_recipients(command)) {
    return "the command takes one recipient: it has no {rcpts}";
  }
  return {};
}

void ClientCheck::announce(const ClientCase& subject, const RecipeValues& values) const {
  std::string to;
  for (const std::string& one : values.recipients) to += (to.empty() ? "" : ", ") + one;
  fmt::print("{}: send {} from {} to {}{}\n", subject.head.id, values.message, values.from, to,
             row_of(subject.told).words);
  std::fflush(stdout);
}

std::optional<Fault> ClientCheck::try_one(Tried& tried) {
  const ClientCase& subject = *tried.subject;
  tried.result.subject = &subject.head;
  if (std::string why = not_applicable(subject); !why.empty()) {
    tried.result.judgement = Judgement::not_applicable;
    tried.result.reason = std::move(why);
    return std::nullopt;
  }
  std::optional<Listening> own;
  if (!fixed_) {
    auto address = transports::parse_address(options_.listen);
    auto opened = transports::listen_on(std::get<transports::Address>(address), 1, backlog);
    if (auto* fault = std::get_if<Fault>(&opened)) return std::move(*fault);
    own = std::move(std::get<Listening>(opened));
  }
  const Listening& listening = fixed_ ? *fixed_ : *own;
  auto prepared = bench_->prepare(subject, std::get<transports::IpAddress>(listening.address));
  if (auto* fault = std::get_if<Fault>(&prepared)) return std::move(*fault);
  const RecipeValues& values = std::get<RecipeValues>(prepared);
  if (by_hand()) announce(subject, values);
  const auto patience =
      std::chrono::milliseconds(static_cast<std::int64_t>(options_.timeout_seconds * 1000));
  const auto begun = std::chrono::steady_clock::now();
  auto run = try_client(*bench_, subject, listening, values, command_for(subject),
                        {patience, by_hand() ? arrival_by_hand : patience});
  if (auto* fault = std::get_if<Fault>(&run)) return std::move(*fault);
  tried.run = std::get<ClientRun>(std::move(run));
  tried.came = !tried.run.connections.empty();
  tried.result = conformance::judge(subject, tried.run, options_.strict);
  tried.result.duration = std::chrono::duration_cast<std::chrono::microseconds>(
      std::chrono::steady_clock::now() - begun);
  if (by_hand() && !tried.came) nobody_ = true;
  return std::nullopt;
}

/// What holds always is judged in every session.
void ClientCheck::judge_rules() {
  for (Tried& rule : tried_) {
    if (rule.subject->rule.empty() || rule.result.judgement == Judgement::violated) continue;
    for (const Tried& other : tried_) {
      if (&other == &rule) continue;
      auto result =
          conformance::judge_elsewhere(*rule.subject, *other.subject, other.run, options_.strict);
      if (!result) continue;
      result->duration = rule.result.duration;
      rule.result = std::move(*result);
      break;
    }
  }
}

conformance::Run ClientCheck::report() {
  conformance::Run run;
  run.strict = options_.strict;
  run.target.name = options_.name.empty() ? "client" : options_.name;
  run.target.address = by_hand() ? options_.listen : "exec:" + options_.run;
  run.target.date = fmt::format("{:%FT%TZ}", fmt::gmtime(std::time(nullptr)));
  run.duration = std::chrono::duration_cast<std::chrono::milliseconds>(
      std::chrono::steady_clock::now() - begun_);
  for (Tried& one : tried_) run.results.push_back(std::move(one.result));
  return run;
}

/// What plays a case again.
AgainCommand ClientCheck::again() const {
  const ClientCheckOptions usual;
  TypedCommand typed;
  typed.add_option("--listen", options_.listen, usual.listen);
  typed.add_option("--cases", options_.cases, usual.cases);
  typed.add_option("--timeout", options_.timeout_seconds, usual.timeout_seconds);
  typed.add_flag("--strict", options_.strict);
  return {"heloport check --client", typed.text(), {}, [this](std::string_view id) {
            return run_option_of(id);
          }};
}

/// " --run CMD": the command that plays this case. The others would only make the line long.
std::string ClientCheck::run_option_of(std::string_view id) const {
  for (const Tried& one : tried_) {
    const std::string command = command_for(*one.subject);
    if (one.subject->head.id != id || command.empty()) continue;
    return fmt::format(" {} {}", row_of(one.subject->told).option, shell_quoted(command));
  }
  return "";
}

Exit ClientCheck::run() {
  if (auto exit = load()) return *exit;
  if (options_.list) {
    std::string text;
    for (const Tried& one : tried_) text += list_line(one.subject->head);
    return print_list(text);
  }
  if (auto exit = misspelt()) return *exit;
  if (auto exit = open()) return *exit;
  try_all();
  if (fault_) return fail(Exit::os_error, fault_->text);
  const bool came =
      std::any_of(tried_.begin(), tried_.end(), [](const Tried& one) { return one.came; });
  if (!came) return fail(Exit::unavailable, "no client came" + why_nobody_came());
  judge_rules();
  const conformance::Run done = report();
  CheckTerminal terminal(again(), options_.quiet, options_.files.take_stdout());
  for (const CaseResult& result : done.results) terminal.result(result);
  terminal.closing(done);
  if (const auto exit = write_files(options_.files, {&done}, again())) return *exit;
  return count(done).violated > 0 ? Exit::violated : Exit::ok;
}

}  // namespace

Exit check_client(const ClientCheckOptions& options) {
  return ClientCheck(options).run();
}

}  // namespace heloport::apps
