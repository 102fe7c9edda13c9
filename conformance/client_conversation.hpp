#pragma once
// What a client and the suite said to each other, with what the rules need to judge it.

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace heloport::conformance {

/// How far a session has come when a client says something.
struct Standing {
  bool greeted = false;  // with 2yz
  bool hello = false;    // EHLO or HELO was accepted
  bool tls = false;
  bool authenticated = false;
  bool mail = false;           // a transaction is open
  std::size_t recipients = 0;  // that were accepted in it
  bool recipient_said = false;
  /// Keywords with their parameters that the last EHLO reply listed, as they were said.
  std::vector<std::string> offers;

  /// True if `keyword` is among the offers, in any letter case.
  bool offered(std::string_view keyword) const;
};

/// One thing that happened, in its order.
struct Turn {
  enum class Kind : std::uint8_t {
    reply,     // octets of ours
    command,   // a line of the client, CRLF included where it came
    response,  // a line of the client within AUTH
    content,   // what came behind 354, its dot line included
    chunk,     // the octets of a BDAT
    ignored,   // what came when nobody read it as commands
    tls_started,
    tls_failed,
    server_closed,
    client_closed,
    nothing,  // the client said nothing for as long as the suite waits
  };
  Kind kind = Kind::command;
  std::string octets;
  bool early = false;   // of the client: it began before the reply to what was said before
  Standing standing{};  // before it
};

struct Conversation {
  std::vector<Turn> turns;
  std::size_t accepted = 0;  // messages that got 2yz at their end
  bool misbehaved = false;   // the server broke the protocol, or went
  bool complete = false;     // QUIT was answered
};

/// Lines of a transcript: "C: NOOP", "S: 250 Ok". Long content is shortened.
std::vector<std::string> transcript_of(const Conversation& conversation);

/// One turn as the first of those lines.
std::string shown(const Turn& turn);

/// The codes of the replies in their order: "220 250 250".
std::string codes_of(const Conversation& conversation);

/// The code of the last line of a reply; 0: it has none.
unsigned code_of(std::string_view reply);

}  // namespace heloport::conformance
