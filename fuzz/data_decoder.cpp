// Fuzz target T5: the decoder of data. The first octet chooses the policy, the next two say where
// reads end, the rest is what follows a 354. Oracles:
//
//   1  the data end where the independent reader says, their content and what is foul in it are
//      what it says, however the octets are split: whole, one by one, behind each CR, at two
//      chosen places, and, of short ones, at every place
//   2  each step gets on, hands out a part of its input or CRLF, and there are not too many
//   3  content that is clean, stuffed again and decoded again, is the same (O4)
//
// That nothing outside a read is touched is AddressSanitizer's to say: see ExactRoom.

#include <cstdint>

#include "fuzz/choices.hpp"
#include "fuzz/data_oracles.hpp"

namespace {

using namespace heloport::fuzz;
using heloport::engine::BodyDecoder;
using heloport::engine::LineEndings;

constexpr std::size_t octets_max = 8192;
constexpr std::size_t every_cut_octets_max = 24;

ExactRoom room(octets_max);
ReferenceText expected;
ReferenceText stuffed;
Decoding got;

void check(std::string_view wire, LineEndings policy, const Splitting& splitting) {
  decode(BodyDecoder(policy), wire, splitting, room, got);
  stop_on(decoding_agrees(got, expected), "data decoder", wire);
}

// An empty read brings nothing. (libFuzzer also wants to see the decoder run on an empty input:
// where nothing is covered it does not begin.)
void check_empty_read(LineEndings policy) {
  BodyDecoder decoder(policy);
  std::string_view nothing = room.put({});
  got.begin();
  note_piece(decoder.next(nothing), nothing, got);
  read_data({}, policy, expected);
  stop_on(decoding_agrees(got, expected), "data decoder", {});
}

void check_round_trip(std::string_view wire) {
  write_data(expected.content, stuffed);
  if (stuffed.foul || stuffed.content.size() > octets_max) return;
  decode(BodyDecoder(LineEndings::refuse), stuffed.content, Splitting{}, room, got);
  const bool same = got.ended && !got.foul && got.content == expected.content;
  stop_on(same ? std::nullopt : Complaint("stuffed again it is another message"), "data decoder",
          wire);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  Choices choices(data, size);
  const LineEndings policy =
      choices.octet() % 2 == 0 ? LineEndings::refuse : LineEndings::normalise;
  const std::size_t cut = choices.octet();
  const std::size_t other_cut = cut + choices.octet();
  const std::string_view wire = choices.text(octets_max);
  check_empty_read(policy);
  read_data(wire, policy, expected);
  for (const Splitting& each : splittings(cut, other_cut)) check(wire, policy, each);
  if (wire.size() <= every_cut_octets_max) {
    for (std::size_t at = 1; at < wire.size(); ++at) check(wire, policy, cut_at(at));
  }
  if (expected.ended && !expected.foul) check_round_trip(wire);
  return 0;
}
