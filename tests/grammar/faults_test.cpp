// Every SyntaxFault is reached, by the part that it names. The rows of table_commands.txt are the
// bulk of this; here stands what a table cannot say.

#include <gtest/gtest.h>

#include <map>
#include <string>

#include "grammar/command.hpp"
#include "tests/grammar/table.hpp"

namespace heloport::grammar {
namespace {

TEST(Faults, EachIsReachedByAtLeastFiveLinesOfTheTable) {
  std::map<std::string, int> rows;
  for (const test::Row& row : test::read_table("table_commands.txt")) ++rows[row.verdict];
  for (int fault = 0; fault <= static_cast<int>(SyntaxFault::bad_argument); ++fault) {
    const std::string_view name = test::name_of(static_cast<SyntaxFault>(fault));
    EXPECT_GE(rows[std::string(name)], 5) << name;
  }
}

TEST(Faults, ALineWithoutItsCrlfIsABadCharacter) {
  for (const std::string_view line :
       {"", "\r", "\n", "NOOP", "NOOP\r", "NOOP\n", "NOOP\n\r", "NOOP\r\n ", "MAIL FROM:<a@b>\n"}) {
    EXPECT_EQ(parse_command(line).fault, SyntaxFault::bad_character) << line;
    EXPECT_EQ(parse_command(line).verb, Verb::unknown) << line;
  }
}

TEST(Faults, OfAKnownVerbKeepTheVerb) {
  EXPECT_EQ(parse_command("MAIL TO:<a@b>\r\n").verb, Verb::mail);
  EXPECT_EQ(parse_command("RCPT\r\n").verb, Verb::rcpt);
  EXPECT_EQ(parse_command("DATA x\r\n").verb, Verb::data);
  EXPECT_EQ(parse_command("NOOP \x01\r\n").verb, Verb::noop);
  EXPECT_EQ(parse_command("HELO [192.0.2.1]\r\n").verb, Verb::helo);
  EXPECT_EQ(parse_command("LHLO\r\n").verb, Verb::lhlo);
}

TEST(Faults, OfAnUnknownVerbHaveNone) {
  for (const std::string_view line : {"DATAX\r\n", "NOOP\tx\r\n", "\r\n", "LIST EMAILS: a@b\r\n",
                                      "READ\r\n", "MAIL\rFROM:<a@b>\r\n", "QUIT\n\r\n"}) {
    EXPECT_EQ(parse_command(line).fault, SyntaxFault::unknown_verb) << line;
    EXPECT_EQ(parse_command(line).verb, Verb::unknown) << line;
  }
}

TEST(Faults, LeaveNothingButTheVerb) {
  for (const test::Row& row : test::read_table("table_commands.txt")) {
    if (row.verdict == "ok") continue;
    const std::string line = row.text + "\r\n";
    const Command command = parse_command(line, row.allowed);
    EXPECT_TRUE(command.argument.empty()) << row.where;
    EXPECT_TRUE(command.second_argument.empty()) << row.where;
    EXPECT_TRUE(command.parameters.empty()) << row.where;
    EXPECT_TRUE(command.path.text.empty()) << row.where;
    EXPECT_TRUE(command.path.source_route.empty()) << row.where;
    EXPECT_TRUE(command.path.mailbox.empty()) << row.where;
    EXPECT_TRUE(command.path.local_part.empty()) << row.where;
    EXPECT_TRUE(command.path.domain.empty()) << row.where;
    EXPECT_EQ(command.path.domain_kind, DomainKind::none) << row.where;
  }
}

// Every control octet, at every place of a line: nothing but HTAB before the CRLF gets through.
TEST(Faults, NoControlOctetIsAcceptedAnywhere) {
  for (const std::string_view line :
       {"EHLO [192.0.2.1]\r\n", "MAIL FROM:<\"a b\"@c.d> SIZE=1 X\r\n", "RCPT TO:<@a,@b:c@d>\r\n",
        "RCPT TO:<Postmaster>\r\n", "DATA\r\n", "VRFY a b\r\n", "BDAT 1 LAST\r\n",
        "AUTH PLAIN AAAA\r\n", "XREAD <a@b> name of it\r\n"}) {
    for (std::size_t at = 0; at < line.size() - 1; ++at) {
      for (int octet = 0; octet < 33; ++octet) {
        if (octet == ' ') octet = 0x7F;
        std::string broken(line);
        broken.insert(at, 1, static_cast<char>(octet));
        const bool trailing = octet == '\t' && at == line.size() - 2;
        const Command command = parse_command(broken);
        EXPECT_EQ(command.fault == SyntaxFault::none, trailing) << broken << " at " << at;
        if (trailing) continue;
        const std::size_t verb_end = line.find_first_of(" \r");
        const SyntaxFault expected =
            at <= verb_end ? SyntaxFault::unknown_verb : SyntaxFault::bad_character;
        EXPECT_EQ(command.fault, expected) << broken << " octet " << octet << " at " << at;
      }
    }
  }
}

TEST(Faults, AreTheSameWhateverElseIsAllowed) {
  constexpr auto everything = static_cast<Leniency>(31);
  for (const std::string_view line : {"MAIL FROM:<a@b.>\r\n", "MAIL FROM:<a@b> X=\r\n",
                                      "EHLO a_b\r\n", "BDAT\r\n", "DATA x\r\n", "FOO\r\n"}) {
    EXPECT_EQ(parse_command(line).fault, parse_command(line, everything).fault) << line;
  }
}

// The first thing that is wrong is what is named.
TEST(Faults, NameTheLeftmostPart) {
  EXPECT_EQ(parse_command("MAIL FROM: <a@b..c> X=\r\n").fault, SyntaxFault::bad_path);
  EXPECT_EQ(parse_command("MAIL FROM:<a..b@c..d> X=\r\n").fault, SyntaxFault::bad_local_part);
  EXPECT_EQ(parse_command("MAIL FROM:<a@c..d> X=\r\n").fault, SyntaxFault::bad_domain);
  EXPECT_EQ(parse_command("MAIL FROM:<a@c> X= \x01\r\n").fault, SyntaxFault::bad_parameter);
  EXPECT_EQ(parse_command("MAIL FROM:<\x01> X=\r\n").fault, SyntaxFault::bad_character);
  EXPECT_EQ(parse_command("MAIL FROM:<\xC3@..> X=\r\n").fault, SyntaxFault::bad_character);
}

}  // namespace
}  // namespace heloport::grammar
