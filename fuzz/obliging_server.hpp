#pragma once
// A server that answers whatever a client says, well or in the manner that it is told.

#include <cstddef>
#include <string>

#include "fuzz/client_play.hpp"

namespace heloport::fuzz {

/// Use:      ask it for a reply when the client waits for one and nothing is on its way.
/// Lifetime: the scenario must outlive it.
class ObligingServer {
 public:
  explicit ObligingServer(const ClientScenario& scenario) : scenario_(scenario) {}

  struct Reply {
    std::string octets;  // none: it has nothing to say
    // More than one, or before its time, or too long to be brought octet by octet: how it comes
    // makes a difference, or takes too much of the clock.
    bool together = false;
  };
  /// `outstanding`: how many of the commands that were asked for have no answer.
  Reply reply(const ClientTrace& trace, std::size_t outstanding);
  /// What it says before it has heard all of this content: nothing, if it answers well.
  Reply early(const Intent& content);
  /// It takes no octet any more.
  bool deaf() const { return deaf_; }

 private:
  Reply say(engine::Step step, Manner manner, const std::string& good);
  Reply reply_in_exchange(const ClientTrace& trace, const Intent& asked);
  bool hello_waits(const ClientTrace& trace) const;
  std::string offer() const;

  const ClientScenario& scenario_;
  std::size_t hellos_answered_until_ = 0;  // in the wire of the trace
  bool greeted_ = false;
  bool offered_ = false;
  bool challenged_ = false;  // and not yet accepted
  bool silent_ = false;
  bool deaf_ = false;
};

}  // namespace heloport::fuzz
