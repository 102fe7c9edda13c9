// Faults that other clients had: commands that an argument brought along, replies that were read
// beyond their end, dots that were not doubled. docs/threats.md says which, and where the rest is
// shown: client_injection_test.cpp has every octet at every place of every argument.

#include <gtest/gtest.h>

#include <array>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "client_talk.hpp"

namespace heloport::engine {
namespace {

/// A client whose turn it is to say `MAIL` or anything else, with everything offered.
struct Opened : ClientTalk {
  explicit Opened(bool transaction = false) {
    open({"PIPELINING", "SIZE", "8BITMIME", "SMTPUTF8"});
    if (!transaction) return;
    session.mail("ann@example.org");
    server("250 Ok");
    said();
  }
};

// What has been put into arguments to bring a command, a parameter or a header along.
const std::vector<std::string> payloads{
    "\r\nRCPT TO:<eve@example.net>",
    "\nRCPT TO:<eve@example.net>",
    "\rRCPT TO:<eve@example.net>",
    "\r\n.\r\nQUIT",
    "\r\n DATA",
    "\n\tDATA",
    std::string("\0DATA", 5),
    "\013DATA",
    "\014DATA",
    "\177DATA",
    "\302\205DATA",      // U+0085, a new line in Unicode
    "\342\200\250DATA",  // U+2028, a line separator
};

/// Each payload behind, within and before `sound`, and within quotes.
void for_each_injected(const std::string& sound, const std::function<void(std::string)>& check) {
  const std::size_t half = sound.size() / 2;
  for (const std::string& payload : payloads) {
    check(sound + payload);
    check(sound.substr(0, half) + payload + sound.substr(half));
    check(payload + sound);
    check("\"a" + payload + "\"@example.org");
    check(sound + ">" + payload);
  }
}

/// Nothing left, or one line that holds the argument as it is and no control octet.
void expect_at_most_one_line(ClientTalk& talk, CommandFault fault, const std::string& argument) {
  const std::string octets = talk.said();
  if (fault != CommandFault::none) {
    EXPECT_EQ(octets, "") << testing::PrintToString(argument);
    return;
  }
  ASSERT_TRUE(octets.ends_with("\r\n")) << testing::PrintToString(octets);
  EXPECT_NE(octets.find(argument), std::string::npos) << testing::PrintToString(octets);
  for (char c : octets.substr(0, octets.size() - 2)) {
    EXPECT_TRUE(static_cast<unsigned char>(c) >= 32 && c != 127) << testing::PrintToString(octets);
  }
}

// CVE-2015-9096, CVE-2015-9097 (Ruby), CVE-2015-8476, CVE-2012-0796 (PHPMailer), CVE-2018-1294
// (Commons Email), CVE-2025-59419 (Netty), CVE-2025-7962 (Jakarta Mail: CR or LF alone),
// bpo-43124 (smtplib), GHSA-v3q9-hj7j-63hq (aiosmtplib), GHSA-g7hc-96xr-gvvx (MimeKit: in quotes).
TEST(CveClient, NoAddressBringsACommand) {
  ASSERT_EQ(Opened().session.mail("bob@example.org"), CommandFault::none);
  ASSERT_EQ(Opened(true).session.rcpt("bob@example.org"), CommandFault::none);
  for_each_injected("bob@example.org", [](const std::string& path) {
    MailOptions in_utf8;
    in_utf8.smtputf8 = true;
    Opened sender;
    expect_at_most_one_line(sender, sender.session.mail(path), path);
    Opened utf8;
    expect_at_most_one_line(utf8, utf8.session.mail(path, in_utf8), path);
    Opened recipient(true);
    expect_at_most_one_line(recipient, recipient.session.rcpt(path), path);
  });
}

// bpo-43124, GHSA-v3q9-hj7j-63hq: VRFY and EXPN were forgotten.
TEST(CveClient, NoQuestionBringsACommand) {
  ASSERT_EQ(Opened().session.verify("bob"), CommandFault::none);
  for_each_injected("bob", [](const std::string& text) {
    Opened verify, expand, help;
    expect_at_most_one_line(verify, verify.session.verify(text), text);
    expect_at_most_one_line(expand, expand.session.expand(text), text);
    expect_at_most_one_line(help, help.session.help(text), text);
  });
}

// CVE-2026-82853 (nodemailer): the name of EHLO was thought to be safe.
TEST(CveClient, NoHelloNameBringsACommand) {
  for_each_injected("client.example.org", [](const std::string& name) {
    ClientTalk talk(options_of(name));
    talk.server("220 mx.example.org ESMTP");
    EXPECT_EQ(talk.said(), "") << testing::PrintToString(name);
    EXPECT_TRUE(talk.session.finished());
  });
}

// CVE-2026-82854 (nodemailer): the size of an envelope was text. Here it is a number, and anything
// that follows a path is refused (MBSD 2015: a bracket and a space, no line end needed).
TEST(CveClient, NoParameterComesFromAPath) {
  for (const std::string path :
       {"ann@example.org> SIZE=1", "ann@example.org> BODY=8BITMIME", "ann@example.org SIZE=1",
        "ann@example.org> SIZE=1 <", "<ann@example.org> AUTH=<>", "> SIZE=1", ">"}) {
    Opened talk;
    EXPECT_EQ(talk.session.mail(path), CommandFault::bad_argument) << path;
    EXPECT_EQ(talk.said(), "") << path;
  }
  Opened talk;
  MailOptions largest;
  largest.size_octets = ~std::uint64_t{0};
  talk.session.mail("ann@example.org", largest);
  EXPECT_EQ(talk.said(), "MAIL FROM:<ann@example.org> SIZE=18446744073709551615\r\n");
}

// MBSD 2015: a line that is longer than the server's limit is cut there, and its rest a command.
TEST(CveClient, NoLineIsLongerThanAServerTakes) {
  for (std::size_t octets : {200u, 498u, 512u, 600u, 1000u, 2048u, 70000u}) {
    for (const std::string& path :
         {std::string(octets, 'a') + "@example.org",
          "\"" + std::string(octets, ' ') + "\"@example.org", "a@" + std::string(octets, 'b')}) {
      ClientTalk talk;
      talk.open();
      talk.session.mail("ann@example.org");
      talk.server("250 Ok");
      talk.said();
      const CommandFault fault = talk.session.rcpt(path);
      const std::string said = talk.said();
      EXPECT_EQ(said.empty(), fault != CommandFault::none) << octets;
      EXPECT_LE(said.size(), 512u);
    }
  }
}

// CVE-2019-3823 (curl), CVE-2020-8794 (OpenSMTPD): a reply that was shorter than its code, or
// lacked its last line, was read on into what lay behind it.
TEST(CveClient, AReplyThatIsCutShortIsReadNoFurther) {
  const std::string reply = "250-mx.example.org\r\n250-SIZE 10\r\n250 HELP\r\n";
  for (std::size_t octets = 0; octets < reply.size(); ++octets) {
    ClientTalk talk;
    talk.server("220 mx.example.org ESMTP");
    talk.said();
    talk.octets(reply.substr(0, octets));
    talk.session.end_of_input();
    EXPECT_EQ(talk.pull(), "closed server gone") << octets;
    EXPECT_EQ(talk.said(), "") << octets;
  }
}

TEST(CveClient, AReplyShorterThanItsCodeIsNone) {
  for (const std::string line : {"", "2", "25", "2 0", "25 ", "-", " ", "250_", "0250", "2500"}) {
    ClientTalk talk;
    EXPECT_EQ(talk.server(line), "closed protocol error") << line;
    EXPECT_EQ(talk.said(), "") << line;
  }
}

// CVE-2026-110872 (nodemailer): each line of a reply was joined to all before it. What the session
// remembers of a reply does not grow with its lines.
TEST(CveClient, AReplyOfManyLinesHoldsNoMoreThanOneOfThem) {
  ClientTalk talk;
  talk.server("220 mx.example.org ESMTP");
  talk.said();
  const std::string line = "250-" + std::string(4000, 'x');
  std::size_t leased = 0;
  for (std::size_t n = 0; n < talk.options_.reply_lines_max; ++n) {
    EXPECT_EQ(talk.server(line), "") << n;
    leased = std::max(leased, talk.buffers.input.leased());
  }
  EXPECT_LE(leased, 1u);
  EXPECT_EQ(talk.server(line), "closed protocol error");
}

/// The octets of one message as they leave, given in pieces of `step`.
std::string wire_of(std::string_view content, std::size_t step) {
  ClientTalk talk;
  talk.open();
  talk.open_data();
  std::string wire;
  while (!content.empty()) {
    const std::size_t taken = talk.session.body(content.substr(0, step));
    content.remove_prefix(taken);
    wire += talk.said();
    talk.pull();
  }
  talk.session.finish();
  return wire + talk.said();
}

// CVE-2021-38189 (lettre): a dot after an empty line was not doubled. CVE-2018-0500 (curl): content
// of nothing but dots needed more room than there was.
TEST(CveClient, EachLeadingDotIsDoubledAndContentOfDotsFits) {
  for (std::size_t step : {1u, 2u, 3u, 1000u, 100000u}) {
    EXPECT_EQ(wire_of("\r\n\r\n.\r\n\r\n.\r\nQUIT\r\n", step),
              "\r\n\r\n..\r\n\r\n..\r\nQUIT\r\n.\r\n")
        << step;
    std::string dots, doubled;
    for (int line = 0; line < 20000; ++line) {
      dots += ".\r\n";
      doubled += "..\r\n";
    }
    EXPECT_TRUE(wire_of(dots, step) == doubled + ".\r\n") << step;
  }
}

}  // namespace
}  // namespace heloport::engine
