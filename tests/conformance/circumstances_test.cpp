// What stands in braces, and when a case is applicable.

#include "conformance/circumstances.hpp"

#include <gtest/gtest.h>

#include "scripted_link.hpp"

namespace heloport::conformance {
namespace {

std::string filled(std::string_view text, const Circumstances& here, bool escaped = false) {
  std::string unknown;
  return filled_in(text, here, escaped, unknown).value_or("unknown: " + unknown);
}

TEST(WordsInBraces, AreReplaced) {
  Circumstances here = circumstances();
  here.entrance.user = "ann";
  here.entrance.password = "secret";
  EXPECT_EQ(filled("<{from}> <{rcpt}> {rcpt2}", here),
            "<ann@example.org> <bob@example.org> carol@example.org");
  EXPECT_EQ(filled("{rcpt-local}|{rcpt-domain}|{server}|{name}|{hello}", here),
            "bob|example.org|mx.example.org|client.example.org|EHLO");
  EXPECT_EQ(filled("{size} {size+1}", here), "1000 1001");
  EXPECT_EQ(filled("{ab*3}{x*{size}}", here).size(), 1006u);
  EXPECT_EQ(filled("{{x}", here), "{x}");
  EXPECT_EQ(filled("{base64:\\x00{user}\\x00{password}}", here), "AGFubgBzZWNyZXQ=");
  EXPECT_EQ(filled("a {word}", here), "unknown: word");
  EXPECT_EQ(filled("a {open", here), "unknown: {open");
}

TEST(WordsInBraces, AreOctetsInATextWithEscapes) {
  Circumstances here = circumstances();
  here.rcpt = "\"a\\b\"@example.org";
  EXPECT_EQ(filled("{rcpt}\\r\\n", here, true), "\"a\\\\b\"@example.org\\r\\n");
  EXPECT_EQ(filled("{\\xE9*2}", here, true), "\\xE9\\xE9");
}

TEST(WordsInBraces, HaveNoDomainForPostmaster) {
  Circumstances here = circumstances();
  here.rcpt = "postmaster";
  EXPECT_EQ(filled("{rcpt-local}|{rcpt-domain}|", here), "postmaster||");
}

bool applies(std::string word, const Circumstances& here, bool absent = false) {
  Case subject;
  subject.needs = {{std::move(word), absent}};
  return !not_applicable(subject, here);
}

TEST(Needs, AskForWhatTheServerOffers) {
  Circumstances here = circumstances();
  here.keywords.emplace_back("AUTH PLAIN LOGIN");
  EXPECT_TRUE(applies("dsn", here));
  EXPECT_FALSE(applies("CHUNKING", here));
  EXPECT_TRUE(applies("CHUNKING", here, true));
  EXPECT_TRUE(applies("AUTH=LOGIN", here));
  EXPECT_FALSE(applies("AUTH=CRAM-MD5", here));
}

TEST(Needs, AskForCircumstances) {
  Circumstances here = circumstances();
  EXPECT_TRUE(applies("rcpt2", here));
  EXPECT_FALSE(applies("nobody", here));
  EXPECT_FALSE(applies("foreign", here));
  EXPECT_FALSE(applies("user", here));
  EXPECT_TRUE(applies("size", here));
  here.keywords = {"SIZE 100000001"};
  EXPECT_FALSE(applies("size", here));
  EXPECT_TRUE(applies("clear", here));
  EXPECT_FALSE(applies("tls", here));
  EXPECT_FALSE(applies("starttls", here));
  here.clear_keywords = {"STARTTLS"};
  here.can_start_tls = true;
  EXPECT_TRUE(applies("starttls", here));
  here.entrance.tls_at_once = true;
  EXPECT_FALSE(applies("starttls", here));
  EXPECT_FALSE(applies("clear", here));
}

TEST(Needs, FollowFromTheWordsOfACase) {
  Circumstances here = circumstances();
  Case subject;
  subject.body = {{"C: mail FROM:<{from}>", 4}, {"C: RCPT TO:<{nobody}>", 5}};
  EXPECT_TRUE(not_applicable(subject, here));
  here.nobody = "nobody@example.org";
  EXPECT_FALSE(not_applicable(subject, here));
  here.refuses_mail = true;
  EXPECT_TRUE(not_applicable(subject, here));
  subject.body = {{"C: RCPT TO:<{rcpt-local}@{domain}>", 4}};
  EXPECT_FALSE(not_applicable(subject, here));
  here.rcpt.clear();
  EXPECT_TRUE(not_applicable(subject, here));
}

TEST(Needs, KeepSmtpAndLmtpApart) {
  Circumstances here = circumstances();
  Case subject;
  EXPECT_FALSE(not_applicable(subject, here));
  here.entrance.lmtp = true;
  EXPECT_EQ(not_applicable(subject, here), "it is about SMTP");
  subject.lmtp = true;
  EXPECT_FALSE(not_applicable(subject, here));
  subject.begin = Beginning::data;
  here.rcpt.clear();
  EXPECT_TRUE(not_applicable(subject, here));
}

}  // namespace
}  // namespace heloport::conformance
