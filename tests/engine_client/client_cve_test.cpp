// What other clients were made to say, tried on every call of ours that takes text, and what they
// took for TLS. Beside it stand cve_client_test.cpp for single calls and for replies, the matrices
// of client_injection_test.cpp and client_parameter_injection_test.cpp for every octet, and
// client_starttls_test.cpp for octets behind the 220.

#include <gtest/gtest.h>

#include "client_talk.hpp"

namespace heloport::engine {
namespace {

/// A session in which every command could be said.
struct Victim : ClientTalk {
  Victim() {
    open({"PIPELINING", "SIZE", "8BITMIME", "SMTPUTF8", "DSN", "VRFY", "EXPN", "XLIST", "XREAD"});
  }
  /// Every call that takes text, with this one.
  void say_everywhere(std::string_view text) {
    const auto refused = [&](CommandFault fault) {
      EXPECT_NE(fault, CommandFault::none) << testing::PrintToString(std::string(text));
    };
    refused(session.mail(text));
    refused(session.mail("ann@example.org", {.envid = text}));
    refused(session.verify(text));
    refused(session.expand(text));
    refused(session.help(text));
    refused(session.list(text));
    refused(session.read(text, "name"));
    refused(session.read("bob@example.org", text));
    EXPECT_EQ(said(), "");
    EXPECT_EQ(session.mail("ann@example.org"), CommandFault::none);
    said();
    refused(session.rcpt(text));
    refused(session.rcpt("bob@example.org", {.orcpt = OriginalRecipient{.address = text}}));
    EXPECT_EQ(said(), "");
  }
};

// Python smtplib bpo-43124; aiosmtplib GHSA-v3q9-hj7j-63hq (mail, rcpt, vrfy, expn); Go issue
// 21159; Jakarta Mail CVE-2025-7962 (\r or \n alone); Netty CVE-2025-59419.
TEST(ClientCve, CVE_2025_59419_And_Bpo_43124_NoArgumentEndsItsLine) {
  for (std::string_view end : {"\r\n", "\n", "\r", "\n\r", "\r\r\n"}) {
    const std::string line_end(end);
    Victim().say_everywhere("bob@example.org" + line_end + "RSET");
    Victim().say_everywhere("bob@example.org" + line_end);
    Victim().say_everywhere(line_end + "bob@example.org");
  }
}

// Ruby Net::SMTP CVE-2015-9096 and mail gem CVE-2015-9097; PHPMailer CVE-2015-8476 and
// CVE-2012-0796: a path that closes its bracket and says DATA.
TEST(ClientCve, CVE_2015_9096_APathThatClosesItselfIsRefused) {
  Victim().say_everywhere("bob@example.org>\r\nDATA\r\nSubject: x\r\n.\r\n");
}

// MimeKit GHSA-g7hc-96xr-gvvx: a line end inside a quoted local part.
TEST(ClientCve, GHSA_g7hc_96xr_gvvx_NoLineEndInAQuotedLocalPart) {
  for (std::string_view end : {"\r\n", "\n", "\r", "\\\r\\\n", "\\\r", "\\\n"}) {
    Victim().say_everywhere("\"bob" + std::string(end) + "RSET\"@example.org");
  }
}

// lettre CVE-2021-38189, curl CVE-2018-0500: dots at the edges of what the application lends.
TEST(ClientCve, CVE_2021_38189_EveryLineThatBeginsWithADotHasTwo) {
  const std::string content = "a\r\n\r\n.\r\nQUIT\r\n..\r\n.";
  for (std::size_t first = 0; first <= content.size(); ++first) {
    for (std::size_t second = first; second <= content.size(); ++second) {
      ClientTalk talk;
      talk.open();
      talk.open_data();
      talk.session.body(content.substr(0, first));
      talk.session.body(content.substr(first, second - first));
      talk.session.body(content.substr(second));
      ASSERT_TRUE(talk.session.finish());
      ASSERT_EQ(talk.said(), "a\r\n\r\n..\r\nQUIT\r\n...\r\n..\r\n.\r\n");
    }
  }
}

// Python CVE-2016-0772, Ruby CVE-2021-32066, curl CVE-2021-22946: a refused STARTTLS that was
// taken for TLS.
TEST(ClientCve, CVE_2016_0772_ARefusedStartTlsIsNotInsideTls) {
  for (std::string_view refusal : {"454 no", "501 no", "502 no", "554 no"}) {
    ClientTalk talk;
    talk.open({"STARTTLS", "AUTH PLAIN"});
    talk.session.starttls();
    talk.said();
    talk.server(refusal);
    EXPECT_FALSE(talk.session.awaits_tls());
    EXPECT_FALSE(talk.session.inside_tls());
    EXPECT_EQ(talk.session.auth("PLAIN", "secret"), CommandFault::needs_tls);
    EXPECT_EQ(talk.said(), "");
  }
}

// net-imap CVE-2026-42246: an answer that is there before the question does not start TLS before
// the question was sent.
TEST(ClientCve, CVE_2026_42246_AnEarlyAnswerToStartTlsIsStillTheAnswer) {
  ClientTalk talk;
  talk.open({"STARTTLS"});
  EXPECT_EQ(talk.octets("220 go\r\n"), "closed protocol error");  // unasked, and nobody asks
  ClientTalk asked;
  asked.open({"STARTTLS"});
  asked.session.starttls();
  EXPECT_EQ(asked.octets("220 go\r\n250 more\r\n"), "drain output");
  asked.said();
  EXPECT_EQ(asked.pull(), "starttls 220, closed protocol error");
}

}  // namespace
}  // namespace heloport::engine
