#pragma once
// Plays a scenario against a server session and notes down everything that can be seen of it.

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "engine/server_session.hpp"
#include "fuzz/scenario.hpp"

namespace heloport::fuzz {

/// When the replies leave.
enum class Draining : std::uint8_t {
  at_once,    // before anything else happens
  reluctant,  // a few octets at a time, and only when the session will not go on without
};

/// One message as the application saw it: from an accepted MessageBegin, or from any that came
/// with a chunk.
struct SeenMessage {
  bool chunked = false;
  bool begun = true;    // the question was accepted
  bool binary = false;  // declared as BODY=BINARYMIME
  std::string body;     // all chunks, joined
  std::optional<std::string> file_name;
  std::optional<std::uint64_t> octets;  // of MessageEnd; nothing while it was not complete
  std::vector<bool> verdicts;           // one a MessageEnd: whether it was accepted
  std::optional<engine::DropReason> dropped;
  bool operator==(const SeenMessage&) const = default;
};

/// What can be asked of a session at any time.
struct Facts {
  engine::Phase phase = engine::Phase::connecting;
  bool transaction_open = false;
  bool extended = false;
  bool inside_tls = false;
  bool authenticated = false;
  bool named = false;  // the client has said who it is
  bool operator==(const Facts&) const = default;
};

/// One thing that happened, and the facts behind it.
struct Step {
  enum class Kind : std::uint8_t { asked, answered, tls, dropped, auth_dropped, lines_end, closed };
  Kind kind = Kind::asked;
  Asked about = Asked::connected;              // asked, answered
  Answer::Kind answer = Answer::Kind::accept;  // answered
  engine::DropReason reason{};                 // dropped
  bool chunked = false;                        // about `begin`: of a chunk
  bool extended = false;                       // about `hello`
  Facts facts;
};

/// What the world did, and where it met the session.
struct SeenAct {
  Act::Kind kind = Act::Kind::advance;
  engine::Phase phase = engine::Phase::connecting;
};

/// What a conversation came to. Chunks of a body are joined: where they are cut is not part of it.
struct Trace {
  std::string conversation;  // events and replies in the order in which they happened
  std::string events;
  std::string replies;  // what was said, also what a reset took before the peer had read it
  std::vector<SeenMessage> messages;
  std::vector<Step> steps;
  std::vector<SeenAct> acts;
  std::optional<engine::CloseReason> closed;
  std::size_t octets_given = std::string_view::npos;  // to the session, of Scenario::octets
  std::size_t logins = 0;                             // AUTH accepted by the application
  std::size_t allocated = 0;          // calls of operator new inside calls of the session
  std::size_t pulls = 0;              // calls of next()
  std::size_t reads = 0;              // calls of received()
  std::size_t answer_octets = 0;      // that the application gave for LIST, READ and challenges
  std::size_t blocks_max = 0;         // held at once
  bool cut_off = false;               // by the world: reset, a timeout or a stop
  std::size_t idle_blocks = 0;        // held at most while nothing was left to read or to send
  std::size_t path_octets = 0;        // of the longest path that was asked about, without brackets
  std::size_t local_part_octets = 0;  // likewise
  std::string broken;  // a promise of the interface that was not kept; empty when all were
  void clear();        // keeps its memory
};

/// A place in a conversation, and where the application and its answers stood there.
struct Mark {
  std::size_t at = 0;            // in Scenario::octets; a read ends there
  bool reached = false;          // with the session alive and at rest
  std::size_t conversation = 0;  // octets of Trace::conversation before it
  std::size_t messages = 0;
  Facts facts{};
  std::size_t questions = 0;
  std::size_t exchange_steps = 0;
  std::vector<bool> answers_used{};
};

/// Is told what a session and its application say to each other, before the facts change.
class Listener {
 public:
  virtual ~Listener() = default;
  virtual void event(const engine::ServerEvent&) {}
  virtual void accepted(std::string_view /*detail*/, bool /*lines*/) {}
  virtual void line_text(std::string_view /*text*/) {}  // all of it, behind its accepted()
  virtual void rejected(const engine::Reply&) {}
  virtual void answered(const engine::Reply&) {}
  virtual void challenged(std::string_view /*octets*/) {}
  virtual void tls_started() {}
  virtual void acted(const Act&) {}
  virtual void advanced(engine::Time /*by*/) {}
  virtual void wrote(std::string_view /*octets*/) {}
  virtual void ended() {}
  virtual void said(std::string_view /*octets*/) {}
};

/// How a scenario is to be played.
struct Playing {
  Draining draining = Draining::at_once;
  Mark* leave = nullptr;  // is filled in where it is passed
  const Mark* arrive =
      nullptr;  // taken over at the place in `arrive_at`; until then all is accepted
  std::size_t arrive_at = 0;
  Listener* listener = nullptr;
  engine::Buffers* buffers = nullptr;  // else some of its own
  bool shared = false;                 // other sessions hold blocks of them meanwhile
};

/// Plays the scenario into `trace`. A read ends at each of `cuts`, places in scenario.octets,
/// ascending.
void play(const Scenario& scenario, const std::vector<std::size_t>& cuts, const Playing& playing,
          Trace& trace);
Trace play(const Scenario& scenario, const std::vector<std::size_t>& cuts,
           Draining draining = Draining::at_once);

}  // namespace heloport::fuzz
