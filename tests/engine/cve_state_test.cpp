// Faults that other servers had in what they remembered: after every end of a transaction a session
// must be as one that had none. docs/threats.md says which faults.

#include <gtest/gtest.h>

#include <functional>
#include <ostream>
#include <string>
#include <string_view>
#include <vector>

#include "conversation.hpp"

namespace heloport::engine {
namespace {

constexpr Reply refused{554, "5.7.1", "Not wanted"};
const std::string hello = "EHLO client.example.org";

/// What a session says to one probe, and what its application sees.
struct Trace {
  std::string heard;
  std::vector<std::string> events;
  std::vector<std::string> messages;

  friend bool operator==(const Trace&, const Trace&) = default;
};

void PrintTo(const Trace& trace, std::ostream* out) {
  *out << trace.heard;
  for (const std::string& event : trace.events) *out << "E: " << event << "\n";
  for (const std::string& message : trace.messages) *out << "M: " << message << "\n";
}

/// Tries everything that a left-over sender, recipient, size or body type would change.
Trace probe(Conversation& talk) {
  talk.events.clear();
  talk.messages.clear();
  Trace trace;
  for (const std::string line :
       {"DATA", "RCPT TO:<eve@example.com>", "MAIL FROM:<ann@example.org>", "DATA",
        "RCPT TO:<b\xC3\xB6"
        "b@example.com>",
        "RCPT TO:<bob@example.com>", "DATA", "..x", "."}) {
    trace.heard += talk.client(line);
  }
  trace.events = talk.events;
  trace.messages = talk.messages;
  return trace;
}

ServerOptions small_messages() {
  ServerOptions options;
  options.limits.message_octets_max = 100;
  options.limits.recipients_max = 2;
  return options;
}

Trace of_a_fresh_session() {
  Conversation talk(small_messages());
  talk.client(hello);
  return probe(talk);
}

/// A way for a transaction to end.
struct Ending {
  std::string_view name;
  std::function<void(Conversation&)> happens;
};

void open(Conversation& talk) {
  talk.client("MAIL FROM:<mallory@example.net> SIZE=50 BODY=8BITMIME SMTPUTF8");
  talk.client("RCPT TO:<eve@example.com>");
}

// CVE-2020-28018 (Exim): pointers into the last transaction survived its end. Postfix, June to
// August 2026: recipients after a refused message, a sender after a refused one, and recipients
// after a BDAT that failed, so that DATA needed neither.
const std::vector<Ending> endings{
    {"nothing", [](Conversation&) {}},
    {"RSET",
     [](Conversation& talk) {
       open(talk);
       talk.client("RSET");
     }},
    {"EHLO",
     [](Conversation& talk) {
       open(talk);
       talk.client(hello);
     }},
    {"HELO and EHLO",
     [](Conversation& talk) {
       open(talk);
       talk.client("HELO a.example");
       talk.client(hello);
     }},
    {"a refused MAIL",
     [](Conversation& talk) {
       talk.rejects_next(refused);
       talk.client("MAIL FROM:<m@example.net>");
     }},
    {"a malformed MAIL",
     [](Conversation& talk) { talk.client("MAIL FROM:<m@example.net> SIZE=x"); }},
    {"a MAIL that needs SMTPUTF8",
     [](Conversation& talk) { talk.client("MAIL FROM:<\xC3\xA4@example.net>"); }},
    {"a MAIL that is too big",
     [](Conversation& talk) { talk.client("MAIL FROM:<m@b.example> SIZE=101"); }},
    {"an accepted message",
     [](Conversation& talk) {
       open(talk);
       talk.message("x\r\n");
     }},
    {"a refused message",
     [](Conversation& talk) {
       open(talk);
       talk.client("DATA");
       talk.rejects_next(refused);
       talk.client(".");
     }},
    {"a message that is too big",
     [](Conversation& talk) {
       open(talk);
       talk.message(std::string(101, 'x') + "\r\n");
     }},
    {"a refused DATA",
     [](Conversation& talk) {
       open(talk);
       talk.rejects_next(refused);
       talk.client("DATA");
       talk.client("RSET");
     }},
    {"only refused recipients",
     [](Conversation& talk) {
       talk.client("MAIL FROM:<mallory@example.net>");
       talk.rejects_next(refused);
       talk.client("RCPT TO:<eve@example.com>");
       talk.client("DATA");
       talk.client("RSET");
     }},
    {"too many recipients",
     [](Conversation& talk) {
       open(talk);
       talk.client("RCPT TO:<a@example.com>");
       talk.client("RCPT TO:<b@example.com>");
       talk.client("RSET");
     }},
    {"a chunk without a sender", [](Conversation& talk) { talk.octets("BDAT 3\r\nabc"); }},
    {"a last chunk without recipients",
     [](Conversation& talk) {
       talk.client("MAIL FROM:<mallory@example.net>");
       talk.octets("BDAT 3 LAST\r\nabc");
       talk.client("RSET");
     }},
    {"a chunk and RSET",
     [](Conversation& talk) {
       open(talk);
       talk.octets("BDAT 3\r\nabc");
       talk.client("RSET");
     }},
    {"a chunk and EHLO",
     [](Conversation& talk) {
       open(talk);
       talk.octets("BDAT 3\r\nabc");
       talk.client(hello);
     }},
    {"a last chunk",
     [](Conversation& talk) {
       open(talk);
       talk.octets("BDAT 3\r\nabcBDAT 3 LAST\r\ndef");
     }},
    {"a refused last chunk",
     [](Conversation& talk) {
       open(talk);
       talk.octets("BDAT 3\r\nabc");
       talk.rejects_next(refused);
       talk.octets("BDAT 0 LAST\r\n");
     }},
    {"a refused first chunk",
     [](Conversation& talk) {
       open(talk);
       talk.rejects_next(refused);
       talk.octets("BDAT 3\r\nabcBDAT 3 LAST\r\ndef");
       talk.client("RSET");
     }},
    {"chunks that are too big",
     [](Conversation& talk) {
       open(talk);
       talk.octets("BDAT 101 LAST\r\n" + std::string(101, 'x'));
       talk.client("RSET");
     }},
    {"DATA behind a chunk",
     [](Conversation& talk) {
       open(talk);
       talk.octets("BDAT 3\r\nabc");
       talk.client("DATA");
       talk.client("RSET");
     }},
    {"DATA for a binary message",
     [](Conversation& talk) {
       talk.client("MAIL FROM:<mallory@example.net> BODY=BINARYMIME");
       talk.client("RCPT TO:<eve@example.com>");
       talk.client("DATA");
       talk.client("RSET");
     }},
};

TEST(CveState, AfterEveryEndASessionIsAsOneWithoutATransaction) {
  const Trace fresh = of_a_fresh_session();
  ASSERT_EQ(fresh.messages, std::vector<std::string>{".x\r\n"});
  for (const Ending& ending : endings) {
    Conversation talk(small_messages());
    talk.client(hello);
    ending.happens(talk);
    EXPECT_EQ(probe(talk), fresh) << ending.name;
  }
}

TEST(CveState, AfterTwoEndsInARowToo) {
  const Trace fresh = of_a_fresh_session();
  for (const Ending& first : endings) {
    for (const Ending& second : endings) {
      Conversation talk(small_messages());
      talk.client(hello);
      first.happens(talk);
      second.happens(talk);
      EXPECT_EQ(probe(talk), fresh) << first.name << ", then " << second.name;
    }
  }
}

}  // namespace
}  // namespace heloport::engine
