#pragma once
// What must be true of whatever makes a message fit for the wire: oracle O5. Templates, so that a
// test can put a broken encoder in the place of the engine's.

#include <algorithm>
#include <cstddef>
#include <span>
#include <string>
#include <string_view>

#include "engine/body_encoder.hpp"
#include "fuzz/complaint.hpp"
#include "fuzz/exact_room.hpp"
#include "fuzz/reference_data.hpp"
#include "fuzz/splitting.hpp"

namespace heloport::fuzz {

/// What an encoder made of a message. Filled again and again, so that its memory is kept.
struct Encoding {
  std::string wire;
  bool foul = false;
  std::size_t unfoul_octets = 0;  // of the wire, before finish()
  const char* broken = nullptr;   // a promise of the interface that was not kept
};

/// How much room the encoder is given at a time: one size, then the other, and so on. Not 0.
struct EncoderRooms {
  std::size_t one = 0;
  std::size_t other = 0;
};

namespace encoder_steps {

/// One call: what was written goes to the wire. Gives what was taken.
template <class Encoder>
std::size_t encode_step(Encoder& encoder, std::string_view content, std::span<char> place,
                        Encoding& out) {
  const engine::BodyEncoder::Step step = encoder.encode(content, place);
  if (step.taken > content.size() || step.written > place.size()) {
    out.broken = "takes or writes more than there is";
    return content.size();
  }
  if (step.taken == 0 && step.written == 0 && !step.foul) out.broken = "does not get on";
  out.wire.append(place.data(), step.written);
  out.foul = step.foul;
  return step.taken;
}

/// The end of the data: refused whole where the room is too small, then written whole.
template <class Encoder>
void finish(Encoder& encoder, std::size_t small_room, ExactRoom& room, Encoding& out) {
  out.unfoul_octets = out.wire.size();
  for (const std::size_t octets :
       {small_room % engine::BodyEncoder::end_octets_max, engine::BodyEncoder::end_octets_max}) {
    const std::span<char> place = room.room(octets);
    const engine::BodyEncoder::Step step = encoder.finish(place);
    if (step.written > place.size()) out.broken = "writes more end than there is room";
    if (out.broken != nullptr) return;
    out.wire.append(place.data(), step.written);
    out.foul = step.foul;
    if (step.foul || step.written != 0) return;
  }
  out.broken = "does not write the end";
}

}  // namespace encoder_steps

/// Encodes `content`, which comes in the pieces of `splitting`, into rooms of the sizes given.
template <class Encoder>
void encode(Encoder encoder, std::string_view content, const Splitting& splitting,
            EncoderRooms rooms, ExactRoom& source, ExactRoom& target, Encoding& out) {
  out.wire.clear();
  out.foul = false;
  out.broken = nullptr;
  for (std::size_t at = 0; at < content.size() && !out.foul && out.broken == nullptr;) {
    const std::size_t end = splitting.end_after(at, content);
    std::string_view piece = source.put(content.substr(at, end - at));
    at = end;
    while (!piece.empty() && !out.foul && out.broken == nullptr) {
      const std::span<char> place = target.room(rooms.one);
      piece.remove_prefix(encoder_steps::encode_step(encoder, piece, place, out));
      std::swap(rooms.one, rooms.other);
    }
  }
  out.unfoul_octets = out.wire.size();
  if (!out.foul && out.broken == nullptr) encoder_steps::finish(encoder, rooms.one, target, out);
}

/// Written octet by octet from RFC 5321, 4.5.2, it is the same wire; and what may not be sent is
/// what the reference refuses.
inline Complaint encoding_agrees(const Encoding& ours, const ReferenceText& theirs) {
  if (ours.broken != nullptr) return "an encoder " + std::string(ours.broken);
  if (ours.foul != theirs.foul) {
    return theirs.foul ? "what must not be sent was sent" : "what may be sent was refused";
  }
  if (!ours.foul && ours.wire != theirs.content) return "the wire is not the message: " + ours.wire;
  return std::nullopt;
}

/// The end of the data stands at the end and nowhere else; in what was written of a message that
/// was given up, nowhere. `scratch` is for the reader.
inline Complaint data_end_once(const Encoding& ours, ReferenceText& scratch) {
  const std::string_view wire = ours.wire;
  const std::string_view sent = ours.foul ? wire.substr(0, ours.unfoul_octets) : wire;
  read_data(sent, engine::LineEndings::refuse, scratch);
  if (ours.foul) {
    return scratch.ended ? Complaint("a message that was given up has an end") : std::nullopt;
  }
  if (!scratch.ended) return "the data do not end";
  if (scratch.consumed != sent.size()) return "the data end before their end";
  if (scratch.foul) return "a bare CR, a bare LF or a NUL was sent";
  return std::nullopt;
}

/// Unstuffed by the independent reader, it is the message again: bare LF as CRLF, and a CRLF at
/// its end. Asked after data_end_once(), which has read the wire into `read`.
inline Complaint unstuffing_gives(std::string_view content, const ReferenceText& read) {
  std::size_t at = 0;
  char last = '\0';
  const auto next_is = [&](char octet) {
    return at < read.content.size() && read.content[at++] == octet;
  };
  for (const char octet : content) {
    if (octet == '\n' && last != '\r' && !next_is('\r')) return "a line lost its end";
    if (!next_is(octet)) return "unstuffed it is another message";
    last = octet;
  }
  const std::string_view rest = std::string_view(read.content).substr(at);
  const bool needs_end = !content.empty() && last != '\n';
  if (rest != (needs_end ? "\r\n" : "")) return "unstuffed it ends otherwise";
  return std::nullopt;
}

}  // namespace heloport::fuzz
