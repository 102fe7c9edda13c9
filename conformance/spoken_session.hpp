#pragma once
// One session of the suite with a server: lines out, replies in, and a record of both.

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "conformance/case_player.hpp"
#include "conformance/heard_reply.hpp"

namespace heloport::conformance {

/// Use:     say() and hear(); session() is what to show.
/// Errors:  a connection that broke is `closed`; nothing is thrown.
/// Threads: one.
class SpokenSession {
 public:
  enum class Heard : std::uint8_t { reply, silence, closed, endless };

  SpokenSession(std::unique_ptr<PeerLink> link, const Patience& patience)
      : link_(std::move(link)), patience_(patience) {}

  /// `shown`, where it is not empty, stands in the record instead of the octets: a password.
  /// False: the server does not take it.
  bool say(std::string_view octets, std::string_view shown = {});
  /// The next reply is last() then.
  Heard hear();
  /// True: octets wait that nothing asked for, or come within the patience.
  bool speaks_up(std::chrono::milliseconds patience);
  bool closes(std::chrono::milliseconds patience);
  /// Lets so much time go by, whatever comes.
  void listen(std::chrono::milliseconds time);
  void end_writing() { link_->end_writing(); }
  /// Nothing: TLS is open. Else why not.
  std::optional<std::string> start_tls();

  const HeardReply& last() const { return replies_.back(); }
  const std::vector<HeardReply>& replies() const { return replies_; }
  bool closed() const { return closed_ && waiting_.empty(); }
  /// What came and is no whole reply.
  const std::string& waiting() const { return waiting_; }
  std::vector<std::string> session() const;
  std::string codes() const;
  void note(std::string line) { record_.push_back(std::move(line)); }

 private:
  bool read(std::chrono::milliseconds patience);
  void record(char side, std::string_view octets);

  std::unique_ptr<PeerLink> link_;
  const Patience& patience_;
  std::string waiting_;
  bool closed_ = false;
  std::vector<HeardReply> replies_;
  std::vector<std::string> record_;
};

}  // namespace heloport::conformance
