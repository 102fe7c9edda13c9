// See proof.hpp.

#include "proof.hpp"

#include <algorithm>
#include <cctype>
#include <cstdio>
#include <cstdlib>
#include <functional>
#include <set>
#include <utility>
#include <variant>

#include "conformance/case_library.hpp"
#include "conformance/circumstances.hpp"
#include "conformance/reconnaissance.hpp"
#include "conformance/share_out.hpp"
#include "conformance/smuggling.hpp"
#include "sound_server.hpp"
#include "spoiled_link.hpp"

namespace heloport::broken {
namespace {

using conformance::Case;
using conformance::CaseResult;
using conformance::Circumstances;
using conformance::Judgement;
using conformance::LinkFactory;
using conformance::PeerLink;

/// Time is the link's own: a second costs nothing.
conformance::Patience patience_of(const Approach& approach) {
  conformance::Patience patience;
  patience.chunk_octets = approach.octets_max;
  return patience;
}

std::unique_ptr<Spoiler> no_spoiler() {
  return std::make_unique<Spoiler>();
}

}  // namespace

struct ProofBench::Inside {
  explicit Inside(const ServerChoice& choice) : lmtp(choice.lmtp), server(choice) {}

  LinkFactory links(const Approach& approach,
                    const std::function<std::unique_ptr<Spoiler>()>& spoiler) const {
    return [this, &approach, &spoiler]() -> std::variant<std::unique_ptr<PeerLink>, std::string> {
      auto link = std::make_unique<SpoiledLink>(
          server.connect({approach.local, approach.tls_at_once, approach.octets_max}), spoiler());
      if (approach.tls_at_once) {
        if (auto why = link->start_tls()) return *std::move(why);
      }
      return link;
    };
  }

  /// What the suite finds when it looks at the server.
  Circumstances look(const Approach& approach,
                     const std::function<std::unique_ptr<Spoiler>()>& spoiler,
                     std::vector<std::string>& notes) const {
    conformance::Wishes wishes;
    wishes.entrance.lmtp = lmtp;
    wishes.entrance.starttls = approach.starttls;
    wishes.entrance.tls_at_once = approach.tls_at_once;
    if (approach.log_in) {
      wishes.entrance.user = user_name;
      wishes.entrance.password = user_password;
    }
    wishes.recipients = {"bob@example.org", "carol@example.org"};
    auto found =
        conformance::reconnoitre(wishes, links(approach, spoiler), patience_of(approach), notes);
    if (auto* why = std::get_if<std::string>(&found)) {
      notes.push_back(*why);
      return {};
    }
    return std::get<Circumstances>(std::move(found));
  }

