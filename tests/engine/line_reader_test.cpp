// Only CRLF ends a line, and how the octets came never shows.

#include "engine/line_reader.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstring>
#include <string>
#include <vector>

#include "engine/server_session.hpp"

namespace heloport::engine {
namespace {

/// What a reader makes of `text` given `chunk` octets at a time: one word a step.
std::vector<std::string> cut(std::string_view text, std::size_t chunk, std::size_t octets_max = 20,
                             std::size_t skipped_max = 1000) {
  BlockPool pool(64, 1);
  InputBuffer input(pool);
  LineReader reader;
  std::vector<std::string> found;
  while (!text.empty()) {
    const std::span<char> room = input.room();
    const std::size_t n = std::min({chunk, text.size(), room.size()});
    std::memcpy(room.data(), text.data(), n);
    input.received(n);
    text.remove_prefix(n);
    while (true) {
      const LineStep step = reader.next(input, octets_max, skipped_max);
      if (step.kind == LineStep::Kind::none) break;
      if (step.kind == LineStep::Kind::flood) return found.push_back("flood"), found;
      found.push_back(step.kind == LineStep::Kind::line ? std::string(step.line) : "too long");
    }
  }
  return found;
}

using Words = std::vector<std::string>;

// A limit below what is kept of an over-long line, or of a block and more, cannot be held.
static_assert(!takes_lines_of(line_beginning_octets - 1) && takes_lines_of(line_beginning_octets));
static_assert(takes_lines_of(input_block_octets - 1) && !takes_lines_of(input_block_octets));

TEST(LineReader, TakesTheSmallestLimit) {
  for (std::size_t chunk = 1; chunk < 16; ++chunk) {
    EXPECT_EQ(cut("abc\r\nabcd\r\nabcdefgh\r\nok\r\n", chunk, line_beginning_octets),
              (Words{"abc\r\n", "too long", "too long", "ok\r\n"}))
        << chunk;
  }
}

#ifndef NDEBUG
TEST(LineReaderDeathTest, ASessionAssertsThatItsLimitsCanBeHeld) {
  const auto start = [](std::size_t auth_line_octets_max) {
    ServerOptions options;
    options.limits.auth_line_octets_max = auth_line_octets_max;
    Buffers buffers(1);
    ServerSession session(options, buffers);
  };
  EXPECT_DEATH(start(line_beginning_octets - 1), "takes_lines_of");
  EXPECT_DEATH(start(input_block_octets), "takes_lines_of");
}
#endif

class LineReaderAtEveryChunkSize : public testing::TestWithParam<std::size_t> {};

TEST_P(LineReaderAtEveryChunkSize, OnlyCrlfEndsALine) {
  EXPECT_EQ(cut("a\r\nb\nc\rd\r\r\n\r\n\ne\r\n", GetParam()),
            (Words{"a\r\n", "b\nc\rd\r\r\n", "\r\n", "\ne\r\n"}));
}

TEST_P(LineReaderAtEveryChunkSize, TheLimitCountsCrlf) {
  const std::string fits(18, 'a');
  EXPECT_EQ(cut(fits + "\r\n" + fits + "a\r\nb\r\n", GetParam()),
            (Words{fits + "\r\n", "too long", "b\r\n"}));
}

TEST_P(LineReaderAtEveryChunkSize, AnOverlongLineIsSkippedToItsTrueEnd) {
  const std::string flood = std::string(300, 'a') + "\n" + std::string(100, 'b') + "\r" +
                            std::string(100, 'c') + "\r\r\n" + "ok\r\n";
  EXPECT_EQ(cut(flood, GetParam()), (Words{"too long", "ok\r\n"}));
}

TEST_P(LineReaderAtEveryChunkSize, AFloodIsGivenUp) {
  EXPECT_EQ(cut(std::string(1001, 'a'), GetParam()), Words{"flood"});
  EXPECT_EQ(cut(std::string(998, 'a') + "\r\n", GetParam()), Words{"too long"});
  EXPECT_EQ(cut(std::string(999, 'a') + "\r\n", GetParam()), Words{"flood"});
}

INSTANTIATE_TEST_SUITE_P(Chunks, LineReaderAtEveryChunkSize,
                         testing::Values(1, 2, 3, 5, 7, 19, 20, 21, 63, 64, 2000));

}  // namespace
}  // namespace heloport::engine
