// See proof.hpp.

#include "proof.hpp"

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <functional>
#include <set>
#include <utility>
#include <variant>

#include "conformance/case_library.hpp"
#include "conformance/circumstances.hpp"
#include "conformance/reconnaissance.hpp"
#include "share_out.hpp"
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

  /// What the suite finds when it looks at the sound server.
  Circumstances look(const Approach& approach, std::vector<std::string>& notes) const {
    conformance::Wishes wishes;
    wishes.entrance.lmtp = lmtp;
    wishes.entrance.starttls = approach.starttls;
    wishes.entrance.tls_at_once = approach.tls_at_once;
    if (approach.log_in) {
      wishes.entrance.user = user_name;
      wishes.entrance.password = user_password;
    }
    wishes.recipients = {"bob@example.org", "carol@example.org"};
    const std::function<std::unique_ptr<Spoiler>()> spoiler = no_spoiler;
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
    inside_->here.push_back(inside_->look(approach, notes_));
  }
}

ProofBench::~ProofBench() = default;

CaseResult ProofBench::play_case(const Case& subject, std::size_t approach,
                                 const std::function<std::unique_ptr<Spoiler>()>& spoiler) const {
  return conformance::play_case(subject, inside_->links(approaches_[approach], spoiler),
                                inside_->here[approach], patience_of(approaches_[approach]));
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
    share_out(sound_.size() - before, [&](std::size_t i) {
      SoundPlay& play = sound_[before + i];
      const std::function<std::unique_ptr<Spoiler>()> spoiler = [&] {
        return record ? recorder(play.events) : no_spoiler();
      };
      play.result = play_case(*play.subject, play.approach, spoiler);
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

/// A case is played where the fault has something to touch, and the sound server is not accused.
std::vector<const Case*> ProofBench::play(const Fault& fault) const {
  const Touch touch(fault);
  std::vector<bool> touched(sound_.size(), touch.always());
  if (!touch.always()) {
    for (const auto& [event, plays] : plays_with_) {
      if (!touch(event)) continue;
      for (const std::size_t i : plays) touched[i] = true;
    }
  }
  std::map<std::string_view, const Case*> found;
  for (std::size_t i = 0; i < sound_.size(); ++i) {
    const SoundPlay& play = sound_[i];
    const bool sound = play.result.judgement == Judgement::satisfied ||
                       play.result.judgement == Judgement::inconclusive;
    if (!touched[i] || !sound || found.contains(play.subject->id)) continue;
    const CaseResult result =
        play_case(*play.subject, play.approach, [&] { return spoiler_of(fault); });
    const bool caught =
        result.judgement == Judgement::violated || result.judgement == Judgement::latitude;
    if (caught) found[play.subject->id] = play.subject;
  }
  std::vector<const Case*> cases;
  for (const auto& [id, subject] : found) cases.push_back(subject);
  return cases;
}

}  // namespace heloport::broken
