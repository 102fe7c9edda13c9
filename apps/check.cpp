// heloport check: the suite against any server, or several.

#include <fmt/format.h>

#include <algorithm>
#include <cstdio>
#include <iterator>
#include <optional>
#include <utility>
#include <variant>

#include "apps/check_differences.hpp"
#include "apps/check_output.hpp"
#include "apps/check_server.hpp"
#include "apps/check_tree.hpp"
#include "apps/console.hpp"
#include "apps/options.hpp"
#include "apps/suggest.hpp"
#include "conformance/case_library.hpp"
#include "conformance/circumstances.hpp"
#include "conformance/smuggling.hpp"
#include "transports/resolve.hpp"

namespace heloport::apps {
namespace {

using conformance::Case;
using conformance::Run;

/// What the words of the command line are: servers have a colon, ids have none.
struct Asked {
  std::vector<std::string> servers;
  std::vector<std::string> ids;
};

Asked asked_of(const CheckOptions& options) {
  Asked asked;
  if (!options.command.empty()) asked.servers.push_back("exec:" + options.command);
  if (!options.unix_path.empty()) asked.servers.push_back("unix:" + options.unix_path);
  for (const auto* words : {&options.words, &options.against}) {
    for (const std::string& word : *words) {
      const bool is_server = word.find(':') != std::string::npos;
      (is_server ? asked.servers : asked.ids).push_back(word);
    }
  }
  return asked;
}

std::variant<NamedServer, Exit> named_server(const std::string& address, const std::string& name,
                                             const CheckOptions& options) {
  NamedServer server{name.empty() ? address : name, address, {}};
  server.target.tls_at_once = options.tls == "implicit";
  constexpr std::string_view exec = "exec:";
  if (address.starts_with(exec)) {
    server.target.way = address.substr(exec.size());
    return server;
  }
  auto resolved = transports::resolve_address(address);
  if (const auto* fault = std::get_if<transports::Fault>(&resolved)) {
    return fail(Exit::usage, fault->text);
  }
  server.target.way = std::get<transports::Address>(std::move(resolved));
  return server;
}

// Cases.

std::optional<Exit> load(const CheckOptions& options, std::vector<Case>& loaded) {
  auto cases = conformance::load_cases(options.cases);
  if (const auto* failure = std::get_if<conformance::Failure>(&cases)) {
    const bool was_read = failure->line != 0;
    return fail(was_read ? Exit::data : Exit::no_input, conformance::describe(*failure));
  }
  loaded = std::get<std::vector<Case>>(std::move(cases));
  for (const Case& subject : loaded) {
    if (const auto word = conformance::unknown_need(subject)) {
      warn(fmt::format("{}: `needs {}` names no keyword that is registered", subject.id, *word));
    }
  }
  return std::nullopt;
}

/// The part or case that is nearest to an id that names none.
std::string nearest_id(const std::string& id, const std::vector<Case>& cases) {
  std::vector<std::string> known;
  for (const std::vector<Case>* library : {&conformance::vector_cases(), &cases}) {
    for (const Case& subject : *library) {
      known.push_back(subject.id);
      known.emplace_back(subject.section_path());
      known.push_back(subject.id.substr(0, subject.id.find('/')));
    }
  }
  const std::string nearest = suggested_id(id, known);
  return nearest.empty() ? "; --list shows them" : "; did you mean " + nearest + "?";
}

/// Those that one of the ids names; all where there are no ids.
std::vector<const Case*> chosen(const std::vector<Case>& cases,
                                const std::vector<std::string>& ids) {
  std::vector<const Case*> wanted;
  for (const Case& subject : cases) {
    const bool named = std::any_of(ids.begin(), ids.end(), [&](const std::string& id) {
      return conformance::selects(id, subject.id);
    });
    if (named || ids.empty()) wanted.push_back(&subject);
  }
  return wanted;
}

std::variant<CheckPlan, Exit> plan_of(const std::vector<Case>& cases,
                                      const std::vector<std::string>& ids,
                                      const CheckOptions& options) {
  for (const std::string& id : ids) {
    if (!chosen(cases, {id}).empty() || !chosen(conformance::vector_cases(), {id}).empty()) {
      continue;
    }
    return fail(Exit::usage,
                fmt::format("no case and no part is called {}{}", id, nearest_id(id, cases)));
  }
  CheckPlan plan{chosen(cases, ids), {}, {}};
  // Whoever tries cases of his own does not wait for the vectors, unless he says so.
  if (!ids.empty() || options.cases.empty())
    plan.vectors = chosen(conformance::vector_cases(), ids);
  if (options.exhaustive && plan.vectors.empty()) {
    return fail(Exit::usage, fmt::format("--exhaustive is about {}, which no id names",
                                         conformance::vectors_part));
  }
  return plan;
}

Exit list(const CheckPlan& plan) {
  std::string text;
  for (const auto* part : {&plan.cases, &plan.vectors}) {
    for (const Case* subject : *part) text += list_line(*subject);
  }
  return print_list(text);
}

std::optional<Exit> take_password(const CheckOptions& options, CheckPlan& plan) {
  if (options.user.empty()) return std::nullopt;
  auto password = read_password(options.password, PasswordAsked::once,
                                fmt::format("Password of {}: ", options.user));
  if (const auto* fault = std::get_if<PasswordFault>(&password)) {
    return fail(fault->exit, fault->text);
  }
  plan.password = std::get<std::string>(std::move(password));
  return std::nullopt;
}

// Running.

std::variant<std::vector<Judged>, Exit> run_all(const Asked& asked, const CheckPlan& plan,
                                                const CheckOptions& options) {
  std::vector<Judged> runs;
  for (std::size_t i = 0; i < asked.servers.size(); ++i) {
    const std::string name = i < options.names.size() ? options.names[i] : std::string();
    auto server = named_server(asked.servers[i], name, options);
    if (const Exit* exit = std::get_if<Exit>(&server)) return *exit;
    auto run = check_server(std::get<NamedServer>(server), plan, options);
    if (const Exit* exit = std::get_if<Exit>(&run)) return *exit;
    runs.push_back(std::get<Judged>(std::move(run)));
  }
  return runs;
}

/// What is violated counts more than what could not be judged.
Exit exit_of(const std::vector<Judged>& runs) {
  const auto violated = [](const Judged& one) { return count(one.run).violated > 0; };
  if (std::any_of(runs.begin(), runs.end(), violated)) return Exit::violated;
  const auto hindered = [](const Judged& one) { return one.hindered; };
  return std::any_of(runs.begin(), runs.end(), hindered) ? Exit::unavailable : Exit::ok;
}

/// What runs of earlier say in a line each, and where all of them differ.
void show_together(const std::vector<StoredRun>& earlier, const std::vector<const Run*>& all,
                   bool exact) {
  for (const StoredRun& stored : earlier) fmt::print("{}", counts_line(stored.run));
  if (all.size() > 1) fmt::print("{}", differences_text(all, exact));
  std::fflush(stdout);
}

Exit conclude(const std::vector<Judged>& runs, const std::vector<StoredRun>& earlier,
              const Asked& asked, const CheckOptions& options) {
  std::vector<const Run*> all;
  for (const StoredRun& stored : earlier) all.push_back(&stored.run);
  for (const Judged& one : runs) all.push_back(&one.run);
  if (!options.files.take_stdout()) show_together(earlier, all, options.exact);
  AgainCommand again;
  if (asked.servers.size() == 1) again = again_for({"", asked.servers.front(), {}}, options);
  if (const auto exit = write_files(options.files, all, again)) return *exit;
  return exit_of(runs);
}

}  // namespace

Exit check(const CheckOptions& options) {
  const Asked asked = asked_of(options);
  std::vector<Case> loaded;
  if (!options.cases.empty()) {
    if (const auto exit = load(options, loaded)) return *exit;
  }
  const std::vector<Case>& cases = options.cases.empty() ? conformance::all_cases() : loaded;
  auto planned = plan_of(cases, asked.ids, options);
  if (const Exit* exit = std::get_if<Exit>(&planned)) return *exit;
  CheckPlan& plan = std::get<CheckPlan>(planned);
  if (options.list) return list(plan);
  if (asked.servers.empty() && options.files.merged.empty()) {
    return fail(Exit::usage, "which server? Write HOST:PORT, --unix PATH or --exec COMMAND");
  }
  // What cannot be read is told before the suite was played for minutes.
  std::vector<StoredRun> earlier;
  if (const auto exit = read_merged(options.files, earlier)) return *exit;
  const std::size_t count = earlier.size() + asked.servers.size();
  if (const auto exit = refuse_files(options.files, count)) return *exit;
  if (const auto exit = take_password(options, plan)) return *exit;
  auto runs = run_all(asked, plan, options);
  if (const Exit* exit = std::get_if<Exit>(&runs)) return *exit;
  return conclude(std::get<std::vector<Judged>>(runs), earlier, asked, options);
}

}  // namespace heloport::apps
