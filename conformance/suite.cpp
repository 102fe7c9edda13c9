// See suite.hpp.

#include "conformance/suite.hpp"

#include <algorithm>
#include <array>
#include <atomic>
#include <chrono>
#include <mutex>
#include <utility>

#include "conformance/share_out.hpp"
#include "conformance/smuggling.hpp"

namespace heloport::conformance {
namespace {

using Clock = std::chrono::steady_clock;

constexpr std::size_t waits_in_vain_max = 12;
constexpr std::chrono::seconds shorter_patience{1};
// So many say that the others would tell nothing, either.
constexpr std::size_t unclear_max = 16;

/// One vector at one place.
struct Probe {
  Vector vector;
  Position position = Position::after_body_line;
};

std::vector<Probe> probes_of(const SuiteOptions& options) {
  static constexpr std::array positions{Position::first_line, Position::after_header,
                                        Position::after_body_line, Position::last_line};
  std::vector<Probe> probes;
  if (options.vectors.empty()) return probes;
  for (Vector& vector : end_of_data_vectors()) {
    const bool wanted = std::any_of(
        options.vectors.begin(), options.vectors.end(),
        [&](const Case* one) { return one->id.substr(one->id.rfind('/') + 1) == vector.middle; });
    if (!wanted) continue;
    if (!options.exhaustive) {
      probes.push_back({std::move(vector)});
      continue;
    }
    for (Position position : positions) probes.push_back({vector, position});
  }
  return probes;
}

class Suite {
 public:
  Suite(const std::vector<const Case*>& cases, const LinkFactory& connect,
        const Circumstances& here, const SuiteOptions& options, const Observer& observer)
      : cases_(cases), connect_(connect), here_(here), options_(options), observer_(observer) {}

  Run run();

 private:
  CaseResult judge(const Case& subject);
  CaseResult play(const Case& subject);
  Patience patience() const;
  CaseResult confirmed(const CaseResult& first);
  void finish(std::size_t index, CaseResult result);
  void probe();
  void skip_probes();
  void add(CaseResult result);
  void told(std::string_view at, bool violated);

