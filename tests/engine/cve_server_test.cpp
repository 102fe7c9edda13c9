// Faults that other servers had in what they read from a client, and that this one must not have.
// docs/threats.md says which, and where the others are shown.

#include <gtest/gtest.h>

#include <array>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "conversation.hpp"
#include "grammar/path.hpp"
#include "grammar/reply.hpp"

namespace heloport::engine {
namespace {

/// One complete reply of one line: nothing less, and nothing behind it.
bool one_reply(const std::string& heard) {
  return heard.find('\n') == heard.size() - 1 && grammar::parse_reply_line(heard).well_formed;
}

std::string mail_from(std::string_view path) {
  return "MAIL FROM:<" + std::string(path) + ">";
}

// CVE-2020-7247 (OpenSMTPD): a sender whose local part broke the grammar was accepted, because its
// domain was empty.
TEST(CveServer, AnAcceptedSenderFitsTheGrammarWhateverOctetsAreInIt) {
  int accepted = 0;
  for (int octet = 0; octet < 256; ++octet) {
    const std::string c(1, static_cast<char>(octet));
    for (const std::string& path :
         {c, c + "@", c + "a@", "a" + c + "@", c + "@b.example", "a" + c + "@b.example",
          ";sleep" + c + "66;", ";sleep" + c + "66;@", "\"" + c + "\"@", "\"" + c + "\"@b.example",
          "a@" + c, "a@b" + c, "@" + c + ":a@", "a" + c + "b@c.example"}) {
      Conversation talk;
      talk.client("EHLO client.example.org");
      talk.client(mail_from(path));
      if (talk.events.back() != "sender " + path) continue;
      ++accepted;
      const grammar::Path read = grammar::parse_mailbox(path);
      EXPECT_FALSE(read.is_null) << testing::PrintToString(path);
      EXPECT_FALSE(read.local_part.empty()) << testing::PrintToString(path);
      EXPECT_FALSE(read.domain.empty()) << testing::PrintToString(path);
    }
  }
  EXPECT_GT(accepted, 256);
}

// CVE-2019-10149 (Exim): an address was expanded as a string of its own language.
TEST(CveServer, AnAddressIsNeverExpanded) {
  for (const std::string path :
       {"${run{touch}}@example.com", "\"${run{/bin/sh -c id}}\"@example.com",
        "\"$(id)\"@example.com", "`id`@example.com", "%n%s%x@example.com", "$host@example.com",
        "$detail@example.com", "$client@example.com"}) {
    Conversation talk;
    talk.client("EHLO client.example.org");
    EXPECT_EQ(talk.client(mail_from(path)), "250 2.1.0 Ok\r\n");
    EXPECT_EQ(talk.events.back(), "sender " + path);
    EXPECT_EQ(talk.client("RCPT TO:<" + path + ">"), "250 2.1.5 Ok\r\n");
    EXPECT_EQ(talk.events.back(), "recipient " + path);
  }
}

// CVE-2019-15846 (Exim): a backslash at the end of a string took the octet behind it along.
TEST(CveServer, ABackslashAtTheEndEscapesNothing) {
  Conversation talk;
  talk.client("EHLO client.example.org");
  for (const std::string line :
       {"MAIL FROM:<\"ann\\", "MAIL FROM:<\"ann\\>", "MAIL FROM:<ann\\", "RCPT TO:<\"\\",
        "MAIL FROM:<\"\\\"@example.org>", "EHLO \\", "EHLO a\\"}) {
    const std::string heard = talk.client(line);
    EXPECT_TRUE(one_reply(heard)) << line;
    EXPECT_EQ(heard.front(), '5') << line;
  }
  EXPECT_EQ(talk.client("NOOP \\"), "250 2.0.0 Ok\r\n");
}

// CVE-2019-16928 (Exim): a long name of EHLO overran its buffer.
TEST(CveServer, ANameOf64KibibytesIsRefusedAndTheNextIsTaken) {
  Conversation talk;
  EXPECT_EQ(talk.client("EHLO " + std::string(64 << 10, 'a')), "500 5.5.2 Line too long\r\n");
  EXPECT_TRUE(talk.client("EHLO client.example.org").starts_with("250-"));
}

// CVE-2020-28022 (Exim): name=value was looked for beyond its line. CVE-2020-28023: the reply to a
// wrong one was longer than its buffer. CVE-2020-10958 (Dovecot): one was freed twice.
TEST(CveServer, EachMalformedParameterDrawsOneReplyAndNoneOfItself) {
  const std::string marker(90, 'Q');
  const std::vector<std::string> parameters{"=",
                                            "==",
                                            "=" + marker,
                                            marker,
                                            marker + "=",
                                            marker + "=" + marker,
                                            "SIZE=" + marker,
                                            "SIZE",
                                            "BODY=" + marker,
                                            "SMTPUTF8=" + marker,
                                            "-" + marker,
                                            marker + " " + marker,
                                            "SIZE=1=" + marker,
                                            " SIZE=1 ",
                                            marker + "="};
  for (const std::string& parameter : parameters) {
    Conversation talk;
    talk.client("EHLO client.example.org");
    for (const std::string verb : {"MAIL FROM:<ann@example.org> ", "RCPT TO:<bob@example.com> "}) {
      const std::string heard = talk.client(verb + parameter);
      EXPECT_TRUE(one_reply(heard)) << verb + parameter;
      EXPECT_EQ(heard.front(), '5') << verb + parameter;
      EXPECT_EQ(heard.find('Q'), std::string::npos) << heard;
      talk.client("MAIL FROM:<ann@example.org>");
    }
  }
}

// CVE-2020-28020 (Exim): a header that went on for gigabytes wrapped a counter. Content has no
// header here: it passes in constant memory, whatever its lines are.
TEST(CveServer, AHeaderOfAnyLengthIsContent) {
  Conversation talk;
  talk.open_transaction();
  talk.client("DATA");
  talk.client("Subject: x");
  std::size_t octets = std::string_view("Subject: x\r\n").size();
  const std::string folded(1000, 'y');
  for (int line = 0; line < 2000; ++line) {
    EXPECT_EQ(talk.client(" " + folded), "");
    octets += folded.size() + 3;
  }
  EXPECT_EQ(talk.client("."), "250 2.0.0 Ok\r\n");
  EXPECT_EQ(talk.events.back(), "end " + std::to_string(octets));
  EXPECT_EQ(talk.buffers().input.leased() + talk.buffers().output.leased(), 0u);
}

// Exim 4.99-rc: the end after too many bad commands used what it had closed.
TEST(CveServer, NothingIsReadOrSaidAfterTheLastMistake) {
  Conversation talk;
  for (int mistake = 0; mistake < 20; ++mistake) EXPECT_TRUE(one_reply(talk.client("FROB")));
  EXPECT_TRUE(talk.client("FROB").starts_with("421 4.7.0 "));
  EXPECT_EQ(talk.close_reason, CloseReason::too_many_errors);
  EXPECT_TRUE(talk.session().input().empty());
  EXPECT_EQ(talk.client("QUIT"), "");
  EXPECT_EQ(talk.hang_up(), "");
  EXPECT_EQ(talk.clock(std::chrono::hours(1)), "");
}

// CVE-2002-1337 (Sendmail): parsing an address wrote beyond its buffer. CVE-2003-0161: an octet
// over 127 was a negative number there.
TEST(CveServer, EachOctetAnywhereInAnAddressDrawsOneReply) {
  constexpr std::array<std::string_view, 4> places{"<>()", "<<>><<>>", "\"<>\\", "((((((("};
  for (int octet = 0; octet < 256; ++octet) {
    if (octet == '\n') continue;  // behind a CR it would end the line
    const std::string many(60, static_cast<char>(octet));
    Conversation talk;
    talk.client("EHLO client.example.org");
    for (std::string_view place : places) {
      const std::string path = std::string(place) + many + std::string(place) + "@" + many;
      EXPECT_TRUE(one_reply(talk.client(mail_from(path)))) << octet << place;
    }
    EXPECT_EQ(talk.client("NOOP"), "250 2.0.0 Ok\r\n");
  }
}

// The Morris worm came in through Sendmail's DEBUG.
TEST(CveServer, ThereIsNoVerbForDebugging) {
  Conversation talk;
  talk.client("EHLO client.example.org");
  for (const std::string verb :
       {"DEBUG", "WIZ", "KILL", "SHOWQ", "ONEX", "VERB", "XADR", "XDEBUG", "TICK", "QUEU"}) {
    EXPECT_EQ(talk.client(verb), "500 5.5.2 Command not recognized\r\n") << verb;
  }
}

// CVE-2005-1513 to 1515 (qmail): sizes beyond 32 bits wrapped.
TEST(CveServer, SizesBeyond32BitsAreComparedAsTheyAre) {
  ServerOptions options;
  options.limits.message_octets_max = std::uint64_t{5} << 32;
  for (const auto& [size, code] : {std::pair{"4294967296", "250"},
                                   {"21474836480", "250"},
                                   {"21474836481", "552"},
                                   {"18446744073709551616", "552"},
                                   {"18446744073709551617", "552"},
                                   {"99999999999999999999", "552"}}) {
    Conversation talk(options);
    talk.client("EHLO client.example.org");
    const std::string heard = talk.client("MAIL FROM:<ann@example.org> SIZE=" + std::string(size));
    EXPECT_TRUE(heard.starts_with(code)) << size << ": " << heard;
  }
}

// CVE-2020-10957 (Dovecot): a command without its argument was followed into nothing.
TEST(CveServer, EachVerbAloneDrawsAReply) {
  for (const std::string verb :
       {"EHLO", "HELO", "LHLO", "MAIL", "RCPT",  "DATA",  "BDAT",     "RSET",
        "VRFY", "EXPN", "HELP", "NOOP", "QUIT",  "AUTH",  "STARTTLS", "ETRN",
        "TURN", "SEND", "SOML", "SAML", "XLIST", "XREAD", "XCLIENT",  "XFORWARD"}) {
    for (const std::string end : {"", " ", "\t", " \t ", ":", " :", " =", " <", " <>"}) {
      Conversation talk;
      talk.client("EHLO client.example.org");
      const std::string heard = talk.client(verb + end);
      EXPECT_TRUE(heard.ends_with("\r\n")) << verb + end;
      EXPECT_GE(heard.front(), '2') << verb + end;
    }
  }
}

// A browser that was led here (cross-protocol scripting) sends a request, then lines of its own.
TEST(CveServer, ARequestOfHttpIsAnsweredWithErrorsOnlyAndNotForLong) {
  Conversation talk;
  EXPECT_EQ(talk.client("POST / HTTP/1.1"), "500 5.5.2 Command not recognized\r\n");
  for (int field = 0; field < 19; ++field) {
    EXPECT_EQ(talk.client("X-Field: value")[0], '5');
  }
  EXPECT_TRUE(talk.client("").starts_with("421 "));
  EXPECT_EQ(talk.client("MAIL FROM:<ann@example.org>"), "");
}

}  // namespace
}  // namespace heloport::engine
