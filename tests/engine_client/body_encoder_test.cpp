// BodyEncoder: what it writes, a decoder that shares nothing with ours reads back.

#include "engine/body_encoder.hpp"

#include <gtest/gtest.h>

#include <array>
#include <optional>
#include <string>
#include <vector>

namespace heloport::engine {
namespace {

/// Encodes content that comes in pieces of one size into rooms of another; nothing when foul.
std::optional<std::string> encode(std::string_view content, std::size_t piece,
                                  std::size_t room_octets) {
  BodyEncoder encoder;
  std::string wire;
  std::vector<char> room(room_octets);
  std::size_t at = 0;
  while (at < content.size()) {
    const BodyEncoder::Step step = encoder.encode(content.substr(at, piece), room);
    wire.append(room.data(), step.written);
    at += step.taken;
    if (step.foul) return std::nullopt;
    if (step.taken == 0 && step.written == 0) ADD_FAILURE() << "no progress at " << at;
    if (step.taken == 0 && step.written == 0) return std::nullopt;
  }
  std::array<char, BodyEncoder::end_octets_max> end;
  const BodyEncoder::Step step = encoder.finish(end);
  if (step.foul) return std::nullopt;
  return wire.append(end.data(), step.written);
}

std::string encode(std::string_view content) {
  return encode(content, content.size() + 1, 3 * content.size() + 1).value_or("foul");
}

/// RFC 5321, 4.5.2, line by line: the content, or nothing when the octets are not one message
/// followed by nothing.
std::optional<std::string> decode(std::string_view wire) {
  std::string content;
  while (true) {
    const std::size_t end = wire.find("\r\n");
    if (end == std::string_view::npos) return std::nullopt;
    std::string_view line = wire.substr(0, end);
    wire.remove_prefix(end + 2);
    if (line.find_first_of(std::string_view("\r\n\0", 3)) != line.npos) return std::nullopt;
    if (line == ".") break;
    if (line.starts_with('.')) line.remove_prefix(1);
    content.append(line).append("\r\n");
  }
  return wire.empty() ? std::optional(content) : std::nullopt;
}

/// What must arrive: every LF a CRLF, and one at the end.
std::string canonical(std::string_view content) {
  std::string lines;
  for (std::size_t i = 0; i < content.size(); ++i) {
    if (content[i] == '\n' && !lines.ends_with('\r')) lines += '\r';
    lines += content[i];
  }
  if (!lines.empty() && !lines.ends_with('\n')) lines += "\r\n";
  return lines;
}

bool is_foul(std::string_view content) {
  for (std::size_t i = 0; i < content.size(); ++i) {
    if (content[i] == '\0') return true;
    if (content[i] == '\r' && (i + 1 == content.size() || content[i + 1] != '\n')) return true;
  }
  return false;
}

/// Every text of up to `octets_max` octets over `alphabet`.
void for_all(std::string_view alphabet, std::size_t octets_max, auto&& check) {
  std::string text;
  const auto grow = [&](const auto& self) -> void {
    check(text);
    if (text.size() == octets_max) return;
    for (char octet : alphabet) {
      text += octet;
      self(self);
      text.pop_back();
    }
  };
  grow(grow);
}

TEST(BodyEncoder, ALeadingDotIsDoubledOnEveryLine) {
  EXPECT_EQ(encode(".\r\n..\r\n.a\r\na.\r\n"), "..\r\n...\r\n..a\r\na.\r\n.\r\n");
}

TEST(BodyEncoder, TheEmptyMessageIsALoneDot) {
  EXPECT_EQ(encode(""), ".\r\n");
}

TEST(BodyEncoder, ALastLineWithoutItsEndGetsOne) {
  EXPECT_EQ(encode("abc"), "abc\r\n.\r\n");
}

TEST(BodyEncoder, ALastLineWithItsEndGetsNoSecond) {
  EXPECT_EQ(encode("abc\r\n"), "abc\r\n.\r\n");
  EXPECT_EQ(encode("abc\n"), "abc\r\n.\r\n");
}

TEST(BodyEncoder, ABareLfBecomesCrlf) {
  EXPECT_EQ(encode("a\n.\nb"), "a\r\n..\r\nb\r\n.\r\n");
}

TEST(BodyEncoder, WhatArrivesIsWhatWasGivenForAllShortTextsInAllSplits) {
  std::size_t sent = 0;
  for_all(std::string_view("a.\r\n\0", 5), 6, [&](const std::string& content) {
    for (std::size_t piece = 1; piece <= content.size() + 1; ++piece) {
      for (std::size_t room : {1u, 2u, 3u, 64u}) {
        const std::optional<std::string> wire = encode(content, piece, room);
        ASSERT_EQ(wire.has_value(), !is_foul(content)) << testing::PrintToString(content);
        if (!wire) continue;
        ASSERT_EQ(decode(*wire), canonical(content)) << testing::PrintToString(content);
        ASSERT_EQ(wire->find("\r\n.\r\n"), content.empty() ? wire->npos : wire->size() - 5);
        ++sent;
      }
    }
  });
  EXPECT_GT(sent, 1000u);
}

TEST(BodyEncoder, LongContentArrivesInAllSplitsAcrossTheStepsOfTheScan) {
  // 64 octets is a step of the scan: dots, CRLF and LF at every place around it.
  for (std::size_t at = 56; at < 72; ++at) {
    for (std::string_view mark : {"\r\n.\r\n", "\n.\n", "\n", ".", "\r\n", "\r\n.."}) {
      std::string content(200, 'x');
      content.insert(at, mark);
      for (std::size_t piece : {1u, 7u, 63u, 64u, 65u, 66u, 300u}) {
        for (std::size_t room : {1u, 5u, 64u, 66u, 300u}) {
          ASSERT_EQ(decode(encode(content, piece, room).value_or("")), canonical(content));
        }
      }
    }
  }
}

TEST(BodyEncoder, FoulContentIsFoundAtTheSamePlaceInAllSplits) {
  const std::string content("line\r\nnul\0here", 14);
  for (std::size_t piece = 1; piece <= content.size(); ++piece) {
    BodyEncoder encoder;
    std::array<char, 64> room;
    std::size_t at = 0;
    BodyEncoder::Step step;
    while (!step.foul && at < content.size()) {
      step = encoder.encode(std::string_view(content).substr(at, piece), room);
      at += step.taken;
    }
    EXPECT_TRUE(step.foul);
    EXPECT_EQ(at, 9u);
  }
}

TEST(BodyEncoder, ACrThatIsTheLastOctetOfAllIsFoul) {
  EXPECT_EQ(encode("abc\r"), "foul");
  EXPECT_EQ(encode("abc\r\n\r"), "foul");
}

TEST(BodyEncoder, TheEndIsWrittenWholeOrNotAtAll) {
  struct Case {
    std::string_view content;
    std::size_t room_octets;  // takes all of the content, and may leave an octet inside
  };
  for (const auto& [content, content_room] :
       {Case{"", 0}, {"a", 1}, {"a\n", 2}, {"a\n", 3}, {".", 1}, {".", 2}, {"\n.", 3}}) {
    for (std::size_t end_room = 0; end_room <= BodyEncoder::end_octets_max; ++end_room) {
      BodyEncoder encoder;
      std::array<char, 16> room;
      const BodyEncoder::Step step = encoder.encode(content, std::span(room).first(content_room));
      ASSERT_EQ(step.taken, content.size());
      std::string wire(room.data(), step.written);
      BodyEncoder::Step end = encoder.finish(std::span(room).first(end_room));
      if (end.written == 0) end = encoder.finish(room);
      wire.append(room.data(), end.written);
      EXPECT_EQ(decode(wire), canonical(content)) << end_room;
    }
  }
}

TEST(BodyEncoder, AnEncoderThatFinishedIsReadyForTheNextMessage) {
  BodyEncoder encoder;
  std::array<char, 16> room;
  encoder.encode("a", room);
  encoder.finish(room);
  const BodyEncoder::Step step = encoder.encode(".", room);
  EXPECT_EQ(std::string_view(room.data(), step.written), "..");
}

TEST(BodyEncoder, CanSendSaysWhetherTheEncoderWillTakeIt) {
  for_all(std::string_view("a\r\n\0", 4), 6, [](const std::string& content) {
    EXPECT_EQ(BodyEncoder::can_send(content), encode(content) != "foul");
  });
}

}  // namespace
}  // namespace heloport::engine