  const std::vector<const Case*>& cases_;
  const LinkFactory& connect_;
  const Circumstances& here_;
  const SuiteOptions& options_;
  const Observer& observer_;
  Run run_;
  std::mutex mutex_;
  std::vector<bool> finished_;
  std::size_t shown_ = 0;
  Progress progress_;
  std::atomic<std::size_t> in_vain_{0};  // replies that were waited for to the end
  std::atomic<std::size_t> unclear_{0};  // vectors that told nothing
};

Run Suite::run() {
  const auto begun = Clock::now();
  const bool may_probe = !options_.vectors.empty() && !not_applicable(*options_.vectors[0], here_);
  const std::size_t probes = may_probe ? probes_of(options_).size() : 0;
  progress_.total = cases_.size() + probes;
  run_.strict = options_.strict;
  run_.results.resize(cases_.size());
  finished_.resize(cases_.size());
  share_out(cases_.size(), options_.jobs, [this](std::size_t i) { finish(i, judge(*cases_[i])); });
  may_probe ? probe() : skip_probes();
  run_.duration = std::chrono::duration_cast<std::chrono::milliseconds>(Clock::now() - begun);
  return std::move(run_);
}

CaseResult Suite::judge(const Case& subject) {
  if (auto why = not_applicable(subject, here_)) {
    CaseResult result;
    result.subject = &subject;
    result.judgement = Judgement::not_applicable;
    result.reason = *std::move(why);
    return result;
  }
  CaseResult first = play(subject);
  const bool settled = first.judgement == Judgement::satisfied || !options_.look_twice;
  return settled ? first : confirmed(first);
}

CaseResult Suite::play(const Case& subject) {
  CaseResult result = play_case(subject, connect_, here_, patience());
  if (result.in_vain) ++in_vain_;
  const bool should = subject.level == Level::should || subject.level == Level::should_not;
  if (result.judgement == Judgement::latitude && should && options_.strict) {
    result.judgement = Judgement::violated;
  }
  return result;
}

/// A server that often says nothing is not slow but silent: it is not waited for so long any more.
Patience Suite::patience() const {
  Patience patience = options_.patience;
  if (in_vain_ > waits_in_vain_max) {
    patience.reply = std::min<std::chrono::milliseconds>(patience.reply, shorter_patience);
  }
  return patience;
}

/// The same case once more. Twice the same is an answer; two answers are none. A server that
/// cannot be reached any more after a breach has said enough.
CaseResult Suite::confirmed(const CaseResult& first) {
  CaseResult second = play(*first.subject);
  if (first.connected && !second.connected) {
    CaseResult last_words = first;
    last_words.reason += "; since then the server cannot be reached";
    return last_words;
  }
  if (second.judgement == first.judgement) return second;
  if (first.judgement == Judgement::inconclusive) return second;
  if (second.judgement == Judgement::inconclusive) return second;
  second.judgement = Judgement::inconclusive;
  second.reason = "it was " + std::string(judgement_name(first.judgement)) +
                  " the first time and not the second: " + first.reason;
  return second;
}

/// Shows what is finished in the order of the ids.
void Suite::finish(std::size_t index, CaseResult result) {
  const std::lock_guard lock(mutex_);
  const bool violated = result.judgement == Judgement::violated;
  run_.results[index] = std::move(result);
  finished_[index] = true;
  told(cases_[index]->id, violated);
  for (; shown_ < finished_.size() && finished_[shown_]; ++shown_) {
    if (observer_.result) observer_.result(run_.results[shown_]);
  }
}

void Suite::told(std::string_view at, bool violated) {
  ++progress_.done;
  progress_.violated += violated ? 1 : 0;
  progress_.at = at;
  if (observer_.progress) observer_.progress(progress_);
}

void Suite::probe() {
  const std::vector<Probe> probes = probes_of(options_);
  const LinkFactory no_connection = [] {
    return std::variant<std::unique_ptr<PeerLink>, std::string>("enough was tried");
  };
  run_.end_of_data.resize(probes.size());
  share_out(probes.size(), options_.jobs, [&](std::size_t i) {
    const Probe& probe = probes[i];
    const auto once = [&] {
      return probe_end_of_data(probe.vector, probe.position,
                               unclear_ > unclear_max ? no_connection : connect_, here_,
                               patience());
    };
    EndOfData row = once();
    if (row.outcome == EndOfData::Outcome::unclear && options_.look_twice) row = once();
    if (row.outcome == EndOfData::Outcome::unclear) ++unclear_;
    const std::lock_guard lock(mutex_);
    run_.end_of_data[i] = std::move(row);
    told("smuggling/vectors", false);
  });
  for (CaseResult& result : judge_end_of_data(run_.end_of_data)) add(std::move(result));
}

void Suite::skip_probes() {
  for (const Case* subject : options_.vectors) add(judge(*subject));
}

/// Behind the cases.
void Suite::add(CaseResult result) {
  if (observer_.result) observer_.result(result);
  run_.results.push_back(std::move(result));
}

}  // namespace

Run run_suite(const std::vector<const Case*>& cases, const LinkFactory& connect,
              const Circumstances& here, const SuiteOptions& options, const Observer& observer) {
  return Suite(cases, connect, here, options, observer).run();
}

std::string_view judgement_name(Judgement judgement) {
  static constexpr std::array<std::string_view, 5> names{"satisfied", "violated", "latitude",
                                                         "inconclusive", "not applicable"};
  return names[static_cast<std::size_t>(judgement)];
}

Counts count(const Run& run) {
  Counts counts;
  std::array<std::size_t Counts::*, 5> fields{&Counts::satisfied, &Counts::violated,
                                              &Counts::latitude, &Counts::inconclusive,
                                              &Counts::not_applicable};
  for (const CaseResult& result : run.results) {
    ++(counts.*fields[static_cast<std::size_t>(result.judgement)]);
  }
  return counts;
}

}  // namespace heloport::conformance
