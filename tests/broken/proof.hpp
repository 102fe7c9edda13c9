#pragma once
// Plays the suite against the sound server and against every broken one.

#include <cstddef>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "conformance/case.hpp"
#include "conformance/case_player.hpp"
#include "conformance/circumstances.hpp"
#include "conformance/verdict.hpp"
#include "fault.hpp"
#include "touch.hpp"

namespace heloport::broken {

/// How the suite comes to the server.
struct Approach {
  std::string name;  // "in clear"
  bool starttls = false;
  bool tls_at_once = false;
  bool log_in = false;
  bool local = true;
  std::size_t octets_max = 0;  // in one read of either side
};

/// What the sound server made of a case, and what could have been touched meanwhile.
struct SoundPlay {
  const conformance::Case* subject = nullptr;
  std::size_t approach = 0;
  conformance::CaseResult result;
  Events events;
};

/// A fault that more cases find than these is blunt: each of them broke on the way to its question,
/// or behind it, so it proves none of them.
inline constexpr std::size_t finders_max = 150;

/// A server with one choice, looked at in several ways.
///
/// Use:     play_sound(), then play() for each fault.
/// Threads: play() from any after play_sound().
class ProofBench {
 public:
  ProofBench(const ServerChoice& choice, std::vector<Approach> approaches);
  ~ProofBench();
  ProofBench(const ProofBench&) = delete;
  ProofBench& operator=(const ProofBench&) = delete;

  /// Each case in the approaches where it is applicable; to record, in the first one that the sound
  /// server satisfies it in. What is wrong with the look at the server
  /// itself is told in notes().
  void play_sound(bool record);
  const std::vector<SoundPlay>& sound() const { return sound_; }
  const std::vector<std::string>& notes() const { return notes_; }

  /// The cases that find this fault, by their ids: those that the sound server satisfies and this
  /// one does not. Stops when the fault has shown itself to be blunt.
  /// `tell` hears of every play.
  using Tell = std::function<void(const conformance::CaseResult&)>;
  std::vector<const conformance::Case*> play(const Fault& fault, const Tell& tell = {}) const;
  /// The end-of-data vectors that the server gets wrong, "smuggling/vectors/dot"; with a fault
  /// those that only the broken one does.
  std::vector<std::string> vectors_broken(const Fault* fault) const;

 private:
  struct Inside;
  using Found = std::map<std::string_view, const conformance::Case*>;
  conformance::CaseResult play_case(const conformance::Case& subject, std::size_t approach,
                                    const conformance::Circumstances& here,
                                    const std::function<std::unique_ptr<Spoiler>()>& spoiler) const;
  std::vector<bool> touched_by(const Fault& fault) const;
  void play_touched(const Fault& fault, const Tell& tell, Found& found) const;
  void play_as_it_says(const Fault& fault, const Tell& tell, Found& found) const;
  void number_events();

  std::unique_ptr<Inside> inside_;
  std::vector<Approach> approaches_;
  std::vector<SoundPlay> sound_;
  std::vector<std::string> notes_;
  /// Each event that was recorded, with the plays that it stands in.
  std::map<Event, std::vector<std::size_t>> plays_with_;
};

}  // namespace heloport::broken
