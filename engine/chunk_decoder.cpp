// See chunk_decoder.hpp.

#include "engine/chunk_decoder.hpp"

#include <utility>

#include "engine/octet_scan.hpp"

namespace heloport::engine {

BodyPiece ChunkDecoder::next(std::string_view input) {
  using Kind = BodyPiece::Kind;
  if (std::exchange(cr_waits_, false)) {
    return input.front() == '\n' ? BodyPiece{Kind::content, "\r\n", 1} : bare('\r', 0);
  }
  // The scan stops before a dot that begins a line; as the first octet it is like any other.
  const std::size_t plain = plain_prefix(input);
  if (plain > 0) return {Kind::content, input.substr(0, plain), plain};
  cr_waits_ = input == "\r";
  return cr_waits_ ? BodyPiece{Kind::content, {}, 1} : bare(input.front(), 1);
}

BodyPiece ChunkDecoder::end() {
  return std::exchange(cr_waits_, false) ? bare('\r', 0) : BodyPiece{BodyPiece::Kind::end, {}, 0};
}

BodyPiece ChunkDecoder::bare(char octet, std::size_t consumed) const {
  if (policy_ == LineEndings::refuse || octet == '\0') {
    return {BodyPiece::Kind::foul, {}, consumed};
  }
  return {BodyPiece::Kind::content, "\r\n", consumed};
}

}  // namespace heloport::engine
