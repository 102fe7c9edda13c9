#pragma once
// One conversation to be had with a server session: what the peer sends, and what the application
// and the world do meanwhile. Made from the octets of a fuzzer, or from a script (script.hpp).

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

#include "engine/server_session.hpp"

namespace heloport::fuzz {

/// What the world does once the octets before `at` were given to the session. A read ends there.
struct Act {
  enum class Kind : std::uint8_t {
    advance,       // `by` goes by, from deadline to deadline
    expire,        // time goes by until the next deadline, if there is one
    end_of_input,  // the peer closes its side: nothing behind it is sent
    reset,         // the connection is gone, in both directions
    reading_off,   // the peer does not take what we say
    reading_on,
    stop_idle,  // the server is told to stop
    stop_now,
  };
  Kind kind = Kind::advance;
  std::size_t at = 0;  // place in Scenario::octets
  engine::Time by{};
};

inline constexpr std::size_t act_kinds = 8;

/// The questions that a session asks, in the order of ServerEvent.
enum class Asked : std::uint8_t {
  connected,
  hello,
  sender,
  recipient,
  begin,
  end,
  verify,
  expand,
  list,
  read,
  starttls,
  auth,
  response,
  etrn,
  xclient,
  xforward,
};
inline constexpr std::size_t asked_kinds = 16;

/// What the application says to the next question of this kind that is not answered yet.
struct Answer {
  enum class Kind : std::uint8_t {
    accept,
    reject,     // 550
    postpone,   // 451
    goodbye,    // 421: ends the session
    other,      // 252 where a question takes it, else as accept
    challenge,  // 334 where a question takes it, else as accept
    later,      // nothing until the world has acted once more; then accept
  };
  Asked about = Asked::connected;
  Kind kind = Kind::accept;
};

inline constexpr std::size_t answer_kinds = 7;

/// Everything that decides a conversation but how its octets are split.
///
/// Shape:    the input begins with five octets: mode, verdicts (two, the lower first) and two
///           places to split; the rest is what the peer sends. In the mode, bits 0 and 1 choose
///           the dialect, 2 normalises line ends, 3 allows LIST and READ, 4 sets small limits,
///           5 refuses with 421 instead of 550 and 6 speaks LMTP. Bit 7 says that one more octet
///           stands before the rest: its bits 0 to 6 provide STARTTLS, provide AUTH with every
///           mechanism, provide what else needs it, trust the peer, require TLS, require
///           authentication, and answer AUTH with challenges first.
///           Where the session awaits TLS, tls_mark in the octets is the handshake; elsewhere it is
///           octets.
/// Lifetime: octets is a view of the input.
struct Scenario {
  engine::ServerOptions options;
  engine::ServerPeer peer;
  /// Bit i, modulo 16: the i-th question of the session is refused, if no answer is about it.
  std::uint16_t refusals = 0;
  engine::Reply refusal;
  bool challenges = false;
  bool tls_from_the_start = false;
  std::array<std::size_t, 2> cuts{};
  std::vector<std::size_t> more_cuts;  // ascending
  std::vector<Act> acts;               // ascending by their places
  std::vector<Answer> answers;
  std::string_view octets;
};

inline constexpr std::size_t scenario_header_octets = 5;
inline constexpr std::string_view tls_mark = "\x16\x03\x01";  // as a TLS record begins

/// Replies of the application that refuse.
inline constexpr engine::Reply no_such_user{550, "5.1.1", "No such user"};
inline constexpr engine::Reply try_again{451, "4.3.0", "Try again later"};
inline constexpr engine::Reply go_away{421, "4.3.2", "$host Service not available"};

/// So small that a short input can go over each of them.
engine::Limits small_limits();

Scenario scenario_of(std::string_view input);

}  // namespace heloport::fuzz
