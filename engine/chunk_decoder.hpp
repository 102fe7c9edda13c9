#pragma once
// Judges the line ends of text that comes in chunks, by views.

#include <string_view>

#include "engine/body_decoder.hpp"

namespace heloport::engine {

/// Reads the text of BDAT chunks (RFC 3030, 2). Their end is known by count, so there are no dots
/// to take out and no end to find: only the line ends are judged, as in data, across the borders
/// of chunks. Content that was declared BINARYMIME needs none of it.
///
/// Use:      call next() with what was not consumed yet, never empty; call end() behind the last
///           octet of the message until it says end.
/// Shape:    everything is consumed. A CR that ends the input waits inside for its LF.
/// Lifetime: as BodyDecoder.
class ChunkDecoder {
 public:
  explicit ChunkDecoder(LineEndings policy) : policy_(policy) {}
  BodyPiece next(std::string_view input);
  BodyPiece end();

 private:
  BodyPiece bare(char octet, std::size_t consumed) const;

  LineEndings policy_;
  bool cr_waits_ = false;  // consumed, and not handed out
};

}  // namespace heloport::engine
