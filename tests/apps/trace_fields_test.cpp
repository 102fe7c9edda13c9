// Facts about what stands on top of a stored message: always the grammar of RFC 5321, 4.4.

#include "apps/trace_fields.hpp"

#include <gtest/gtest.h>
#include <regex.h>

#include <cstdlib>
#include <string>
#include <string_view>

#include "apps/date_time.hpp"
#include "apps/identifiers.hpp"

namespace heloport::apps {
namespace {

/// POSIX, because GCC 12 warns of its own <regex> under the sanitizers.
bool matches(const std::string& text, const std::string& pattern) {
  regex_t compiled{};
  if (regcomp(&compiled, ("^(" + pattern + ")$").c_str(), REG_EXTENDED | REG_NOSUB) != 0) {
    return false;
  }
  const bool matched = regexec(&compiled, text.c_str(), 0, nullptr, 0) == 0;
  regfree(&compiled);
  return matched;
}

// The Stamp of RFC 5321, 4.4, written down a second time, independently of the code: Ext as a
// Domain with or without TCP-info or a literal with it; `with`, `id`, `for`; a date-time.
const std::string fws = "((\r\n)? +)";
const std::string domain = "[A-Za-z0-9]([-A-Za-z0-9.]*[A-Za-z0-9])?";
const std::string literal = "\\[[A-Za-z0-9.:]+\\]";
const std::string ext = "(" + domain + "(" + fws + "\\(" + literal + "\\))?|" + literal + fws +
                        "\\(" + literal + "\\))";
const std::string date =
    "(Mon|Tue|Wed|Thu|Fri|Sat|Sun), [0-9]{1,2} "
    "(Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec) "
    "[0-9]{4} [0-9]{2}:[0-9]{2}:[0-9]{2} [-+][0-9]{4}";
const std::string stamp = "Return-Path:" + fws + "<[^<>]*>\r\nReceived:" + fws + "from" + fws +
                          ext + fws + "by" + fws + ext + fws + "with" + fws +
                          "(E?SMTP|LMTP|UTF8[SL]MTP)S?A?" + fws + "id" + fws + "[A-Za-z0-9]+(" +
                          fws + "for" + fws + "<[^<>]+@[^<>]+>)?(" + fws + "tls" + fws +
                          "[A-Z0-9_]+(" + fws + "group" + fws + "[a-z0-9]+)?)?(" + fws +
                          "PRIORITY" + fws + "-?[0-9])?;" + fws + date + "\r\n";

Trace trace() {
  return {.reverse_path = "alice@example.org",
          .forward_paths = {"bob@example.com"},
          .client_name = "client.example.org",
          .peer_address = "192.0.2.1",
          .hostname = "mx.example.com",
          .extended = true,
          .smtputf8 = false,
          .tls_cipher = "",
          .tls_group = "",
          .priority = {},
          .id = "ABC123",
          .date = "Tue, 15 Jan 2008 16:02:43 -0500"};
}

TEST(TraceFields, AreReturnPathAndReceived) {
  EXPECT_EQ(trace_fields(trace()),
            "Return-Path: <alice@example.org>\r\n"
            "Received: from client.example.org ([192.0.2.1])\r\n"
            " by mx.example.com with ESMTP id ABC123\r\n"
            " for <bob@example.com>;\r\n"
            " Tue, 15 Jan 2008 16:02:43 -0500\r\n");
}

TEST(TraceFields, FollowTheGrammarWhateverIsKnown) {
  for (const std::string name : {"a", "client.example.org", "[192.0.2.7]", "[IPv6:2001:db8::1]"}) {
    for (const std::string peer : {"", "192.0.2.1", "2001:db8::1", "fe80::1%eth0"}) {
      for (const std::string host : {"mx.example.com", "[192.0.2.9]"}) {
        Trace some = trace();
        some.client_name = name;
        some.peer_address = peer;
        some.hostname = host;
        EXPECT_TRUE(matches(trace_fields(some), stamp)) << trace_fields(some);
      }
    }
  }
}

TEST(TraceFields, Ipv6AddressesAreTagged) {
  Trace six = trace();
  six.peer_address = "fe80::1%eth0";
  EXPECT_NE(trace_fields(six).find("([IPv6:fe80::1])"), std::string::npos);
}

TEST(TraceFields, SeveralRecipientsAreNotTold) {
  Trace two = trace();
  two.forward_paths.emplace_back("carol@example.com");
  EXPECT_EQ(trace_fields(two).find("bob"), std::string::npos);
  EXPECT_TRUE(matches(trace_fields(two), stamp));
}

TEST(TraceFields, PostmasterWithoutDomainIsLeftOut) {
  Trace post = trace();
  post.forward_paths = {"Postmaster"};
  EXPECT_EQ(trace_fields(post).find(" for "), std::string::npos);
  EXPECT_TRUE(matches(trace_fields(post), stamp));
}

TEST(TraceFields, NullSenderStaysNull) {
  Trace bounce = trace();
  bounce.reverse_path = "";
  EXPECT_TRUE(trace_fields(bounce).starts_with("Return-Path: <>\r\n"));
}

TEST(TraceFields, ProtocolIsWhatWasSpoken) {
  Trace plain = trace();
  plain.extended = false;
  EXPECT_NE(trace_fields(plain).find(" with SMTP id"), std::string::npos);
  Trace utf8 = trace();
  utf8.smtputf8 = true;
  EXPECT_NE(trace_fields(utf8).find(" with UTF8SMTP id"), std::string::npos);
}

// RFC 3848, 1; RFC 6531, 3.7.3; RFC 4954, 7: S for TLS, A for AUTH, and LMTP by its name.
TEST(TraceFields, TheProtocolTellsTlsAndAuthentication) {
  struct Spoken {
    bool lmtp, smtputf8, tls, authenticated;
    std::string_view name;
  };
  for (const Spoken& spoken :
       {Spoken{false, false, true, false, "ESMTPS"}, Spoken{false, false, false, true, "ESMTPA"},
        Spoken{false, false, true, true, "ESMTPSA"}, Spoken{true, false, false, false, "LMTP"},
        Spoken{true, false, true, false, "LMTPS"}, Spoken{true, false, false, true, "LMTPA"},
        Spoken{true, false, true, true, "LMTPSA"}, Spoken{false, true, true, false, "UTF8SMTPS"},
        Spoken{false, true, false, true, "UTF8SMTPA"},
        Spoken{false, true, true, true, "UTF8SMTPSA"}}) {
    Trace some = trace();
    some.lmtp = spoken.lmtp;
    some.smtputf8 = spoken.smtputf8;
    some.tls_cipher = spoken.tls ? "TLS_AES_128_GCM_SHA256" : "";
    some.authenticated = spoken.authenticated;
    const std::string clause = " with " + std::string(spoken.name) + " id ABC123";
    EXPECT_NE(trace_fields(some).find(clause), std::string::npos) << trace_fields(some);
  }
}

TEST(TraceFields, ProtocolTellsOfTlsAndAuth) {
  Trace secure = trace();
  secure.tls_cipher = "TLS_AES_256_GCM_SHA384";
  EXPECT_NE(trace_fields(secure).find(" with ESMTPS id"), std::string::npos);
  secure.authenticated = true;
  EXPECT_NE(trace_fields(secure).find(" with ESMTPSA id"), std::string::npos);
  secure.lmtp = true;
  EXPECT_NE(trace_fields(secure).find(" with LMTPSA id"), std::string::npos);
  secure.smtputf8 = true;
  EXPECT_NE(trace_fields(secure).find(" with UTF8LMTPSA id"), std::string::npos);
}

TEST(TraceFields, RegisteredClausesStandLast) {
  Trace secure = trace();
  secure.tls_cipher = "TLS_AES_256_GCM_SHA384";
  secure.tls_group = "x25519";
  secure.priority = std::int8_t{-3};
  const std::string fields = trace_fields(secure);
  EXPECT_TRUE(matches(fields, stamp)) << fields;
  EXPECT_NE(fields.find(" for <bob@example.com>\r\n tls TLS_AES_256_GCM_SHA384 group x25519\r\n"
                        " PRIORITY -3;\r\n"),
            std::string::npos)
      << fields;
}

TEST(SimpleFields, AreFromAndTo) {
  Trace two = trace();
  two.forward_paths.emplace_back("carol@example.com");
  EXPECT_EQ(simple_fields(two),
            "From: alice@example.org\r\nTo: bob@example.com, carol@example.com\r\n");
}

TEST(DateTime, IsThatOfRfc5322) {
  EXPECT_TRUE(matches(date_time(0), date));
  EXPECT_TRUE(matches(date_time(1'200'430'963), date));
  EXPECT_NE(date_time(1'200'430'963).find(" Jan 2008 "), std::string::npos);
}

// RFC 5321, 4.4; RFC 5322, 3.3: the time where the server stands, and how far that is from UTC.
TEST(DateTime, IsLocalTimeWithItsOffset) {
  struct Place {
    const char* zone;
    std::string_view there;
  };
  const std::string before = std::getenv("TZ") == nullptr ? "" : std::getenv("TZ");
  for (const Place& place : {Place{"<+0530>-5:30", "Wed, 16 Jan 2008 02:32:43 +0530"},
                             Place{"<-0500>5", "Tue, 15 Jan 2008 16:02:43 -0500"},
                             Place{"UTC0", "Tue, 15 Jan 2008 21:02:43 +0000"}}) {
    setenv("TZ", place.zone, 1);
    tzset();
    EXPECT_EQ(date_time(1'200'430'963), place.there);
  }
  before.empty() ? unsetenv("TZ") : setenv("TZ", before.c_str(), 1);
  tzset();
}

TEST(QueueId, IsAnAtomAndNeverTheSame) {
  const std::string first = queue_id();
  EXPECT_TRUE(matches(first, "[0-9A-Z]{14}"));
  EXPECT_NE(first, queue_id());
}

TEST(MessageId, IsBracketedAndUnique) {
  const std::string first = message_id("example.com");
  EXPECT_TRUE(matches(first, "<[0-9A-Z.]+@example[.]com>")) << first;
  EXPECT_NE(first, message_id("example.com"));
}

}  // namespace
}  // namespace heloport::apps
