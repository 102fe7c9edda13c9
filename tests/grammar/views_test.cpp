// The parsers copy nothing, allocate nothing, and read nothing outside their input.

#include <gtest/gtest.h>

#include <array>
#include <functional>
#include <string>

#include "grammar/command.hpp"
#include "grammar/reply.hpp"
#include "grammar/transcript.hpp"
#include "tests/grammar/guarded_pages.hpp"
#include "tests/grammar/table.hpp"
#include "tests/support/allocations.hpp"

namespace heloport::grammar {
namespace {

constexpr auto everything = static_cast<Leniency>(31);

std::array<std::string_view, 8> views_of(const Command& command) {
  const Path& path = command.path;
  return {command.argument,          command.second_argument,
          command.parameters.text(), path.text,
          path.source_route,         path.mailbox,
          path.local_part,           path.domain};
}

bool inside(std::string_view whole, std::string_view part) {
  if (part.empty()) return true;
  return part.data() >= whole.data() && part.data() + part.size() <= whole.data() + whole.size();
}

TEST(Views, OfACommandPointIntoItsLine) {
  for (const test::Row& row : test::read_table("table_commands.txt")) {
    const std::string line = row.text + "\r\n";
    for (const std::string_view part : views_of(parse_command(line, row.allowed))) {
      EXPECT_TRUE(inside(line, part)) << row.where;
    }
  }
}

TEST(Views, OfAPathFollowEachOther) {
  const std::string line = "MAIL FROM:<@a.b,@c:\"d e\"@f.g> X=1\r\n";
  const Path path = parse_command(line).path;
  EXPECT_EQ(path.text, "@a.b,@c:\"d e\"@f.g");
  EXPECT_EQ(path.source_route, "@a.b,@c");
  EXPECT_EQ(path.mailbox, "\"d e\"@f.g");
  EXPECT_EQ(path.text.data(), path.source_route.data());
  EXPECT_EQ(path.text.data() + path.text.size(), path.mailbox.data() + path.mailbox.size());
  EXPECT_EQ(path.local_part.data(), path.mailbox.data());
  EXPECT_EQ(path.local_part.size() + 1 + path.domain.size(), path.mailbox.size());
}

TEST(Views, OfRepliesAndTranscriptsPointIntoTheirLines) {
  const std::string reply = "250-2.1.0 Ok\r\n";
  EXPECT_TRUE(inside(reply, parse_reply_line(reply).text));
  EXPECT_TRUE(inside(reply, parse_reply_line(reply).enhanced));
  const std::string keyword = "SIZE 1000";
  EXPECT_TRUE(inside(keyword, parse_ehlo_line(keyword).parameters));
  const std::string line = "C: NOOP";
  EXPECT_TRUE(inside(line, parse_transcript_line(line).text));
}

void parse_with_everything(std::string_view text) {
  parse_command(text);
  parse_command(text, everything);
  parse_mailbox(text);
  is_domain(text);
  parse_reply_line(text);
  parse_ehlo_line(text);
  parse_transcript_line(text);
}

// A read outside the input is a fault of memory, which ends the test.
TEST(Views, NothingOutsideTheInputIsRead) {
  test::GuardedPages pages;
  std::size_t parsed = 0;
  for (const test::Row& row : test::read_table("table_commands.txt")) {
    const std::string line = row.text + "\r\n";
    for (std::size_t size = 0; size <= line.size(); ++size) {
      const std::string_view begun = std::string_view(line).substr(0, size);
      parse_with_everything(pages.at_end(begun));
      parse_with_everything(pages.at_begin(begun));
      const std::string cut = std::string(begun) + "\r\n";
      parse_with_everything(pages.at_end(cut));
      parse_with_everything(pages.at_begin(cut));
      ++parsed;
    }
  }
  EXPECT_GT(parsed, 5000u);
}

TEST(Views, NothingIsAllocated) {
  const std::vector<test::Row> rows = test::read_table("table_commands.txt");
  std::vector<std::string> lines;
  for (const test::Row& row : rows) lines.push_back(row.text + "\r\n");
  const std::size_t before = test::allocations();
  for (const std::string& line : lines) parse_with_everything(line);
  EXPECT_EQ(test::allocations(), before);
  const std::string counted(1000, 'a');
  EXPECT_EQ(test::allocations(), before + 1);  // the counter counts
}

TEST(Views, TheSameLineGivesTheSameCommand) {
  for (const test::Row& row : test::read_table("table_commands.txt")) {
    const std::string line = row.text + "\r\n";
    const Command first = parse_command(line, row.allowed);
    const Command second = parse_command(line, row.allowed);
    EXPECT_EQ(first.fault, second.fault);
    EXPECT_EQ(views_of(first), views_of(second)) << row.where;
  }
}

// An automaton looks at each octet once, and what runs after it no more than twice. A parser that
// went back for each octet would need 2^40 steps here, and the test its time limit.
TEST(Views, LongLinesTakeTimeInProportion) {
  const std::size_t octets = 1 << 20;
  for (const std::string& line :
       {"NOOP " + std::string(octets, 'a'), "EHLO " + std::string(octets, '-'),
        "VRFY a" + std::string(octets, ' ') + "b", "NOOP" + std::string(octets, ' '),
        "MAIL FROM:<" + std::string(octets, '@'), "MAIL FROM:<\"" + std::string(octets, '\\'),
        "RCPT TO:<a@b>" + std::string(octets, ' ') + "x", "BDAT " + std::string(octets, '1')}) {
    const Command command = parse_command(line + "\r\n");
    EXPECT_NE(command.verb, Verb::unknown) << line.substr(0, 12);
  }
}

}  // namespace
}  // namespace heloport::grammar
