// The proof: no case accuses the sound server, each fault is found, and each case can fail.

#include <gtest/gtest.h>

#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "conformance/case_library.hpp"
#include "conformance/share_out.hpp"
#include "fault_text.hpp"
#include "proof.hpp"

namespace heloport::broken {
namespace {

using conformance::Case;
using conformance::Judgement;

std::string described(const SoundPlay& play, const std::string& where) {
  std::string text = play.subject->id + " (" + where + ") is " +
                     std::string(conformance::judgement_name(play.result.judgement)) + ": " +
                     play.result.reason + "\n";
  for (const std::string& line : play.result.session) text += "    " + line + "\n";
  return text;
}

/// The log of hundreds of thousands of sessions is of no use to anybody.
class ProofTest : public testing::Test {
 protected:
  static void SetUpTestSuite() { ASSERT_NE(std::freopen("/dev/null", "w", stderr), nullptr); }
};

struct SoundRun {
  std::string name;
  ServerChoice choice;
  Approach approach;
};

const std::vector<SoundRun>& sound_runs() {
  static const ServerChoice smtp;
  static const ServerChoice lmtp{.lmtp = true, .without = {}};
  static const ServerChoice guarded{.tls_required = true, .auth_required = true, .without = {}};
  static const ServerChoice guarded_lmtp{
      .lmtp = true, .tls_required = true, .auth_required = true, .without = {}};
  static const ServerChoice nothing{.nothing = true, .without = {}};
  static const ServerChoice few{
      .without = {"CHUNKING", "BINARYMIME", "PIPELINING", "SMTPUTF8", "8BITMIME", "DSN", "SIZE"},
      .recipients_max = 100};
  static const ServerChoice unlimited{.without = {}, .message_octets_max = 0, .tight = true};
  static const std::vector<SoundRun> runs{
      {"SMTP in clear", smtp, {.name = ""}},
      {"SMTP from elsewhere", smtp, {.name = "", .local = false}},
      {"SMTP behind STARTTLS", smtp, {.name = "", .starttls = true}},
      {"SMTP behind a login", smtp, {.name = "", .starttls = true, .log_in = true}},
      {"SMTP inside TLS", smtp, {.name = "", .tls_at_once = true, .log_in = true}},
      {"SMTP octet by octet", smtp, {.name = "", .octets_max = 1}},
      {"SMTP, guarded", guarded, {.name = ""}},
      {"SMTP, guarded, behind a login", guarded, {.name = "", .starttls = true, .log_in = true}},
      {"SMTP without extensions", nothing, {.name = ""}},
      {"SMTP with few extensions", few, {.name = ""}},
      {"SMTP without a limit of size", unlimited, {.name = ""}},
      {"LMTP in clear", lmtp, {.name = ""}},
      {"LMTP behind a login", lmtp, {.name = "", .starttls = true, .log_in = true}},
      {"LMTP, guarded", guarded_lmtp, {.name = ""}},
      {"LMTP octet by octet", lmtp, {.name = "", .octets_max = 1}},
  };
  return runs;
}

/// Never violated; and each case comes to its question with one sound server at least.
TEST_F(ProofTest, NoCaseAccusesTheSoundServer) {
  std::map<std::string, std::string> unsettled;  // by id: what became of it
  for (const Case& subject : conformance::all_cases()) {
    unsettled[subject.id] = subject.id + " is applicable to no sound server";
  }
  std::set<std::string> settled;
  for (const SoundRun& run : sound_runs()) {
    ProofBench bench(run.choice, {run.approach});
    const bool takes_mail = !run.choice.tls_required || run.approach.log_in;
    if (takes_mail) {
      EXPECT_EQ(bench.notes(), std::vector<std::string>()) << run.name;
    }
    const auto begun = std::chrono::steady_clock::now();
    bench.play_sound(false);
    const auto took = std::chrono::duration_cast<std::chrono::milliseconds>(
        std::chrono::steady_clock::now() - begun);
    std::size_t declined = 0;
    std::size_t open = 0;
    for (const SoundPlay& play : bench.sound()) {
      const Judgement judgement = play.result.judgement;
      if (judgement == Judgement::violated) ADD_FAILURE() << described(play, run.name);
      if (judgement == Judgement::latitude) ++declined;
      if (judgement == Judgement::inconclusive) {
        ++open;
        unsettled[play.subject->id] = described(play, run.name);
      } else {
        settled.insert(play.subject->id);
      }
    }
    std::printf("%s: %zu cases, %zu declined, %zu inconclusive, %lld ms\n", run.name.c_str(),
                bench.sound().size(), declined, open, static_cast<long long>(took.count()));
  }
  for (const auto& [id, why] : unsettled) {
    if (!settled.contains(id)) ADD_FAILURE() << why;
  }
}

TEST_F(ProofTest, NoVectorAccusesTheSoundServer) {
  const ProofBench bench(ServerChoice{}, {{.name = ""}, {.name = "", .octets_max = 1}});
  EXPECT_EQ(bench.vectors_broken(nullptr), std::vector<std::string>());
}

/// In which order a case is tried.
std::vector<Approach> approaches_to(const ServerChoice& choice) {
  if (choice.tls_at_once) {
    return {{.name = "inside TLS", .tls_at_once = true},
            {.name = "inside TLS, behind a login", .tls_at_once = true, .log_in = true}};
  }
  return {{.name = "in clear"},
          {.name = "behind a login", .starttls = true, .log_in = true},
          {.name = "behind STARTTLS", .starttls = true},
          {.name = "from elsewhere", .local = false}};
}

/// HELOPORT_FAULT=rfc3030/dot-ends-a-chunk shows every session that this fault could change.
bool is_shown(const Fault& fault) {
  const char* wanted = std::getenv("HELOPORT_FAULT");
  return wanted != nullptr && fault.id() == wanted;
}

void show(const conformance::CaseResult& result) {
  std::string text = result.subject->id + ": " +
                     std::string(conformance::judgement_name(result.judgement)) + " " +
                     result.reason + "\n";
  for (const std::string& line : result.session) text += "    " + line + "\n";
  std::printf("%s", text.c_str());
}

/// What finds a fault: cases, or else end-of-data vectors.
struct Finding {
  const Fault* fault = nullptr;
  std::vector<const Case*> cases;
  std::vector<std::string> vectors;
  std::chrono::milliseconds took{0};

