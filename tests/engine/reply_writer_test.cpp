// Whatever the words, a reply keeps the form of RFC 5321, 4.2.

#include "engine/reply_writer.hpp"

#include <gtest/gtest.h>

#include <string>

#include "engine/dialect.hpp"
#include "grammar/reply.hpp"

namespace heloport::engine {
namespace {

struct Written {
  BlockPool pool{output_block_octets, 1};
  OutputBuffer output{pool};
  ReplyWriter writer{output};
};

TEST(ReplyWriter, FillsInTheWords) {
  Written to;
  to.writer.line({250, "2.0.0", "$host knows $client: $detail, $5"}, true, {"h", "c", "d"});
  EXPECT_EQ(to.output.unsent(), "250 2.0.0 h knows c: d, $5\r\n");
}

TEST(ReplyWriter, AnEmptyDetailLeavesNoSpace) {
  Written to;
  to.writer.line({250, "2.0.0", "Ok $detail"}, true, {"h", "c", ""});
  EXPECT_EQ(to.output.unsent(), "250 2.0.0 Ok\r\n");
}

TEST(ReplyWriter, NoOctetOfAWordCanBreakTheLine) {
  for (int c = 0; c < 256; ++c) {
    Written to;
    const std::string word = std::string("a") + static_cast<char>(c) + "250 b";
    to.writer.line({250, "", "$detail"}, false, {"", "", word});
    const std::string_view line = to.output.unsent();
    EXPECT_EQ(line.find('\n'), line.size() - 1) << c;
    EXPECT_TRUE(grammar::parse_reply_line(line).well_formed) << c;
  }
}

TEST(ReplyWriter, CutsALineAt512Octets) {
  Written to;
  const std::string word(2000, 'a');
  to.writer.line({250, "2.0.0", "$detail"}, true, {"", "", word});
  EXPECT_EQ(to.output.unsent().size(), 512u);
  EXPECT_TRUE(to.output.unsent().ends_with("a\r\n"));
}

TEST(ReplyWriter, EveryReplyOfEveryDialectIsOne) {
  for (const Dialect* dialect : {&standard, &simple, &reference}) {
    for (const Reply& reply : dialect->replies) {
      Written to;
      to.writer.line(reply, true, {"mx.example.org", "client.example.org", "x"});
      const grammar::ReplyLine line = grammar::parse_reply_line(to.output.unsent());
      EXPECT_TRUE(line.well_formed) << dialect->name << " " << reply.text;
      EXPECT_EQ(line.code, reply.code);
      EXPECT_EQ(line.enhanced, reply.enhanced) << reply.text;
    }
  }
}

}  // namespace
}  // namespace heloport::engine
