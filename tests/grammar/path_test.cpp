// What a mailbox means, and how paths and parameters are read by those who get them.

#include "grammar/path.hpp"

#include <gtest/gtest.h>

#include <vector>

#include "grammar/command.hpp"

namespace heloport::grammar {
namespace {

TEST(Mailbox, HasALocalPartAndADomain) {
  const Path path = parse_mailbox("Alice.B@Example.COM");
  EXPECT_FALSE(path.is_null);
  EXPECT_EQ(path.local_part, "Alice.B");
  EXPECT_EQ(path.domain, "Example.COM");
  EXPECT_EQ(path.domain_kind, DomainKind::domain);
  EXPECT_EQ(path.mailbox, "Alice.B@Example.COM");
  EXPECT_EQ(path.text, path.mailbox);
  EXPECT_TRUE(path.source_route.empty());
}

TEST(Mailbox, MayStandInBrackets) {
  const Path path = parse_mailbox("<\"a b\"@[IPv6:::1]>");
  EXPECT_EQ(path.local_part, "\"a b\"");
  EXPECT_EQ(path.domain, "[IPv6:::1]");
  EXPECT_EQ(path.domain_kind, DomainKind::ipv6);
  EXPECT_EQ(path.text, "\"a b\"@[IPv6:::1]");
}

TEST(Mailbox, IsNullWhenTheTextIsNone) {
  for (const std::string_view text : {"", "a", "<>", "a@b ", "<a@b", "a@b\r\n", "Postmaster"}) {
    const Path path = parse_mailbox(text);
    EXPECT_TRUE(path.is_null) << text;
    EXPECT_TRUE(path.local_part.empty()) << text;
    EXPECT_TRUE(path.mailbox.empty()) << text;
    EXPECT_EQ(path.domain_kind, DomainKind::none) << text;
  }
}

TEST(Mailbox, IsFlaggedWhenItIsBeyondAscii) {
  EXPECT_TRUE(parse_mailbox("\xC3\xA9@b").is_utf8);
  EXPECT_TRUE(parse_mailbox("a@b\xC3\xBC").is_utf8);
  EXPECT_TRUE(parse_mailbox("\"\xE2\x82\xAC\"@[1.2.3.4]").is_utf8);
  EXPECT_FALSE(parse_mailbox("a@b").is_utf8);
}

TEST(Path, IsFlaggedForItsSourceRouteToo) {
  EXPECT_TRUE(parse_command("RCPT TO:<@\xC3\xBC.c:a@b>\r\n").path.is_utf8);
  EXPECT_FALSE(parse_command("RCPT TO:<@u.c:a@b>\r\n").path.is_utf8);
}

TEST(Path, MayBeNullInMailOnly) {
  EXPECT_TRUE(parse_command("MAIL FROM:<>\r\n").path.is_null);
  EXPECT_TRUE(parse_command("MAIL FROM:<>\r\n").path.text.empty());
  EXPECT_FALSE(parse_command("MAIL FROM:<a@b>\r\n").path.is_null);
  EXPECT_FALSE(parse_command("RCPT TO:<a@b>\r\n").path.is_null);
}

TEST(LocalPart, LosesItsQuotesAndBackslashes) {
  EXPECT_EQ(unquoted("alice"), "alice");
  EXPECT_EQ(unquoted("\"alice\""), "alice");
  EXPECT_EQ(unquoted("\"al\\ice\""), "alice");
  EXPECT_EQ(unquoted("\"a\\\"b\\\\c d\""), "a\"b\\c d");
  EXPECT_EQ(unquoted("\"\\\\\""), "\\");
  EXPECT_EQ(unquoted("\"\""), "");
  EXPECT_EQ(unquoted(""), "");
  EXPECT_EQ(unquoted("a'b"), "a'b");
}

TEST(Parameters, AreWalkedInOrder) {
  const Command command = parse_command("MAIL FROM:<a@b> SIZE=10 SMTPUTF8 X=<;> \t\r\n");
  std::vector<std::string> seen;
  for (const Parameter parameter : command.parameters) {
    seen.push_back(std::string(parameter.keyword) + (parameter.has_value ? "=" : "") +
                   std::string(parameter.value));
  }
  EXPECT_EQ(seen, (std::vector<std::string>{"SIZE=10", "SMTPUTF8", "X=<;>"}));
  EXPECT_EQ(command.parameters.text(), "SIZE=10 SMTPUTF8 X=<;>");
  EXPECT_TRUE(parse_command("MAIL FROM:<a@b> \r\n").parameters.empty());
}

TEST(Verbs, AreSpelledAsTheyAreParsed) {
  for (int verb = 0; verb < static_cast<int>(Verb::unknown); ++verb) {
    const std::string_view name = name_of(static_cast<Verb>(verb));
    EXPECT_FALSE(name.empty());
    const std::string line = std::string(name) + "\r\n";
    EXPECT_EQ(parse_command(line, Leniency::simple_listing).verb, static_cast<Verb>(verb)) << name;
  }
  EXPECT_EQ(name_of(Verb::unknown), "");
}

TEST(Listing, NamesAUserAndAMail) {
  const Command list = parse_command("LIST EMAILS: bob@example.com\r\n", Leniency::simple_listing);
  EXPECT_EQ(list.verb, Verb::list);
  EXPECT_EQ(list.argument, "bob@example.com");
  const Command read =
      parse_command("READ EMAIL: bob@example.com: project: info \r\n", Leniency::simple_listing);
  EXPECT_EQ(read.verb, Verb::read);
  EXPECT_EQ(read.argument, "bob@example.com");
  EXPECT_EQ(read.second_argument, "project: info");
  const Command xread = parse_command("XREAD <bob@example.com> project: info\r\n");
  EXPECT_EQ(xread.verb, Verb::read);
  EXPECT_EQ(xread.argument, "bob@example.com");
  EXPECT_EQ(xread.second_argument, "project: info");
}

TEST(Verification, MayEndInSmtputf8) {
  const Command vrfy = parse_command("VRFY joe smith  smtpUTF8 \r\n");
  EXPECT_EQ(vrfy.argument, "joe smith");
  EXPECT_TRUE(vrfy.smtputf8);
  EXPECT_FALSE(parse_command("VRFY SMTPUTF8\r\n").smtputf8);
  EXPECT_EQ(parse_command("VRFY SMTPUTF8\r\n").argument, "SMTPUTF8");
  EXPECT_FALSE(parse_command("VRFY xSMTPUTF8\r\n").smtputf8);
  EXPECT_FALSE(parse_command("NOOP x SMTPUTF8\r\n").smtputf8);
}

}  // namespace
}  // namespace heloport::grammar
