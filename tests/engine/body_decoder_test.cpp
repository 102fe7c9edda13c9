// Where the data ends, for every way to almost end it.

#include "engine/body_decoder.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <vector>

namespace heloport::engine {
namespace {

using namespace std::string_literals;

/// What became of one message and of the octets behind it.
struct Decoded {
  std::string content;
  bool ended = false;
  bool foul = false;
  std::size_t consumed = 0;
  bool operator==(const Decoded&) const = default;
};

/// Feeds `wire`, `chunk` octets at a time, keeping what the decoder leaves.
Decoded decode(std::string_view wire, std::size_t chunk, LineEndings policy) {
  BodyDecoder decoder(policy);
  Decoded result;
  std::string buffer;
  while (!result.ended) {
    const BodyPiece piece = decoder.next(buffer);
    result.content += piece.octets;
    result.consumed += piece.consumed;
    buffer.erase(0, piece.consumed);
    result.foul |= piece.kind == BodyPiece::Kind::foul;
    result.ended = piece.kind == BodyPiece::Kind::end;
    if (piece.kind != BodyPiece::Kind::hungry) continue;
    if (wire.empty()) break;
    buffer += wire.substr(0, chunk);
    wire.remove_prefix(std::min(chunk, wire.size()));
  }
  return result;
}

/// RFC 5321, 4.1.1.4 and 4.5.2 in a few lines, one octet at a time, sharing nothing with the code.
Decoded by_the_book(std::string_view wire) {
  Decoded result;
  std::string seen = "\r\n";  // the end of the DATA line
  for (const char octet : wire) {
    seen += octet;
    ++result.consumed;
    if (seen.ends_with("\r\n.\r\n")) {
      result.ended = true;
      break;
    }
  }
  const std::string_view body = std::string_view(seen).substr(2);
  for (std::size_t i = 0; i < body.size(); ++i) {
    const bool after_crlf = i == 0 || (i >= 2 && body[i - 2] == '\r' && body[i - 1] == '\n');
    const bool last_dot = result.ended && i + 3 == body.size();
    if (last_dot) break;
    if (after_crlf && body[i] == '.') continue;
    const bool bare_cr = body[i] == '\r' && (i + 1 == body.size() || body[i + 1] != '\n');
    const bool bare_lf = body[i] == '\n' && (i == 0 || body[i - 1] != '\r');
    result.foul |= bare_cr || bare_lf || body[i] == '\0';
    result.content += body[i];
  }
  return result;
}

/// P x M x S of the end-of-data vectors: 1,800 sequences.
std::vector<std::string> end_of_data_vectors() {
  std::vector<std::string> ends{""};
  for (std::size_t from = 0, length = 0; length < 3; ++length) {
    const std::size_t until = ends.size();
    for (; from < until; ++from) {
      ends.push_back(ends[from] + "\r");
      ends.push_back(ends[from] + "\n");
    }
  }
  std::vector<std::string> all;
  for (const std::string& prefix : ends) {
    for (const std::string& middle : {"."s, ".."s, "\0."s, ".\0"s, " ."s, ". "s, "\t."s, ".\t"s}) {
      for (const std::string& suffix : ends) all.push_back(prefix + middle + suffix);
    }
  }
  return all;
}

TEST(BodyDecoder, EndsWhereTheBookSaysForEveryVector) {
  const std::vector<std::string> vectors = end_of_data_vectors();
  ASSERT_EQ(vectors.size(), 1800u);
  int ended_early = 0;
  for (const std::string& vector : vectors) {
    for (const std::string& before : {""s, "Subject: x\r\n\r\n"s, "text"s, "text\r\n"s}) {
      const std::string wire = before + vector + "MARK\r\n.\r\nNOOP\r\n";
      const Decoded expected = by_the_book(wire);
      ASSERT_TRUE(expected.ended);
      if (expected.consumed < wire.size() - 6) ++ended_early;
      for (const std::size_t chunk : {1u, 2u, 3u, 4u, 5u, 1000u}) {
        const Decoded got = decode(wire, chunk, LineEndings::refuse);
        ASSERT_EQ(got.consumed, expected.consumed) << testing::PrintToString(wire) << chunk;
        ASSERT_EQ(got.foul, expected.foul) << testing::PrintToString(wire) << chunk;
        if (!expected.foul) {
          ASSERT_EQ(got.content, expected.content);
        }
        const Decoded normalised = decode(wire, chunk, LineEndings::normalise);
        ASSERT_EQ(normalised.consumed, expected.consumed) << testing::PrintToString(wire);
      }
    }
  }
  // 9 vectors hold CRLF.CRLF; a dot with CRLF behind it also ends the data after a line end.
  EXPECT_GT(ended_early, 36);
}

TEST(BodyDecoder, HoldsAcrossReadBoundariesAtEveryAlignment) {
  for (const std::size_t alignment : {997u, 998u, 999u, 1000u, 1024u, 2048u, 4096u, 8192u}) {
    for (const std::string& ending : {"\r\n.\r\n"s, "\r\n..\r\n.\r\n"s, "\r\n.x\r\n.\r\n"s}) {
      for (std::size_t back = 0; back <= ending.size(); ++back) {
        const std::string wire = std::string(alignment - back, 'a') + ending;
        ASSERT_EQ(decode(wire, alignment, LineEndings::refuse), by_the_book(wire));
      }
    }
  }
}

TEST(BodyDecoder, AnEmptyMessageIsALoneDot) {
  const Decoded got = decode(".\r\n", 1, LineEndings::refuse);
  EXPECT_TRUE(got.ended);
  EXPECT_EQ(got.content, "");
}

TEST(BodyDecoder, EveryOctetButTheFoulOnesPasses) {
  std::string line;
  for (int c = 1; c < 256; ++c) {
    if (c != '\r' && c != '\n') line += static_cast<char>(c);
  }
  const Decoded got = decode(line + "\r\n.\r\n", 3, LineEndings::refuse);
  EXPECT_TRUE(got.ended);
  EXPECT_FALSE(got.foul);
  EXPECT_EQ(got.content, line + "\r\n");
}

TEST(BodyDecoder, NormalisesABareLineEndToCrlf) {
  EXPECT_EQ(decode("a\nb\rc\r\r\nd\n.\ne\r\n.\r\n", 1, LineEndings::normalise).content,
            "a\r\nb\r\nc\r\n\r\nd\r\n.\r\ne\r\n");
}

TEST(BodyDecoder, NeverHandsOutABareLineEndWhenItNormalises) {
  for (const std::string& vector : end_of_data_vectors()) {
    const std::string content =
        decode("a" + vector + "b\r\n.\r\n", 1, LineEndings::normalise).content;
    for (std::size_t i = 0; i < content.size(); ++i) {
      const char next = i + 1 < content.size() ? content[i + 1] : '?';
      const char before = i > 0 ? content[i - 1] : '?';
      ASSERT_TRUE(content[i] != '\n' || before == '\r');
      ASSERT_TRUE(content[i] != '\r' || next == '\n');
    }
  }
}

TEST(BodyDecoder, ANulIsRefusedUnderBothPolicies) {
  EXPECT_TRUE(decode("a\0b\r\n.\r\n"s, 1, LineEndings::refuse).foul);
  EXPECT_TRUE(decode("a\0b\r\n.\r\n"s, 1, LineEndings::normalise).foul);
}

}  // namespace
}  // namespace heloport::engine
