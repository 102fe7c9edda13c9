#pragma once
// Makes a message fit for the wire: dots stuffed, every line ended by CRLF, the end marked.

#include <cstddef>
#include <span>
#include <string_view>

namespace heloport::engine {

/// Encodes the data for DATA (RFC 5321, 4.5.2), whatever the sizes of the pieces it is given.
/// A bare LF becomes CRLF; a bare CR or NUL must not be sent at all, so it is reported.
class BodyEncoder {
 public:
  struct Step {
    std::size_t taken = 0;    // octets of `content` that are done with
    std::size_t written = 0;  // octets put into `room`
    bool foul = false;        // content[taken] is a NUL, or a CR without LF: give up
  };
  /// Encodes as much as fits. A CR that ends `content` is held inside until the next call.
  Step encode(std::string_view content, std::span<char> room);
  /// Writes what ends the data: CRLF if the last line lacks it, then `.` CRLF. At most 5 octets.
  Step finish(std::span<char> room);
  /// True if `content`, whole, can be encoded: holds no NUL and no CR without LF.
  static bool can_send(std::string_view content);

 private:
  bool line_start_ = true;
  bool cr_held_ = false;
};

}  // namespace heloport::engine
