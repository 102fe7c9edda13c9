// Two recognisers that share nothing but the RFC accept the same strings and take the same parts:
// on the tables, and on a million generated strings.

#include <gtest/gtest.h>

#include <iostream>
#include <string>

#include "grammar/transcript.hpp"
#include "tests/grammar/comparison.hpp"
#include "tests/grammar/generator.hpp"
#include "tests/grammar/table.hpp"

namespace heloport::test {
namespace {

using grammar::Leniency;

constexpr std::size_t lines_generated = 700'000;
constexpr std::size_t addresses_generated = 300'000;
constexpr unsigned leniencies_all = 31;

// The seed is fixed so that a failure can be had again; another one is a line to change.
constexpr std::uint64_t seed = 5321;

TEST(Agreement, OnTheTableOfCommands) {
  for (const Row& row : read_table("table_commands.txt")) {
    EXPECT_EQ(command_difference(row.text + "\r\n", row.allowed), "") << row.where;
  }
}

TEST(Agreement, OnTheTableOfMailboxes) {
  for (const Row& row : read_table("table_mailboxes.txt")) {
    EXPECT_EQ(mailbox_difference(row.text), "") << row.where;
    EXPECT_EQ(mailbox_difference("<" + row.text + ">"), "") << row.where;
    for (const std::string before : {"MAIL FROM:<", "RCPT TO:<", "RCPT TO:<@a,@b:", "XLIST <"}) {
      EXPECT_EQ(command_difference(before + row.text + ">\r\n", Leniency::none), "") << row.where;
    }
  }
}

TEST(Agreement, OnTheTableOfDomains) {
  for (const Row& row : read_table("table_domains.txt")) {
    EXPECT_EQ(domain_difference(row.text), "") << row.where;
    EXPECT_EQ(command_difference("EHLO " + row.text + "\r\n", Leniency::none), "") << row.where;
  }
}

// How many of the strings were accepted; a share that is small on either side proves little.
class Share {
 public:
  void count(bool accepted) { ++(accepted ? accepted_ : rejected_); }
  double accepted() const { return 100.0 * accepted_ / (accepted_ + rejected_); }

 private:
  double accepted_ = 0;
  double rejected_ = 0;
};

void expect_substantial(const char* what, const Share& share) {
  std::cout << what << ": " << share.accepted() << " % accepted\n";
  EXPECT_GE(share.accepted(), 20) << what;
  EXPECT_LE(share.accepted(), 80) << what;
}

TEST(Agreement, OnGeneratedCommandLines) {
  Generator generator(seed);
  Share share;
  for (std::size_t i = 0; i < lines_generated; ++i) {
    const std::string line = generator.line();
    const bool anything = generator.below(2) == 0;
    const auto allowed =
        static_cast<Leniency>(anything ? leniencies_all : generator.below(leniencies_all + 1));
    ASSERT_EQ(command_difference(line, allowed), "")
        << grammar::escape(line) << " with leniencies " << static_cast<unsigned>(allowed);
    share.count(grammar::parse_command(line, allowed).fault == grammar::SyntaxFault::none);
  }
  expect_substantial("command lines", share);
}

TEST(Agreement, OnGeneratedAddresses) {
  Generator generator(seed + 1);
  Share mailboxes;
  Share domains;
  for (std::size_t i = 0; i < addresses_generated; ++i) {
    const std::string text = generator.address();
    ASSERT_EQ(mailbox_difference(text), "") << grammar::escape(text);
    mailboxes.count(!grammar::parse_mailbox(text).is_null);
    const std::string domain = text.substr(text.find('@') + 1);
    ASSERT_EQ(domain_difference(domain), "") << grammar::escape(domain);
    domains.count(grammar::is_domain(domain));
  }
  expect_substantial("mailboxes", mailboxes);
  expect_substantial("domains", domains);
}

}  // namespace
}  // namespace heloport::test
