#pragma once
// A conversation as a list of events: what a fuzzer changes one by one, and what a transcript says.

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "fuzz/scenario.hpp"

namespace heloport::fuzz {

/// What can happen in a script. What `a`, `b`, `n` and `text` of an Event mean is behind each.
enum class EventKind : std::uint8_t {
  line,      // the peer says text and CRLF
  octets,    // the peer says text
  token,     // the peer says a line of the table of tokens: a
  fill,      // the peer says n octets a
  again,     // what was said last is said n times more
  chunk,     // BDAT with text: a has bits, 1 for LAST, 2 for a count of n in place of its length
  response,  // the peer says text in base64, and CRLF
  split,     // a read ends here
  answer,    // a: Asked, b: Answer::Kind
  tls,       // the handshake, where it is awaited
  act,       // a: Act::Kind; n: milliseconds where time goes by
  setting,   // a: Setting, b and n: its value. Holds for the whole conversation
};
inline constexpr std::size_t event_kinds = 12;

struct Event {
  EventKind kind = EventKind::line;
  std::uint8_t a = 0;
  std::uint8_t b = 0;
  std::uint32_t n = 0;
  std::string text{};
  bool operator==(const Event&) const = default;
};

enum class Setting : std::uint8_t {
  dialect,       // b: standard, simple, reference
  normalise,     // bare CR and LF in content
  local,         // may list
  trusted,       // may say XCLIENT
  lmtp,          //
  implicit_tls,  //
  require_tls,   //
  require_auth,  //
  provide,       // b: ExtensionId
  switch_off,    // b: ExtensionId
  mechanism,     // b: MechanismId, and AUTH with it
  challenges,    // AUTH is answered with challenges first
  small_limits,  //
  limit,         // b: row of script_limits(), n: its value
};
inline constexpr std::size_t setting_kinds = 14;

/// A limit that a script can set, by the name that transcripts have for it.
struct ScriptLimit {
  std::string_view name;
  void (*set)(engine::Limits&, std::uint32_t);
  std::uint64_t (*value)(const engine::Limits&);  // in the unit of the script and the transcript
};
const std::vector<ScriptLimit>& script_limits();

/// Events, in order.
///
/// Shape:  as octets: an octet for the kind, modulo event_kinds, then a, b, n and text as far as
/// the
///         kind has them; n and the length of text in groups of seven bits, the lowest first. Every
///         input is a script: what is missing at its end is nought or empty.
/// Limits: events_max, and what the peer says in all: said_octets_max. What is beyond is left out.
struct Script {
  static constexpr std::size_t events_max = 512;
  static constexpr std::size_t said_octets_max = std::size_t{96} << 10;
  std::vector<Event> events;
  bool operator==(const Script&) const = default;
};

Script script_of(std::string_view input);
void encode(const Script& script, std::string& out);
std::string encoded(const Script& script);

/// What an event says on the wire; nothing for `again` and what is not said.
void say(const Event& event, std::string& wire);

/// A scenario with the octets that it views.
class ScriptedScenario {
 public:
  /// Replaces what was there. Memory is kept.
  void take(const Script& script);
  const Scenario& scenario() const { return scenario_; }

 private:
  void take(const Event& event);
  void take_setting(const Event& event);
  void say_again(std::uint32_t times);
  std::string octets_;
  std::string said_last_;
  Scenario scenario_;
};

/// The table of tokens: whole lines of a client, CRLF included.
const std::vector<std::string>& tokens();

}  // namespace heloport::fuzz
