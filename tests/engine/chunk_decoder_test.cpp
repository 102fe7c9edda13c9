// Line ends in chunks are judged as in data, wherever the chunks are cut.

#include "engine/chunk_decoder.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <optional>
#include <string>
#include <vector>

namespace heloport::engine {
namespace {

/// What becomes of `text`, cut at each set bit of `cuts`; nothing when it is foul.
std::optional<std::string> decode(std::string_view text, unsigned cuts, LineEndings policy) {
  ChunkDecoder decoder(policy);
  std::string content;
  std::size_t from = 0;
  while (from < text.size()) {
    std::size_t until = from + 1;
    while (until < text.size() && (cuts >> until & 1u) == 0) ++until;
    std::string_view piece_text = text.substr(from, until - from);
    while (!piece_text.empty()) {
      const BodyPiece piece = decoder.next(piece_text);
      if (piece.kind == BodyPiece::Kind::foul) return std::nullopt;
      content += piece.octets;
      piece_text.remove_prefix(piece.consumed);
    }
    from = until;
  }
  while (true) {
    const BodyPiece piece = decoder.end();
    if (piece.kind == BodyPiece::Kind::end) return content;
    if (piece.kind == BodyPiece::Kind::foul) return std::nullopt;
    content += piece.octets;
  }
}

/// The same in one pass over the whole.
std::optional<std::string> by_the_book(std::string_view text, LineEndings policy) {
  std::string content;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const bool pair = text.substr(i).starts_with("\r\n");
    const bool bare = !pair && (text[i] == '\r' || text[i] == '\n');
    if (text[i] == '\0' || (bare && policy == LineEndings::refuse)) return std::nullopt;
    if (pair) ++i;
    content += pair || bare ? "\r\n" : std::string(1, text[i]);
  }
  return content;
}

/// Every string of up to `length` octets that may be special, and one that is not.
std::vector<std::string> texts(std::size_t length) {
  std::vector<std::string> all{""};
  std::size_t from = 0;
  for (std::size_t n = 0; n < length; ++n) {
    const std::size_t until = all.size();
    for (; from < until; ++from) {
      for (const char c : {'\r', '\n', '.', '\0', 'a'}) all.push_back(all[from] + c);
    }
  }
  return all;
}

TEST(ChunkDecoder, JudgesEveryTextAlikeWhereverItIsCut) {
  for (const std::string& text : texts(5)) {
    for (const LineEndings policy : {LineEndings::refuse, LineEndings::normalise}) {
      const auto expected = by_the_book(text, policy);
      for (unsigned cuts = 0; cuts < 32; ++cuts) {
        ASSERT_EQ(decode(text, cuts, policy), expected) << testing::PrintToString(text) << cuts;
      }
    }
  }
}

TEST(ChunkDecoder, TakesNoDotOut) {
  EXPECT_EQ(decode(".\r\n..\r\n.", 0, LineEndings::refuse), ".\r\n..\r\n.");
}

TEST(ChunkDecoder, KeepsACrUntilItsLineFeedComes) {
  ChunkDecoder decoder(LineEndings::refuse);
  EXPECT_EQ(decoder.next("a\r").octets, "a");
  EXPECT_EQ(decoder.next("\r").octets, "");
  EXPECT_EQ(decoder.next("\nb").octets, "\r\n");
  EXPECT_EQ(decoder.next("b").octets, "b");
}

}  // namespace
}  // namespace heloport::engine
