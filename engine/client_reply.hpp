#pragma once
// Cuts the replies of a server out of the octets it sent, line by line.

#include <cstddef>
#include <cstdint>
#include <string_view>

#include "engine/input_buffer.hpp"

namespace heloport::engine {

/// How much of a reply is borne with, and how closely it is looked at.
struct ReplyBounds {
  std::size_t line_octets_max = 0;  // CRLF included
  std::size_t lines_max = 0;
  /// The text is somebody's mail: any octets, whatever RFC 5321, 4.2 says of a reply's text.
  bool verbatim = false;
};

/// One line of a reply, or a part of it.
/// Lifetime: until the next call of ReplyReader::next() or of the buffer's room().
struct ReplyPiece {
  enum class Kind : std::uint8_t {
    hungry,  // no whole line yet
    text,
    broken,  // what the server sent is no reply; there is no way to go on
  };
  Kind kind = Kind::hungry;
  std::uint16_t code = 0;
  std::string_view text = {};
  std::string_view enhanced = {};
  bool begins_line = true;
  bool ends_line = true;
  bool last_line = false;
  bool ends_reply() const { return ends_line && last_line; }
};

/// Reads replies (RFC 5321, 4.2) off an InputBuffer. Each octet is looked at once.
///
/// Shape:  only CRLF ends a line. A line longer than the buffer's block comes in parts; they are
///         cut where the block is full (one octet earlier when that one is a CR), counted from
///         the beginning of the line: the parts never depend on how the octets came.
/// Errors: a line that is no reply line, lines of one reply with different codes, and anything
///         over the bounds are broken.
class ReplyReader {
 public:
  explicit ReplyReader(std::size_t block_octets) : block_octets_(block_octets) {}

  ReplyPiece next(InputBuffer& input, const ReplyBounds& bounds);
  /// The piece that next() gave last: it stays in the buffer until the next next() or drop().
  ReplyPiece again(const InputBuffer& input) const;
  /// Lets go of the piece that next() gave last.
  void drop(InputBuffer& input);

 private:
  /// The piece as it was, but for its views: those follow the octets when the buffer moves them.
  struct Held {
    std::size_t octets = 0;  // at the front of the buffer
    std::size_t text_at = 0;
    std::size_t text_octets = 0;
    std::size_t enhanced_octets = 0;  // of the text
    bool begins_line = true;
    bool ends_line = true;
  };

  std::size_t find_line_end(std::string_view unread);
  bool begin_line(std::string_view piece, const ReplyBounds& bounds);

  std::size_t block_octets_;
  std::size_t scanned_ = 0;      // octets of the input in which no line ends
  std::size_t line_octets_ = 0;  // of this line, in the pieces before
  std::size_t lines_ = 0;        // of this reply; 0 between replies
  std::uint16_t code_ = 0;       // of this reply
  bool last_line_ = false;
  Held held_;
};

}  // namespace heloport::engine
