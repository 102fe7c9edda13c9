// See line_reader.hpp.

#include "engine/line_reader.hpp"

#include <cassert>

namespace heloport::engine {

LineStep LineReader::next(InputBuffer& input, std::size_t octets_max,
                          std::size_t skipped_octets_max) {
  const std::string_view text = input.unread();
  while (true) {
    const std::size_t lf = text.find('\n', scanned_);
    if (lf == std::string_view::npos) break;
    scanned_ = lf + 1;
    // A LF that comes first in the buffer is bare: a CR before it would have been kept.
    if (lf > 0 && text[lf - 1] == '\r') return ended(input, lf + 1, octets_max, skipped_octets_max);
  }
  scanned_ = text.size();
  return unended(input, octets_max, skipped_octets_max);
}

LineStep LineReader::ended(InputBuffer& input, std::size_t octets, std::size_t octets_max,
                           std::size_t skipped_octets_max) {
  const std::string_view line = input.unread().substr(0, octets);
  const std::size_t length = skipped_ + octets;
  if (skipped_ == 0 && length > octets_max) keep_beginning(line);
  input.consume(octets);
  scanned_ = skipped_ = 0;
  if (length > skipped_octets_max) return {LineStep::Kind::flood, {}};
  if (length > octets_max) {
    return {LineStep::Kind::too_long, {beginning_.data(), beginning_.size()}};
  }
  return {LineStep::Kind::line, line};
}

LineStep LineReader::unended(InputBuffer& input, std::size_t octets_max,
                             std::size_t skipped_octets_max) {
  const std::string_view text = input.unread();
  if (skipped_ + text.size() > skipped_octets_max) return {LineStep::Kind::flood, {}};
  // With octets_max octets and no end among them the line is too long, whatever follows. Its
  // octets go at once, but for a CR that may be half of the line end.
  if (skipped_ > 0 || text.size() >= octets_max) {
    if (skipped_ == 0) keep_beginning(text);
    const std::size_t gone = text.size() - (text.ends_with('\r') ? 1 : 0);
    input.consume(gone);
    skipped_ += gone;
    scanned_ -= gone;
  }
  return {};
}

void LineReader::keep_beginning(std::string_view text) {
  assert(text.size() >= beginning_.size());
  text.copy(beginning_.data(), beginning_.size());
}

}  // namespace heloport::engine
