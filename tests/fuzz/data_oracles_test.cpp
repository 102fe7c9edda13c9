// The oracles of data, chunks and their encoding: that each of them can complain. What is broken
// is a decoder or an encoder with one fault, around the engine's.

#include "fuzz/data_oracles.hpp"

#include <gtest/gtest.h>

#include "engine/chunk_decoder.hpp"
#include "fuzz/challenged_session.hpp"
#include "fuzz/chunked_session.hpp"
#include "fuzz/encoder_oracles.hpp"

namespace heloport::fuzz {
namespace {

using namespace std::string_literals;
using engine::BodyDecoder;
using engine::BodyEncoder;
using engine::BodyPiece;
using engine::ChunkDecoder;
using engine::LineEndings;
using Kind = BodyPiece::Kind;

constexpr LineEndings refuse = LineEndings::refuse;

template <class Decoder>
Complaint complaint_about(Decoder decoder, std::string_view wire, const Splitting& splitting = {},
                          LineEndings policy = refuse) {
  ExactRoom room(1024);
  ReferenceText expected;
  Decoding got;
  read_data(wire, policy, expected);
  decode(decoder, wire, splitting, room, got);
  return decoding_agrees(got, expected);
}

TEST(DataOracles, TheEngineIsRight) {
  for (const std::string& wire : {".\r\n"s, "a\r\n.\r\n"s, "..\r\n.\r\nNOOP\r\n"s, "\r\n.\r"s,
                                  "a\n.\r\n"s, "a\0b\r\n.\r\n"s, "\r\r\n.\r\n"s}) {
    for (const Splitting& each : splittings(1, 2)) {
      EXPECT_EQ(complaint_about(BodyDecoder(refuse), wire, each), std::nullopt) << wire;
      EXPECT_EQ(
          complaint_about(BodyDecoder(LineEndings::normalise), wire, each, LineEndings::normalise),
          std::nullopt);
    }
  }
}

/// Ends at LF . CRLF as well: CVE-2023-51764.
struct EndsAtBareLf : BodyDecoder {
  EndsAtBareLf() : BodyDecoder(refuse) {}
  BodyPiece next(std::string_view input) {
    if (input.starts_with("\n.\r\n")) return {Kind::end, {}, 4};
    return BodyDecoder::next(input);
  }
};

TEST(DataOracles, FindAnEndThatIsNone) {
  EXPECT_TRUE(complaint_about(EndsAtBareLf(), "a\n.\r\nMAIL"));
}

/// Judges what is left at the end of a read: a CR there is bare, a dot is no end.
struct DecidesTooEarly : BodyDecoder {
  DecidesTooEarly() : BodyDecoder(refuse) {}
  BodyPiece next(std::string_view input) {
    const BodyPiece piece = BodyDecoder::next(input);
    if (piece.kind != Kind::hungry || input.empty()) return piece;
    return {Kind::content, input, input.size()};
  }
};

TEST(DataOracles, FindAnEndThatIsMissedInASplit) {
  EXPECT_FALSE(complaint_about(DecidesTooEarly(), "a\r\n.\r\n"));
  EXPECT_TRUE(complaint_about(DecidesTooEarly(), "a\r\n.\r\n", cut_at(4)));
}

/// Hands a NUL on.
struct LetsNulPass : BodyDecoder {
  LetsNulPass() : BodyDecoder(refuse) {}
  BodyPiece next(std::string_view input) {
    BodyPiece piece = BodyDecoder::next(input);
    if (piece.kind == Kind::foul) piece = {Kind::content, input.substr(0, 1), 1};
    return piece;
  }
};

TEST(DataOracles, FindFoulContentThatPasses) {
  EXPECT_TRUE(complaint_about(LetsNulPass(), "a\0b\r\n.\r\n"s));
}

/// Leaves every stuffed dot where it is.
struct KeepsDots : BodyDecoder {
  KeepsDots() : BodyDecoder(refuse) {}
  BodyPiece next(std::string_view input) {
    BodyPiece piece = BodyDecoder::next(input);
    if (piece.kind == Kind::content && piece.octets.empty()) piece.octets = input.substr(0, 1);
    return piece;
  }
};

TEST(DataOracles, FindContentThatIsAnother) {
  EXPECT_TRUE(complaint_about(KeepsDots(), "..\r\n.\r\n"));
}

struct NeverGetsOn {
  BodyPiece next(std::string_view) { return {Kind::content, {}, 0}; }
};
struct TakesTooMuch {
  BodyPiece next(std::string_view input) { return {Kind::content, {}, input.size() + 1}; }
};
struct HandsOutOther {
  BodyPiece next(std::string_view input) { return {Kind::content, "other", input.size()}; }
};

TEST(DataOracles, FindABrokenInterface) {
  EXPECT_TRUE(complaint_about(NeverGetsOn(), "a"));
  EXPECT_TRUE(complaint_about(TakesTooMuch(), "a"));
  EXPECT_TRUE(complaint_about(HandsOutOther(), "a"));
}

template <class Decoder>
Complaint complaint_about_chunks(Decoder decoder, std::string_view text,
                                 const Splitting& splitting = {}) {
  ExactRoom room(1024);
  ReferenceText expected;
  Decoding got;
  read_chunks(text, refuse, true, expected);
  decode_chunks(decoder, text, splitting, true, room, got);
  return chunks_agree(got, expected, text.size());
}

/// Takes dots out of chunks: CVE-2017-16944.
struct UnstuffsChunks : ChunkDecoder {
  UnstuffsChunks() : ChunkDecoder(refuse) {}
  BodyPiece next(std::string_view input) {
    if (input.starts_with('.')) return {Kind::content, {}, 1};
    return ChunkDecoder::next(input);
  }
};

/// Forgets a CR at the border of two chunks.
struct ForgetsCr : ChunkDecoder {
  ForgetsCr() : ChunkDecoder(refuse) {}
  BodyPiece next(std::string_view input) {
    if (input == "\r") return {Kind::content, {}, 1};
    return ChunkDecoder::next(input);
  }
};

TEST(ChunkOracles, FindABrokenDecoder) {
  EXPECT_FALSE(complaint_about_chunks(ChunkDecoder(refuse), "..\r\n.\r\n"));
  EXPECT_TRUE(complaint_about_chunks(UnstuffsChunks(), "..\r\n"));
  EXPECT_FALSE(complaint_about_chunks(ChunkDecoder(refuse), "a\r\n", cut_at(2)));
  EXPECT_TRUE(complaint_about_chunks(ForgetsCr(), "a\r\n", cut_at(2)));
}

TEST(ChunkOracles, FindRepliesThatDoNotFit) {
  const std::string greeting = "220 mx\r\n";
  EXPECT_FALSE(replies_fit(greeting + "250-a\r\n250 b\r\n250 c\r\n221 d\r\n", ".nq"));
  EXPECT_FALSE(replies_fit(greeting + "421 a\r\n", "..nq"));
  EXPECT_TRUE(replies_fit("", ""));
  EXPECT_TRUE(replies_fit(greeting + "250 a\r\n", ".n"));
  EXPECT_TRUE(replies_fit(greeting + "250 a\r\n550 b\r\n", ".n"));
  EXPECT_TRUE(replies_fit(greeting + "250 a\r\n221 b\r\n", ".."));
  EXPECT_TRUE(replies_fit(greeting + "250 a\r\n250 b\r\n", "."));
}

TEST(ChunkOracles, TheSessionIsRight) {
  ChunkedSession session;
  const std::string text = "a\r\n.\r\nQUIT\r\n\0\n"s;
  for (unsigned mode = 0; mode < 256; ++mode) {
    const ChunkScript script{static_cast<std::uint8_t>(mode), {3, 9}, text};
    for (const Splitting& each : splittings(7, 30)) {
      EXPECT_EQ(session.each_chunk_is_read_to_its_end(script, each), std::nullopt) << mode;
    }
  }
}

template <class Encoder>
Encoding encoding_of(Encoder encoder, std::string_view content, const Splitting& splitting = {},
                     EncoderRooms rooms = {64, 64}) {
  ExactRoom source(1024);
  ExactRoom target(1024);
  Encoding out;
  encode(encoder, content, splitting, rooms, source, target, out);
  return out;
}

template <class Encoder>
Complaint complaint_about_encoder(Encoder encoder, std::string_view content,
                                  const Splitting& splitting = {}) {
  ReferenceText expected;
  write_data(content, expected);
  return encoding_agrees(encoding_of(encoder, content, splitting), expected);
}

/// Forgets between two pieces that a line has begun: CVE-2021-38189.
struct ForgetsLineStart {
  BodyEncoder::Step encode(std::string_view content, std::span<char> room) {
    const std::size_t size = std::min(content.size(), room.size());
    std::size_t written = 0;
    bool line_start = false;
    for (std::size_t i = 0; i < size && written + 1 < room.size(); ++i) {
      if (content[i] == '.' && line_start) room[written++] = '.';
      room[written++] = content[i];
      line_start = content[i] == '\n';
    }
    return {size, written, false};
  }
  BodyEncoder::Step finish(std::span<char> room) {
    constexpr std::string_view end = ".\r\n";
    if (room.size() < end.size()) return {};
    std::copy(end.begin(), end.end(), room.begin());
    return {0, end.size(), false};
  }
};

TEST(EncoderOracles, FindADotThatWasNotDoubled) {
  EXPECT_FALSE(complaint_about_encoder(BodyEncoder(), "a\r\n.\r\n", cut_at(3)));
  EXPECT_FALSE(complaint_about_encoder(ForgetsLineStart(), "a\r\n.\r\n"));
  EXPECT_TRUE(complaint_about_encoder(ForgetsLineStart(), "a\r\n.\r\n", cut_at(3)));
  ReferenceText read;
  EXPECT_TRUE(data_end_once(encoding_of(ForgetsLineStart(), "a\r\n.\r\n", cut_at(3)), read));
}

TEST(EncoderOracles, FindWhatMustNotBeSent) {
  EXPECT_TRUE(complaint_about_encoder(ForgetsLineStart(), "a\rb\r\n"));
  EXPECT_TRUE(complaint_about_encoder(ForgetsLineStart(), "a\0b\r\n"s));
}

/// Takes nothing, for ever.
struct Stuck : BodyEncoder {
  Step encode(std::string_view, std::span<char>) { return {}; }
};
/// Never writes an end.
struct Endless : BodyEncoder {
  Step finish(std::span<char>) { return {}; }
};

TEST(EncoderOracles, FindABrokenInterface) {
  EXPECT_TRUE(complaint_about_encoder(Stuck(), "a"));
  EXPECT_TRUE(complaint_about_encoder(Endless(), "a"));
}

TEST(EncoderOracles, FindAnEndInTheMiddleOrNone) {
  ReferenceText read;
  Encoding encoding;
  encoding.wire = "a\r\n.\r\nb\r\n.\r\n";
  EXPECT_TRUE(data_end_once(encoding, read));
  encoding.wire = "a\r\n";
  EXPECT_TRUE(data_end_once(encoding, read));
  encoding.wire = "a\rb\r\n.\r\n";
  EXPECT_TRUE(data_end_once(encoding, read));
  encoding = {.wire = "a\r\n.\r\n", .foul = true, .unfoul_octets = 6};
  EXPECT_TRUE(data_end_once(encoding, read));
}

TEST(EncoderOracles, FindAMessageThatIsAnotherUnstuffed) {
  ReferenceText read;
  read.content = "a\r\nb\r\n";
  EXPECT_FALSE(unstuffing_gives("a\nb", read));
  EXPECT_FALSE(unstuffing_gives("a\r\nb\r\n", read));
  EXPECT_TRUE(unstuffing_gives("a\r\n", read));
  EXPECT_TRUE(unstuffing_gives("a\r\nc\r\n", read));
  EXPECT_TRUE(unstuffing_gives("a\r\nb\r\n\r\n", read));
}

TEST(ResponseOracle, FindsALineThatNothingButCrlfEnds) {
  const std::string wire = "AAAA\n.\r\nNOOP\r\nQUIT\r\n";
  const std::string tail = "250 a\r\n221 b\r\n";
  EXPECT_FALSE(responses_fit("501 c\r\n" + tail, wire));
  EXPECT_TRUE(responses_fit("235 c\r\n" + tail, wire));
  EXPECT_TRUE(responses_fit("235 c\r\n500 d\r\n" + tail, wire));
  EXPECT_TRUE(responses_fit("501 c\r\n250 a\r\n", wire));
  EXPECT_TRUE(responses_fit("501 c\r\n221 b\r\n250 a\r\n", wire));
  EXPECT_FALSE(responses_fit("235 c\r\n500 d\r\n", "AAAA\r\n.\r\n"));
}

TEST(ResponseOracle, HoldsForASessionThatHasChallenged) {
  ChallengedSession session;
  for (const std::string_view wire : {"AAAA\r\nNOOP\r\nQUIT\r\n", "A\r.\nA\r\nQUIT\r\n"}) {
    for (const Splitting& each : splittings(2, 5)) {
      EXPECT_EQ(session.each_line_is_one(wire, each), std::nullopt) << wire;
    }
  }
}

}  // namespace
}  // namespace heloport::fuzz