  bool is_blunt() const { return cases.size() > finders_max; }
};

Finding find(const ProofBench& bench, const Fault& fault) {
  const auto begun = std::chrono::steady_clock::now();
  Finding finding{&fault, {}, {}, {}};
  finding.cases = bench.play(fault, is_shown(fault) ? show : ProofBench::Tell());
  if (finding.cases.empty()) finding.vectors = bench.vectors_broken(&fault);
  finding.took = std::chrono::duration_cast<std::chrono::milliseconds>(
      std::chrono::steady_clock::now() - begun);
  return finding;
}

/// Faults of one server together: it is recorded once.
std::vector<Finding> find_all(const std::vector<Fault>& faults) {
  std::vector<std::pair<ServerChoice, std::vector<const Fault*>>> servers;
  for (const Fault& fault : faults) {
    auto server = std::find_if(servers.begin(), servers.end(),
                               [&](const auto& each) { return each.first == fault.server; });
    if (server == servers.end()) server = servers.insert(server, {fault.server, {}});
    server->second.push_back(&fault);
  }
  std::vector<Finding> findings;
  for (const auto& [choice, wanted] : servers) {
    ProofBench bench(choice, approaches_to(choice));
    bench.play_sound(true);
    std::vector<Finding> some(wanted.size());
    conformance::share_out(
        wanted.size(), conformance::processors(),
        [&, &faults_here = wanted](std::size_t i) { some[i] = find(bench, *faults_here[i]); });
    findings.insert(findings.end(), some.begin(), some.end());
  }
  return findings;
}

using FaultsOfCase = std::map<std::string, std::vector<std::string>>;

FaultsOfCase by_case(const std::vector<Finding>& findings) {
  FaultsOfCase faults;
  for (const Finding& finding : findings) {
    if (finding.is_blunt()) continue;
    for (const Case* subject : finding.cases) faults[subject->id].push_back(finding.fault->id());
    for (const std::string& id : finding.vectors) faults[id].push_back(finding.fault->id());
  }
  return faults;
}

void write_table(const std::vector<Finding>& findings, const FaultsOfCase& faults) {
  std::ofstream table(HELOPORT_PROOF_TABLE);
  table << "# Each case, and the faults that it finds.\n";
  for (const Case& subject : conformance::all_cases()) {
    table << subject.id << " (" << conformance::level_name(subject.level) << "):";
    const auto found = faults.find(subject.id);
    if (found == faults.end()) {
      table << " nothing\n";
      continue;
    }
    for (const std::string& name : found->second) table << ' ' << name;
    table << '\n';
  }
  table << "\n# Each fault, how many cases find it, and how long they took.\n";
  for (const Finding& finding : findings) {
    table << finding.fault->id() << ": ";
    if (finding.is_blunt()) table << "more than ";
    table << (finding.is_blunt() ? finders_max : finding.cases.size());
    for (const std::string& id : finding.vectors) table << ' ' << id;
    table << ' ' << finding.took.count() << " ms";
    table << '\n';
  }
}

TEST_F(ProofTest, EveryFaultIsFoundAndEveryCaseCanFail) {
  LoadedFaults loaded = load_faults(HELOPORT_FAULTS);
  for (const std::string& error : loaded.errors) ADD_FAILURE() << error;
  if (std::getenv("HELOPORT_FAULT") != nullptr) {
    std::erase_if(loaded.faults, [](const Fault& fault) { return !is_shown(fault); });
    find_all(loaded.faults);
    FAIL() << "one fault proves nothing of the others";
  }
  EXPECT_GE(loaded.faults.size(), 100u);
  const std::vector<Finding> findings = find_all(loaded.faults);
  const FaultsOfCase faults = by_case(findings);
  write_table(findings, faults);
  for (const Finding& finding : findings) {
    if (!finding.cases.empty() || !finding.vectors.empty()) continue;
    ADD_FAILURE() << finding.fault->file << ":" << finding.fault->line << ": no case finds "
                  << finding.fault->name;
  }
  std::size_t binding = 0;
  std::size_t others_unproven = 0;
  for (const Case& subject : conformance::all_cases()) {
    const bool proven = faults.contains(subject.id);
    if (!conformance::binds(subject.level)) {
      others_unproven += proven ? 0 : 1;
      continue;
    }
    ++binding;
    EXPECT_TRUE(proven) << subject.id
                        << " is violated by no broken server: it may be unable to fail";
  }
  std::printf("%zu faults, %zu cases of MUST, %zu of SHOULD and MAY of which %zu find nothing\n",
              findings.size(), binding, conformance::all_cases().size() - binding, others_unproven);
}

}  // namespace
}  // namespace heloport::broken
