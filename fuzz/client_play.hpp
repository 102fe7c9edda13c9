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
};
inline constexpr std::size_t wishes = 16;

/// One call, with the text of its argument.
struct WishedCommand {
  Wish wish = Wish::noop;
  std::uint8_t options = 0;  // mail and rcpt: which parameters, a bit each, of `text` too
  std::string_view text;
};

/// Before a reply of ClientScenario::server: it comes together with the one before.
inline constexpr char glue = '\x01';

/// A conversation from the side of the client.
///
/// Shape:    the input: mode (bits: LMTP, no hello, passwords in clear, silence at the end in place
///           of the end of input, TLS verified, an obliging server, of the simple dialect), hello
///           name, content and calls, each text after an octet for its length; a call is an octet
///           for the wish, one for the options and a text. How many calls there are stands before
///           them. The rest is what the server says: it is handed over reply by reply, as the
///           client asks for more. An obliging server then answers everything well, so that an
///           input needs no reply to get a command on the wire.
/// Lifetime: views of the input.
struct ClientScenario {
  engine::ClientOptions options;
  bool silent = false;
  bool verified = false;
  bool obliging = false;
  bool simple = false;  // the obliging server greets in the simple dialect
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
  std::size_t responses = 0;  // auth: lines that the application gave
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
  std::size_t blocks_left = 0;
  std::size_t responses = 0;
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

/// O11. Lines and numbers of lines of replies are within the limits, work is in proportion to what
/// was said, and no block is left.
Complaint client_is_bounded(const ClientScenario& scenario, const ClientTrace& trace);

/// O2. It makes no difference in which pieces the server's octets came.
Complaint client_traces_agree(const ClientTrace& whole, const ClientTrace& split);

/// All of them, whole and octet by octet.
Complaint check_client(const ClientScenario& scenario);

}  // namespace heloport::fuzz
