// Fuzz target T7: chunks. The first octet chooses the policy and whether the message is complete,
// the next two say where chunks end; the rest is the text of a message and, of a server session,
// the chunks themselves. Oracles:
//
//   1  whatever the borders of its chunks, the text comes to what the independent reader says
//   2  a chunk is read to its last octet, whatever is in it and whatever refuses it: the command
//      behind it is the next that is answered
//
// That nothing outside a chunk is touched is AddressSanitizer's to say: see ExactRoom.

#include <cstdint>

#include "engine/chunk_decoder.hpp"
#include "fuzz/choices.hpp"
#include "fuzz/chunked_session.hpp"
#include "fuzz/data_oracles.hpp"

namespace {

using namespace heloport::fuzz;
using heloport::engine::ChunkDecoder;
using heloport::engine::LineEndings;

constexpr std::size_t octets_max = 4096;
constexpr std::size_t every_cut_octets_max = 16;

ExactRoom room(octets_max);
ReferenceText expected;
Decoding got;
ChunkedSession session;

struct Order {
  LineEndings policy;
  bool complete;
};

void check(std::string_view text, Order order, const Splitting& splitting) {
  decode_chunks(ChunkDecoder(order.policy), text, splitting, order.complete, room, got);
  stop_on(chunks_agree(got, expected, text.size()), "chunk framer", text);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  Choices choices(data, size);
  const std::uint8_t mode = choices.octet();
  const Order order{(mode & 1) == 0 ? LineEndings::refuse : LineEndings::normalise,
                    (mode & 2) == 0};
  const std::size_t cut = choices.octet();
  const std::size_t other_cut = cut + choices.octet();
  const std::string_view text = choices.text(octets_max);
  read_chunks(text, order.policy, order.complete, expected);
  for (const Splitting& each : splittings(cut, other_cut)) check(text, order, each);
  if (text.size() <= every_cut_octets_max) {
    for (std::size_t at = 1; at < text.size(); ++at) check(text, order, cut_at(at));
  }
  const ChunkScript script{mode, {cut, other_cut}, text};
  for (const Splitting& each : splittings(cut, other_cut)) {
    stop_on(session.each_chunk_is_read_to_its_end(script, each), "chunk framer", text);
  }
  return 0;
}
