// Fuzz target T6: the encoder of data. The first two octets are the sizes of the rooms that it
// writes into, the next two say where pieces of the content end, the rest is the content. Oracles
// (O5), for content that comes whole, octet by octet, behind each CR, and at two chosen places:
//
//   1  the wire is what the independent writer makes of the content
//   2  it has one end of data, at its end; a message that is given up has none
//   3  unstuffed it is the content again
//   4  a NUL and a CR without LF are refused, nothing else is, and can_send() says so before
//   5  content that may go in chunks is what RFC 3030 lets through, whatever its pieces
//
// There is no limit of 998 octets a line in it: RFC 5321, 4.5.3.1.6 is about what must be taken,
// and folding is whoever's writes the content.

#include <cstdint>

#include "engine/body_decoder.hpp"
#include "engine/canonical_text.hpp"
#include "fuzz/choices.hpp"
#include "fuzz/data_oracles.hpp"
#include "fuzz/encoder_oracles.hpp"

namespace {

using namespace heloport::fuzz;
using heloport::engine::BodyDecoder;
using heloport::engine::BodyEncoder;
using heloport::engine::CanonicalText;
using heloport::engine::LineEndings;

constexpr std::size_t octets_max = 4096;
constexpr std::size_t wire_octets_max = 2 * octets_max + BodyEncoder::end_octets_max;

ExactRoom source(wire_octets_max);
ExactRoom target(wire_octets_max);
ReferenceText expected;
ReferenceText read_back;
Encoding got;
Decoding decoded;

void demand(const Complaint& complaint, std::string_view content) {
  stop_on(complaint, "dot encoder", content);
}

void check(std::string_view content, const Splitting& splitting, EncoderRooms rooms) {
  encode(BodyEncoder(), content, splitting, rooms, source, target, got);
  demand(encoding_agrees(got, expected), content);
}

// Our own decoder, beside the reference.
void check_decoder(std::string_view content) {
  decode(BodyDecoder(LineEndings::refuse), got.wire, Splitting{}, source, decoded);
  demand(decoding_agrees(decoded, read_back), content);
}

// Asked after read_chunks() has read the content into `read_back`.
void check_chunked(std::string_view content, const Splitting& splitting) {
  CanonicalText text;
  bool sound = true;
  for (std::size_t at = 0; at < content.size() && sound;) {
    const std::size_t end = splitting.end_after(at, content);
    sound = text.take(source.put(content.substr(at, end - at)));
    at = end;
  }
  sound = sound && text.may_end();
  if (sound == read_back.foul) demand("chunks let through what they must not", content);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  Choices choices(data, size);
  const EncoderRooms rooms{std::size_t{choices.octet()} + 1, std::size_t{choices.octet()} + 1};
  const std::size_t cut = choices.octet();
  const std::size_t other_cut = cut + choices.octet();
  const std::string_view content = choices.text(octets_max);
  write_data(content, expected);
  for (const Splitting& each : splittings(cut, other_cut)) check(content, each, rooms);
  demand(data_end_once(got, read_back), content);
  if (!got.foul) {
    demand(unstuffing_gives(content, read_back), content);
    check_decoder(content);
  }
  check(content, Splitting{}, {wire_octets_max, wire_octets_max});
  if (BodyEncoder::can_send(content) == expected.foul) demand("can_send() is wrong", content);
  read_chunks(content, LineEndings::refuse, true, read_back);
  for (const Splitting& each : splittings(cut, other_cut)) check_chunked(content, each);
  return 0;
}
