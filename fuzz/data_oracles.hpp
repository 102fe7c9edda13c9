#pragma once
// What must be true of whatever reads data, or the text of chunks: oracle O2 and O6 for a decoder
// alone. Templates, so that a test can put a broken decoder in the place of the engine's.

#include <cstddef>
#include <string>
#include <string_view>

#include "engine/body_decoder.hpp"
#include "fuzz/complaint.hpp"
#include "fuzz/exact_room.hpp"
#include "fuzz/reference_data.hpp"
#include "fuzz/splitting.hpp"

namespace heloport::fuzz {

/// What a decoder made of a wire. Filled again and again, so that its memory is kept.
struct Decoding {
  std::size_t consumed = 0;
  std::size_t steps = 0;
  bool ended = false;
  bool foul = false;
  std::string content;
  const char* broken = nullptr;  // a promise of the decoder's interface that was not kept

  void begin() {
    consumed = steps = 0;
    ended = foul = false;
    content.clear();
    broken = nullptr;
  }
};

/// A piece keeps to what the decoder was given: progress, no octet from elsewhere.
inline const char* piece_is_sound(const engine::BodyPiece& piece, std::string_view input) {
  using Kind = engine::BodyPiece::Kind;
  if (piece.consumed > input.size()) return "consumes more than there is";
  if (piece.kind == Kind::hungry && (piece.consumed != 0 || !piece.octets.empty())) {
    return "is hungry and takes something";
  }
  if (piece.kind == Kind::foul && !piece.octets.empty()) return "hands out what is foul";
  const char* const from = piece.octets.data();
  const bool inside =
      piece.octets.empty() ||
      (from >= input.data() && from + piece.octets.size() <= input.data() + piece.consumed);
  if (!inside && piece.octets != "\r\n") return "hands out octets from elsewhere";
  return nullptr;
}

inline void note_piece(const engine::BodyPiece& piece, std::string_view& input, Decoding& out) {
  using Kind = engine::BodyPiece::Kind;
  ++out.steps;
  if (out.broken == nullptr) out.broken = piece_is_sound(piece, input);
  out.content += piece.octets;
  out.foul |= piece.kind == Kind::foul;
  out.ended = piece.kind == Kind::end;
  out.consumed += piece.consumed;
  input.remove_prefix(std::min(piece.consumed, input.size()));
}

/// Gives `decoder` the wire, in the reads of `splitting`: what it leaves comes again with more.
template <class Decoder>
void decode(Decoder decoder, std::string_view wire, const Splitting& splitting, ExactRoom& room,
            Decoding& out) {
  out.begin();
  std::size_t arrived = 0;
  while (arrived < wire.size() && !out.ended && out.broken == nullptr) {
    arrived = splitting.end_after(arrived, wire);
    std::string_view input = room.put(wire.substr(out.consumed, arrived - out.consumed));
    bool hungry = input.empty();
    while (!hungry && !out.ended && out.broken == nullptr) {
      const engine::BodyPiece piece = decoder.next(input);
      note_piece(piece, input, out);
      hungry = piece.kind == engine::BodyPiece::Kind::hungry || (input.empty() && !out.ended);
      if (out.steps > 4 * wire.size() + 4) out.broken = "does not get on";
    }
  }
}

/// The text of a message, in the chunks of `splitting`, to its last octet. With `complete` its end
/// is asked for.
template <class Decoder>
void decode_chunks(Decoder decoder, std::string_view text, const Splitting& splitting,
                   bool complete, ExactRoom& room, Decoding& out) {
  out.begin();
  for (std::size_t at = 0; at < text.size() && out.broken == nullptr;) {
    const std::size_t end = splitting.end_after(at, text);
    std::string_view input = room.put(text.substr(at, end - at));
    at = end;
    while (!input.empty() && out.broken == nullptr) {
      note_piece(decoder.next(input), input, out);
      if (out.ended) out.broken = "ends before it is told to";
      if (out.steps > 4 * text.size() + 4) out.broken = "does not get on";
    }
  }
  std::string_view nothing;
  while (complete && !out.ended && out.broken == nullptr) {
    note_piece(decoder.end(), nothing, out);
    if (out.steps > 4 * text.size() + 8) out.broken = "does not end";
  }
}

/// The decoder saw what the reference saw. Once content is foul, nobody may use any of it, so
/// content is compared only where it is not.
inline Complaint decoding_agrees(const Decoding& ours, const ReferenceText& theirs) {
  if (ours.broken != nullptr) return "a decoder " + std::string(ours.broken);
  if (ours.ended != theirs.ended) {
    return theirs.ended ? "an end of data was missed" : "the data ended that do not end";
  }
  if (ours.consumed != theirs.consumed) {
    return "the data end elsewhere: " + std::to_string(ours.consumed) + " / " +
           std::to_string(theirs.consumed);
  }
  if (ours.foul != theirs.foul) {
    return theirs.foul ? "foul content was not noticed" : "clean content was taken for foul";
  }
  if (ours.content != theirs.content) return "the content is not what was sent: " + ours.content;
  return std::nullopt;
}

/// As decoding_agrees(), of chunks: all is consumed, a CR that waits is not in the content yet.
inline Complaint chunks_agree(const Decoding& ours, const ReferenceText& theirs,
                              std::size_t octets) {
  if (ours.broken == nullptr && ours.consumed != octets) return "a chunk was not read to its end";
  Decoding settled = ours;
  settled.consumed = theirs.consumed;
  return decoding_agrees(settled, theirs);
}

}  // namespace heloport::fuzz
