#pragma once
// One session of a load: says what the script has, and verifies every reply.

#include <cstdint>
#include <deque>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "apps/load_fault.hpp"
#include "apps/load_login.hpp"
#include "apps/load_record.hpp"
#include "apps/load_schedule.hpp"
#include "apps/load_script.hpp"
#include "engine/octet_side.hpp"
#include "grammar/reply.hpp"

namespace heloport::apps {

/// What sessions say beside their messages.
struct LoadManners {
  std::string hello;      // "EHLO load.example.org"
  bool starttls = false;  // before anything else
  std::vector<std::string>
      needed{};                      // keywords without which the load cannot be what was asked for
  std::uint64_t session_mails = 0;   // in one session; 0: as many as there are
  engine::Time patience{60'000};     // for whatever the server owes
  std::optional<SaslLogin> login{};  // before the first message; with a password
};

/// What the sessions of a load share.
/// Lifetime: outlives them. `now` is the steady clock, or a test's.
struct LoadShared {
  LoadManners manners;
  LoadScript script;
  std::size_t ahead = 0;
  LoadSchedule schedule;
  LoadRecord record;
  LoadTime (*now)() = nullptr;
  std::deque<std::size_t> idle = {};    // sessions, by number, that wait for a message
  std::size_t unready = 0;              // sessions that were opened and cannot send yet
  std::optional<LoadFault> fault = {};  // the first one; the load is over then
  std::vector<char> room = std::vector<char>(std::size_t{64} << 10);  // what came last, of any

  /// No message is left, and none is under way. Goodbyes wait for it: those of thousands of
  /// sessions would be in the way of the last messages.
  bool all_answered() const {
    return schedule.exhausted(now()) && record.latencies().count() == schedule.taken();
  }
};

/// The client's side of a session, as lean as it can be: no buffer of its own but for a line that
/// is cut in its middle, nothing written but views of the script.
///
/// Use:      any transport drives it as an octet side. begin_with() for a message that the
///           connection itself is a part of; speak() after octets moved, and when a message may be
///           due; asks_tls() before a handshake that STARTTLS asks for, tls_started() after any.
/// Shape:    a reply is verified as it comes: a code and a text by the grammar, one code in all
///           lines, the class that the command allows, not before the command left and not one too
///           many. What the EHLO must offer is looked for before it is used. A login is part of
///           opening the session, and is verified likewise.
/// Errors:   whatever is wrong is the shared fault; the session is finished then.
/// Threads:  none.
/// Source:   RFC 5321, 4.2 and 4.3; RFC 2920, 3.1; RFC 3030, 4.2; RFC 2033, 4.2; RFC 3207, 4;
///           RFC 4954, 4.
class LoadSession final : public engine::OctetSide {
 public:
  LoadSession(std::size_t number, LoadShared& shared);

  /// Takes a message before the greeting. False: none is due.
  bool begin_with();
  /// Takes messages and says goodbye, where it is time for that.
  void speak();
  /// STARTTLS was answered: not an octet may leave before TLS stands.
  bool asks_tls() const { return phase_ == Phase::handshake; }
  void tls_started(const SaslChannel& channel);
  /// It waits for a message to be due.
  bool idle() const { return idle_ && phase_ == Phase::mails; }
  /// What had no answer when the connection ended; empty: nothing was owed.
  const std::string& unanswered() const { return unanswered_; }
  /// The server has said that it is there.
  bool greeted() const { return greeted_; }

  std::span<char> input() override { return shared_.room; }
  void received(std::size_t n) override;
  void end_of_input() override;
  engine::Output output() const override;
  void sent(std::size_t n) override;
  /// When patience with the server ends.
  std::optional<engine::Time> deadline() const override;
  void expire(engine::Time now) override;
  bool finished() const override { return phase_ == Phase::over; }

 private:
  enum class Phase : std::uint8_t {
    greeting,
    hello,
    starttls,
    handshake,
    login,
    mails,
    quit,
    over
  };

  std::size_t line_octets_most() const;
  std::string_view take_lines(std::string_view octets);
  void take_line(std::string_view line);
  void take_offer(std::string_view text);
  void hear(const grammar::ReplyLine& reply, std::string_view line);
  bool fits(char digit) const;
  void go_on(const grammar::ReplyLine& reply);
  void hear_hello();
  void hear_login(const grammar::ReplyLine& reply);
  void log_in(const std::optional<LoadFault>& fault);
  void become_ready();
  void hear_step(const LoadStep& step);
  void say(Phase phase, std::string_view command);
  bool says_command() const;
  bool was_asked() const;
  std::string command() const;
  void accuse(Exit exit, const std::string& what);
  void accuse(Exit exit, const std::string& what, std::string_view reply);

  void take_messages();
  void begin(LoadTime due);
  bool may_begin() const;
  std::uint64_t reach() const;
  std::uint64_t goal() const;
  void become_idle();

  LoadShared& shared_;
  std::size_t number_;
  Phase phase_ = Phase::greeting;
  bool idle_ = false;
  bool greeted_ = false;
  bool tls_ = false;
  bool starttls_offered_ = false;
  bool first_line_ = true;         // of a reply
  std::uint16_t code_ = 0;         // of that reply
  std::uint16_t lines_ = 0;        // had already, of that reply
  std::uint32_t offered_ = 0;      // of the needed keywords, a bit each
  std::size_t step_ = 0;           // whose reply is awaited
  std::size_t step_replies_ = 0;   // had already, of that step
  std::string_view command_ = {};  // says_command(): to be sent or sent; then its CRLF
  std::size_t command_sent_ = 0;   // octets, CRLF included
  std::uint64_t said_ = 0;         // octets of messages that have left
  std::uint64_t begun_ = 0;        // messages of this session
  std::uint64_t answered_ = 0;
  engine::Time now_{0};
  std::optional<engine::Time> since_;  // the last octet moved; none: the time was never told
  std::string cut_;                    // the beginning of a line
  std::string unanswered_;
  std::unique_ptr<LoadLogin> login_;  // until it has succeeded
  std::vector<LoadTime> due_;         // of the messages begun, by their number in turn
};

}  // namespace heloport::apps
