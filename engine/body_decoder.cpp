// See body_decoder.hpp. The fast part is plain_prefix(); here are only the exceptions.

#include "engine/body_decoder.hpp"

#include "engine/octet_scan.hpp"

namespace heloport::engine {

BodyPiece BodyDecoder::next(std::string_view input) {
  if (input.empty()) return {};
  return line_start_ && input.front() == '.' ? at_line_start(input) : inside_line(input);
}

// A dot begins the line: it is the end of the data, or it goes.
BodyPiece BodyDecoder::at_line_start(std::string_view input) {
  constexpr std::string_view end = ".\r\n";
  if (input.starts_with(end)) return {BodyPiece::Kind::end, {}, end.size()};
  // A read that ends in the middle of what may be the end decides nothing.
  if (end.starts_with(input)) return {BodyPiece::Kind::hungry, {}, 0};
  // RFC 5321, 4.5.2: the first dot of a longer line is removed, doubled or not.
  line_start_ = false;
  return {BodyPiece::Kind::content, {}, 1};
}

BodyPiece BodyDecoder::inside_line(std::string_view input) {
  const std::size_t plain = plain_prefix(input);
  if (plain > 0) {
    line_start_ = input[plain - 1] == '\n';
    return {BodyPiece::Kind::content, input.substr(0, plain), plain};
  }
  // A CR that ends the input may be half of the CRLF that ends the line. Giving it away here
  // would let CRLF.CRLF slip past when a read ends inside it.
  if (input == "\r") return {BodyPiece::Kind::hungry, {}, 0};
  // What remains is a bare CR, a bare LF or a NUL. None of them begins a line: a dot behind it is
  // content, and nothing but CRLF.CRLF ends the data (RFC 5321, 4.1.1.4).
  line_start_ = false;
  if (policy_ == LineEndings::refuse || input.front() == '\0') {
    return {BodyPiece::Kind::foul, {}, 1};
  }
  return {BodyPiece::Kind::content, "\r\n", 1};
}

}  // namespace heloport::engine
