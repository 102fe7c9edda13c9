#pragma once
// Text that goes out in chunks as it is: only CRLF may end a line of it (RFC 3030, 2).

#include <string_view>

namespace heloport::engine {

/// Judges content, whatever the sizes of the pieces it comes in. A CR may end a piece, and a chunk.
class CanonicalText {
 public:
  /// False when there is a NUL, a CR without LF or a LF without CR in it; then it is of no more
  /// use.
  bool take(std::string_view piece);
  /// False while a CR waits for its LF.
  bool may_end() const { return !cr_held_; }
  /// True if `content`, whole, can be sent in chunks.
  static bool can_send(std::string_view content);

 private:
  bool cr_held_ = false;
};

}  // namespace heloport::engine
