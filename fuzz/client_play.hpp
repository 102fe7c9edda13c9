#pragma once
// A client session against a server that says whatever a fuzzer likes.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "engine/client_session.hpp"
#include "fuzz/complaint.hpp"

namespace heloport::fuzz {

/// What an application of a client can ask for.
enum class Wish : std::uint8_t {
  mail,
  rcpt,
  data,
  chunk,
  last_chunk,
  reset,
  noop,
  verify,
  expand,
  help,
  list,
  read,
  starttls,
  auth,
  quit,
  abandon,
  // New ones go to the end: seeds name them by their place.
  held_mail,   // MAIL to be held until `text`, or, without one, for so many seconds: options
  named_data,  // DATA, and in the simple dialect content with the file name `text`
  other_mail,  // the parameters that `mail` has no bits for; their text is `text`
  other_rcpt,  // likewise
};
inline constexpr std::size_t wishes = 20;

/// How an obliging server answers.
enum class Manner : std::uint8_t {
  well,
  later,      // 450
  never,      // 550
  gone,       // 421
  otherwise,  // a good code, but one that fits another command
  and_more,   // well, and one reply more comes together with it
  in_lines,   // well, in three lines
  at_length,  // well, to LIST and READ with a line longer than any buffer
  broken,     // no reply
  silent,     // not at all: that is the end of what it says
  deaf,       // well, and from there on it takes no octet
};

/// One call, with the text of its argument.
struct WishedCommand {
  Wish wish = Wish::noop;
  std::uint8_t options = 0;  // mail and rcpt: which parameters, a bit each, of `text` too
  std::string_view text;
  Manner manner = Manner::well;      // of the answer
  Manner end_manner = Manner::well;  // data: of the answer to the end of the content
  std::string_view content{};        // data: this one in place of the scenario's
};

// Options of data and chunks: how the application gives the content.
inline constexpr unsigned hesitates = 1;   // lets a turn pass before each piece
inline constexpr unsigned drops_out = 2;   // abandons the session behind the first piece
inline constexpr unsigned is_long = 4;     // data: as often as it takes to fill every buffer
inline constexpr unsigned piece_bits = 4;  // above them: the octets of a piece, or, of what is
                                           // long, half KiB; 0: all at once
// Options of auth: which mechanism, with an initial response or not, and how the server goes on.
inline constexpr unsigned names_mechanism = 1;  // text is the mechanism; there is no response
inline constexpr unsigned asks_plain = 2;       // else SCRAM-SHA-256; text is the response
inline constexpr unsigned is_challenged = 4;    // again and again
inline constexpr unsigned mechanism_bits = names_mechanism | asks_plain | is_challenged;
// Options of starttls and auth: what happens where TLS would begin, where a response is due.
inline constexpr unsigned drops_tls = 1;        // the application abandons the session
inline constexpr unsigned ends_at_tls = 2;      // the connection ends
inline constexpr unsigned drops_challenge = 8;  // likewise
inline constexpr unsigned ends_at_challenge = 16;

/// Before a reply of ClientScenario::server: it comes together with the one before.
inline constexpr char glue = '\x01';

/// A conversation from the side of the client.
///
/// Shape:    client_scenario.cpp says what an input looks like. What the server says is handed over
///           reply by reply, as the client asks for more. An obliging server then answers
///           everything, well or in the manner that a call asks for, so that an input needs no
///           reply to get a command on the wire.
/// Lifetime: views of the input.
struct ClientScenario {
  engine::ClientOptions options;
  bool silent = false;  // when the server has said everything the connection stays
  bool verified = false;
  bool obliging = false;
  bool simple = false;   // the obliging server greets in the simple dialect
  bool meddles = false;  // the application makes every call that has no place where it is
  Manner greeting = Manner::well;
  Manner hello = Manner::well;  // the first one; the others are answered well
  std::uint32_t withheld = 0;   // of what the obliging server has to offer, a bit each
  std::string_view content{};
  std::vector<WishedCommand> calls;
  std::string_view server;
};
ClientScenario client_scenario_of(std::string_view input);

/// A command that the session took: what must stand on the wire for it.
struct Intent {
  Wish wish = Wish::noop;
  WishedCommand call;
  engine::Step step = engine::Step::noop;
  std::string content{};  // data and chunks: what was taken
  bool content_complete = false;
  bool named = false;         // the content begins with the line of a file name
  std::size_t responses = 0;  // auth: lines that the application gave
  bool inside_tls = false;
};

/// What a conversation came to.
struct ClientTrace {
  std::string wire;    // what the client said
  std::string server;  // what it could hear, without glue
  std::vector<Intent> intents;
  std::vector<engine::Answered> answers;  // their views are dead
  std::string answers_text;               // one line each, to compare
  std::optional<engine::ClientClose> closed;
  std::size_t octets_given = 0;  // of the server's
  grammar::Leniency leniency =
      grammar::Leniency::none;  // of the dialect that the server greeted in
  std::size_t pulls = 0;
  std::size_t searched = 0;  // octets that calls of the session searched (search_count.hpp)
  std::size_t blocks_left = 0;
  std::size_t responses = 0;
  bool glued = false;  // replies came together
  bool deaf = false;   // the server stopped reading: the last octets are not on the wire
  std::string broken;
};

/// Plays it. Octets of the server come in pieces of `piece` octets, none beyond the reply that is
/// awaited; 0: as much of it as there is room for.
ClientTrace play(const ClientScenario& scenario, std::size_t piece);

/// O10. What is on the wire, read by the strict grammar of our server, is exactly what was asked
/// for, in order: each line one command without a fault, with these arguments, and each content
/// what was given.
Complaint the_wire_says_what_was_asked(const ClientScenario& scenario, const ClientTrace& trace);

/// Each answer is about the command whose turn it is, has the code that the server said for it, and
/// a message is answered only after its end was said: nothing is sent without a reply to it.
Complaint replies_are_answers(const ClientScenario& scenario, const ClientTrace& trace);

/// O9. PLAIN and LOGIN show the password to whoever reads along: outside TLS they are said where
/// the application allowed it, and nowhere else (RFC 4954, 4).
Complaint no_password_is_said_in_clear(const ClientScenario& scenario, const ClientTrace& trace);

/// O11. Lines and numbers of lines of replies are within the limits, work is in proportion to what
/// was said, and no block is left.
Complaint client_is_bounded(const ClientScenario& scenario, const ClientTrace& trace);

/// O11. What the session searches is in proportion to what it was told and given: no reply is
/// searched again with each read. (No time is measured: see search_count.hpp.)
Complaint client_work_is_linear(const ClientScenario& scenario, const ClientTrace& trace);

/// O2. It makes no difference in which pieces the server's octets came.
Complaint client_traces_agree(const ClientTrace& whole, const ClientTrace& split);

/// All of them, whole and octet by octet.
Complaint check_client(const ClientScenario& scenario);

}  // namespace heloport::fuzz
