// heloport check: the suite against any server.

#include <fmt/format.h>

#include <algorithm>
#include <cstdio>
#include <optional>
#include <utility>
#include <variant>

#include "apps/check_links.hpp"
#include "apps/console.hpp"
#include "apps/options.hpp"
#include "conformance/case_library.hpp"
#include "conformance/reconnaissance.hpp"
#include "conformance/requirements.hpp"
#include "conformance/suite.hpp"
#include "transports/resolve.hpp"

namespace heloport::apps {
namespace {

using conformance::Case;
using conformance::CaseResult;
using conformance::Judgement;

using Selected = std::vector<const Case*>;

void print(const CaseResult& result) {
  fmt::print("{:14} {}\n", judgement_name(result.judgement), result.subject->id);
  if (result.judgement == Judgement::satisfied) return;
  fmt::print("    {}: {}\n", result.subject->title, result.reason);
  if (result.judgement == Judgement::not_applicable) return;
  if (!result.allowed.empty()) fmt::print("    allowed: {}\n", result.allowed);
  for (const std::string& line : result.session) fmt::print("      {}\n", line);
}

std::variant<const std::vector<Case>*, Exit> library(const CheckOptions& options,
                                                     std::vector<Case>& loaded) {
  if (options.cases.empty()) return &conformance::all_cases();
  auto cases = conformance::load_cases(options.cases);
  if (const auto* failure = std::get_if<conformance::Failure>(&cases)) {
    return fail(Exit::no_input, conformance::describe(*failure));
  }
  loaded = std::get<std::vector<Case>>(std::move(cases));
  return &loaded;
}

Selected selected(const std::vector<Case>& cases, const std::vector<std::string>& ids) {
  Selected chosen;
  for (const Case& subject : cases) {
    const bool wanted = ids.empty() || std::any_of(ids.begin(), ids.end(), [&](const auto& id) {
                          return conformance::selects(id, subject.id);
                        });
    if (wanted) chosen.push_back(&subject);
  }
  return chosen;
}

conformance::Vectors vectors(const CheckOptions& options, const std::vector<std::string>& ids) {
  using conformance::Vectors;
  if (options.exhaustive) return Vectors::exhaustive;
  if (ids.empty()) return Vectors::dot;
  const bool asked = std::any_of(ids.begin(), ids.end(), [](const std::string& id) {
    return conformance::selects(id, "smuggling/vectors");
  });
  return asked ? Vectors::all : Vectors::none;
}

std::variant<CheckTarget, Exit> target_of(const CheckOptions& options,
                                          std::vector<std::string>& ids) {
  CheckTarget target;
  target.tls_at_once = options.tls == "implicit";
  if (!options.command.empty()) {
    target.way = options.command;
    return target;
  }
  std::string address = "unix:" + options.unix_path;
  if (options.unix_path.empty()) {
    if (ids.empty()) return fail(Exit::usage, "which server? Write HOST:PORT, --unix or --exec");
    address = ids.front();
    ids.erase(ids.begin());
  }
  auto resolved = transports::resolve_address(address);
  if (const auto* fault = std::get_if<transports::Fault>(&resolved)) {
    return fail(Exit::usage, fault->text);
  }
  target.way = std::get<transports::Address>(std::move(resolved));
  return target;
}

}  // namespace

Exit check(const CheckOptions& options) {
  std::vector<Case> loaded;
  auto cases = library(options, loaded);
  if (const Exit* exit = std::get_if<Exit>(&cases)) return *exit;
  std::vector<std::string> ids = options.words;
  if (options.list) {
    for (const Case* one : selected(*std::get<0>(cases), ids)) {
      fmt::print("{:60} {}\n", one->id, one->title);
    }
    return Exit::ok;
  }
  auto target = target_of(options, ids);
  if (const Exit* exit = std::get_if<Exit>(&target)) return *exit;
  const Selected chosen = selected(*std::get<0>(cases), ids);
  conformance::Wishes wishes;
  wishes.entrance.lmtp = options.lmtp;
  wishes.entrance.starttls = options.tls == "starttls";
  wishes.entrance.tls_at_once = options.tls == "implicit";
  wishes.entrance.hello_name = options.hello_name;
  wishes.from = options.from;
  wishes.from_given = options.from_given;
  wishes.recipients = options.recipients;
  conformance::SuiteOptions suite;
  suite.patience.reply =
      std::chrono::milliseconds(static_cast<long>(options.timeout_seconds * 1000));
  suite.patience.chunk_octets = options.chunk_octets;
  suite.jobs = options.jobs;
  suite.strict = options.strict;
  suite.vectors = vectors(options, ids);
  const auto links = links_to(std::get<CheckTarget>(target), suite.patience.reply);
  std::vector<std::string> notes;
  auto found = conformance::reconnoitre(wishes, links, suite.patience, notes);
  if (const auto* why = std::get_if<std::string>(&found)) return fail(Exit::unavailable, *why);
  for (const std::string& note : notes) tell(note);
  conformance::Observer observer;
  observer.result = print;
  const conformance::Run run =
      run_suite(chosen, links, std::get<conformance::Circumstances>(found), suite, observer);
  const conformance::Counts counts = count(run);
  fmt::print(
      "{} satisfied, {} violated, {} latitude, {} inconclusive, {} not applicable in {} ms\n",
      counts.satisfied, counts.violated, counts.latitude, counts.inconclusive,
      counts.not_applicable, run.duration.count());
  return counts.violated == 0 ? Exit::ok : Exit::violated;
}

}  // namespace heloport::apps
