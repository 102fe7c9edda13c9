// See canonical_text.hpp.

#include "engine/canonical_text.hpp"

#include "engine/octet_scan.hpp"

namespace heloport::engine {

bool CanonicalText::take(std::string_view piece) {
  while (!piece.empty()) {
    if (cr_held_) {
      if (piece.front() != '\n') return false;
      cr_held_ = false;
      piece.remove_prefix(1);
      continue;
    }
    piece.remove_prefix(plain_prefix(piece));
    if (piece == "\r") {
      cr_held_ = true;
      return true;
    }
    // The scan also stops where DATA would double a dot.
    if (!piece.empty() && piece.front() != '.') return false;
    if (!piece.empty()) piece.remove_prefix(1);
  }
  return true;
}

bool CanonicalText::can_send(std::string_view content) {
  CanonicalText text;
  return text.take(content) && text.may_end();
}

}  // namespace heloport::engine
