#pragma once
// Makes a message fit for the wire: dots stuffed, every line ended by CRLF, the end marked.

#include <cstddef>
#include <span>
#include <string_view>

namespace heloport::engine {

/// Encodes the data for DATA (RFC 5321, 4.5.2), whatever the sizes of the pieces it is given.
/// A bare LF becomes CRLF; a bare CR or NUL must not be sent at all, so it is reported.
///
/// Use:    encode() until all content is taken, then finish() once. Whatever foul content it
///         met, nothing that encode() writes can end the data: only finish() writes CRLF.CRLF.
/// Shape:  an octet that was taken is never given again: what did not fit of it waits inside.
/// Errors: after foul the encoder is of no more use.
class BodyEncoder {
 public:
  struct Step {
    std::size_t taken = 0;    // octets of `content` that are done with
    std::size_t written = 0;  // octets put into `room`
    bool foul = false;        // content[taken] is a NUL, or follows a CR and is no LF: give up
  };
  /// The longest that finish() writes: a dot that found no room before, CRLF, `.`, CRLF.
  static constexpr std::size_t end_octets_max = 6;

  /// Encodes as much as fits; one octet of room is enough to get on. A CR that ends `content` is
  /// held inside until the next call.
  Step encode(std::string_view content, std::span<char> room);
  /// Writes what ends the data: CRLF if the last line lacks it, then `.` CRLF. All of it or, when
  /// it does not fit, nothing. Foul when a CR is still held.
  Step finish(std::span<char> room);
  /// True if `content`, whole, can be encoded: holds no NUL and no CR without LF.
  static bool can_send(std::string_view content);

 private:
  Step advance(std::string_view content, std::span<char> room);
  Step exception(char octet, std::span<char> room);

  bool line_start_ = true;  // the data begin with a line (RFC 5321, 4.1.1.4)
  bool cr_held_ = false;    // a CR was taken and not written: only LF may follow it
  char owed_ = '\0';        // LF or a dot that was taken and not yet written; NUL for none
};

}  // namespace heloport::engine
