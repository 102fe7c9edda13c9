// Every row of the tables gets the verdict that stands before it.

#include "tests/grammar/table.hpp"

#include <gtest/gtest.h>

#include "grammar/path.hpp"

namespace heloport::test {
namespace {

using grammar::Command;
using grammar::DomainKind;
using grammar::Leniency;
using grammar::parse_command;
using grammar::SyntaxFault;

constexpr unsigned leniencies_all = 31;

std::string verdict_on(const grammar::Path& path) {
  switch (path.domain_kind) {
    case DomainKind::none:
      return "no";
    case DomainKind::domain:
      return "domain";
    case DomainKind::ipv4:
      return "ipv4";
    case DomainKind::ipv6:
      return "ipv6";
  }
  return "?";
}

TEST(Tables, HoldAtLeastFourHundredRows) {
  EXPECT_GE(read_table("table_commands.txt").size(), 400u);
  EXPECT_GE(read_table("table_mailboxes.txt").size(), 300u);
}

TEST(Tables, EachCommandIsAcceptedOrHasTheFaultOfItsRow) {
  for (const Row& row : read_table("table_commands.txt")) {
    const std::string line = row.text + "\r\n";
    const Command command = parse_command(line, row.allowed);
    EXPECT_EQ(name_of(command.fault), row.verdict) << row.where << " " << row.text;
  }
}

TEST(Tables, WhatIsAcceptedStrictlyIsAcceptedWithEveryLeniency) {
  for (const Row& row : read_table("table_commands.txt")) {
    if (row.verdict != "ok") continue;
    const std::string line = row.text + "\r\n";
    const Command strict = parse_command(line, row.allowed);
    const Command lax = parse_command(line, static_cast<Leniency>(leniencies_all));
    EXPECT_EQ(lax.fault, SyntaxFault::none) << row.where;
    EXPECT_EQ(lax.verb, strict.verb) << row.where;
    EXPECT_EQ(lax.argument, strict.argument) << row.where;
    EXPECT_EQ(lax.path.text, strict.path.text) << row.where;
  }
}

TEST(Tables, EachMailboxIsWhatItsRowSays) {
  for (const Row& row : read_table("table_mailboxes.txt")) {
    const grammar::Path path = grammar::parse_mailbox(row.text);
    EXPECT_EQ(verdict_on(path), row.verdict) << row.where << " " << row.text;
    EXPECT_EQ(path.is_null, row.verdict == "no") << row.where;
    const bool bracketed = !row.text.empty() && row.text[0] == '<';
    if (bracketed) continue;
    const std::string in_brackets = "<" + row.text + ">";
    EXPECT_EQ(verdict_on(grammar::parse_mailbox(in_brackets)), row.verdict) << row.where;
  }
}

// CR and LF inside a mailbox end the line, so those rows say nothing of a path.
TEST(Tables, EachMailboxIsThatInAPathToo) {
  for (const Row& row : read_table("table_mailboxes.txt")) {
    for (const std::string before : {"MAIL FROM:<", "RCPT TO:<", "MAIL FROM:<@relay.example:"}) {
      if (before.back() == '<' && row.text.starts_with("@")) continue;  // a source route
      if (before.back() == '<' && row.text == "<@a:b@c>") continue;
      const std::string line = before + row.text + ">\r\n";
      const Command command = parse_command(line);
      const std::string verdict =
          command.fault == SyntaxFault::none ? verdict_on(command.path) : "no";
      EXPECT_EQ(verdict, row.verdict) << row.where << " " << before << row.text;
    }
  }
}

TEST(Tables, EachDomainIsWhatItsRowSays) {
  for (const Row& row : read_table("table_domains.txt")) {
    EXPECT_EQ(grammar::is_domain(row.text), row.verdict != "no") << row.where;
    const SyntaxFault ehlo = parse_command("EHLO " + row.text + "\r\n").fault;
    const bool ascii_host = row.verdict == "domain" || row.verdict == "literal";
    EXPECT_EQ(ehlo == SyntaxFault::none, ascii_host) << row.where;
    const SyntaxFault helo = parse_command("HELO " + row.text + "\r\n").fault;
    EXPECT_EQ(helo == SyntaxFault::none, row.verdict == "domain") << row.where;
  }
}

}  // namespace
}  // namespace heloport::test