  bool lmtp;
  mutable SoundServer server;
  std::vector<Circumstances> here;  // by approach
};

ProofBench::ProofBench(const ServerChoice& choice, std::vector<Approach> approaches)
    : inside_(std::make_unique<Inside>(choice)), approaches_(std::move(approaches)) {
  for (const Approach& approach : approaches_) {
    inside_->here.push_back(inside_->look(approach, no_spoiler, notes_));
  }
}

ProofBench::~ProofBench() = default;

CaseResult ProofBench::play_case(const Case& subject, std::size_t approach,
                                 const Circumstances& here,
                                 const std::function<std::unique_ptr<Spoiler>()>& spoiler) const {
  return conformance::play_case(subject, inside_->links(approaches_[approach], spoiler), here,
                                patience_of(approaches_[approach]));
}

void ProofBench::play_sound(bool record) {
  std::set<std::string_view> settled;
  for (std::size_t approach = 0; approach < approaches_.size(); ++approach) {
    const std::size_t before = sound_.size();
    for (const Case& subject : conformance::all_cases()) {
      if (conformance::not_applicable(subject, inside_->here[approach])) continue;
      if (record && settled.contains(subject.id)) continue;
      sound_.push_back({.subject = &subject, .approach = approach, .result = {}, .events = {}});
    }
    conformance::share_out(sound_.size() - before, conformance::processors(), [&](std::size_t i) {
      SoundPlay& play = sound_[before + i];
      const std::function<std::unique_ptr<Spoiler>()> spoiler = [&] {
        return record ? recorder(play.events) : no_spoiler();
      };
      play.result = play_case(*play.subject, play.approach, inside_->here[play.approach], spoiler);
    });
    for (std::size_t i = before; i < sound_.size(); ++i) {
      if (sound_[i].result.judgement == Judgement::satisfied) settled.insert(sound_[i].subject->id);
    }
  }
  number_events();
}

void ProofBench::number_events() {
  for (std::size_t i = 0; i < sound_.size(); ++i) {
    for (const Event& event : sound_[i].events) plays_with_[event].push_back(i);
    sound_[i].events.clear();
  }
}

std::vector<bool> ProofBench::touched_by(const Fault& fault) const {
  const Touch touch(fault);
  std::vector<bool> touched(sound_.size(), touch.always());
  if (touch.always()) return touched;
  for (const auto& [event, plays] : plays_with_) {
    if (!touch(event)) continue;
    for (const std::size_t i : plays) touched[i] = true;
  }
  return touched;
}

std::vector<const Case*> ProofBench::play(const Fault& fault, const Tell& tell) const {
  Found found;
  play_touched(fault, tell, found);
  play_as_it_says(fault, tell, found);
  std::vector<const Case*> cases;
  for (const auto& [id, subject] : found) cases.push_back(subject);
  return cases;
}

namespace {

bool catches(const CaseResult& result) {
  return result.judgement == Judgement::violated || result.judgement == Judgement::latitude;
}

}  // namespace

/// A case is played where the fault has something to touch, and the sound server is not accused.
/// Where a server is wrong by what it is set to, nothing else makes it so.
void ProofBench::play_touched(const Fault& fault, const Tell& tell, Found& found) const {
  const std::vector<bool> touched = touched_by(fault);
  for (std::size_t i = 0; i < sound_.size(); ++i) {
    const SoundPlay& play = sound_[i];
    const bool wrong_itself = catches(play.result);
    if (found.size() > finders_max) return;
    if (!touched[i] || found.contains(play.subject->id)) continue;
    if (wrong_itself && !fault.is_setting()) continue;
    const CaseResult result = play_case(*play.subject, play.approach, inside_->here[play.approach],
                                        [&] { return spoiler_of(fault); });
    if (tell) tell(result);
    if (catches(result)) found[play.subject->id] = play.subject;
  }
}

namespace {

/// True if what the case says depends on what EHLO announces.
bool reads_keywords(const Case& subject) {
  return std::any_of(subject.body.begin(), subject.body.end(), [](const auto& line) {
    const std::string& text = line.text;
    for (std::size_t at = text.find('{'); at != std::string::npos; at = text.find('{', at + 1)) {
      if (std::isupper(static_cast<unsigned char>(text.c_str()[at + 1])) != 0) return true;
    }
    return line.text.find("{size") != std::string::npos;
  });
}

}  // namespace

/// What the broken server says of itself may make other cases applicable.
void ProofBench::play_as_it_says(const Fault& fault, const Tell& tell, Found& found) const {
  const std::function<std::unique_ptr<Spoiler>()> spoiler = [&] { return spoiler_of(fault); };
  for (std::size_t approach = 0; approach < approaches_.size() && found.size() <= finders_max;
       ++approach) {
    const Circumstances& sound = inside_->here[approach];
    std::vector<std::string> notes;
    Circumstances own = inside_->look(approaches_[approach], spoiler, notes);
    if (own.keywords == sound.keywords && own.clear_keywords == sound.clear_keywords) return;
    // Its answers to envelopes are no reason to play less.
    std::vector<std::string> keywords = std::exchange(own.keywords, {});
    std::vector<std::string> clear_keywords = std::exchange(own.clear_keywords, {});
    own = sound;
    own.keywords = std::move(keywords);
    own.clear_keywords = std::move(clear_keywords);
    for (const Case& subject : conformance::all_cases()) {
      if (found.size() > finders_max) return;
      const bool played = !conformance::not_applicable(subject, sound) && !reads_keywords(subject);
      if (played || found.contains(subject.id)) continue;
      if (conformance::not_applicable(subject, own)) continue;
      const CaseResult result = play_case(subject, approach, own, spoiler);
      if (tell) tell(result);
      if (catches(result)) found[subject.id] = &subject;
    }
  }
}

std::vector<std::string> ProofBench::vectors_broken(const Fault* fault) const {
  const std::function<std::unique_ptr<Spoiler>()> spoiler = [&] {
    return fault == nullptr ? no_spoiler() : spoiler_of(*fault);
  };
  std::vector<conformance::EndOfData> rows;
  for (const conformance::Vector& vector : conformance::end_of_data_vectors()) {
    rows.push_back(conformance::probe_end_of_data(vector, conformance::Position::after_body_line,
                                                  inside_->links(approaches_[0], spoiler),
                                                  inside_->here[0], patience_of(approaches_[0])));
  }
  std::vector<std::string> broken;
  for (const CaseResult& result : conformance::judge_end_of_data(rows)) {
    if (result.judgement != Judgement::satisfied) broken.push_back(result.subject->id);
  }
  return broken;
}

}  // namespace heloport::broken
