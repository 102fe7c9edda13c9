// See client_reply.hpp.

#include "engine/client_reply.hpp"

#include <algorithm>
#include <array>

#include "grammar/reply.hpp"

namespace heloport::engine {
namespace {

constexpr std::string_view crlf = "\r\n";
constexpr std::size_t head_octets = 4;  // code and separator

/// What stands before the text, judged on its own.
grammar::ReplyLine parse_head(std::string_view piece) {
  if (piece.size() < head_octets) return {};
  std::array<char, head_octets + crlf.size()> line;
  const auto end = std::copy_n(piece.begin(), head_octets, line.begin());
  std::copy(crlf.begin(), crlf.end(), end);
  return grammar::parse_reply_line({line.data(), line.size()});
}

}  // namespace

ReplyPiece ReplyReader::next(InputBuffer& input, const ReplyBounds& bounds) {
  drop(input);
  const ReplyPiece broken{.kind = ReplyPiece::Kind::broken};
  const std::string_view unread = input.unread();
  const std::size_t line_end = find_line_end(unread);
  const bool ended = line_end > 0;
  if (line_octets_ + (ended ? line_end : unread.size()) > bounds.line_octets_max) return broken;
  if (!ended && unread.size() < block_octets_) return {};

  // A CR at the end of a full block may be half of the CRLF that ends the line.
  const std::size_t kept = !ended && unread.ends_with('\r') ? 1 : 0;
  const std::string_view piece = unread.substr(0, ended ? line_end : unread.size() - kept);
  held_ = {.octets = piece.size(), .begins_line = line_octets_ == 0, .ends_line = ended};
  if (held_.begins_line && !begin_line(piece, bounds)) return broken;
  held_.text_octets = piece.size() - held_.text_at - (ended ? crlf.size() : 0);
  line_octets_ = ended ? 0 : line_octets_ + piece.size();
  if (ended && last_line_) lines_ = 0;
  return again(input);
}

/// How many octets the line takes, CRLF included; 0 when its end is not there yet.
std::size_t ReplyReader::find_line_end(std::string_view unread) {
  while (true) {
    const std::size_t lf = unread.find('\n', scanned_);
    if (lf == std::string_view::npos) break;
    scanned_ = lf + 1;
    // A LF that comes first in the buffer is bare: a CR before it would have been kept.
    if (lf > 0 && unread[lf - 1] == '\r') return lf + 1;
  }
  scanned_ = unread.size();
  return 0;
}

/// Looks at the code, and where the whole line is there, at its text. `piece` is that line, or
/// the first part of one that is longer than the block.
bool ReplyReader::begin_line(std::string_view piece, const ReplyBounds& bounds) {
  grammar::ReplyLine line;
  if (held_.ends_line) line = grammar::parse_reply_line(piece);
  if (!line.well_formed && (bounds.verbatim || !held_.ends_line)) line = parse_head(piece);
  if (!line.well_formed) return false;
  if (lines_ > 0 && line.code != code_) return false;  // RFC 5321, 4.2.1: one code in all lines
  if (++lines_ > bounds.lines_max) return false;
  code_ = line.code;
  last_line_ = line.last;
  held_.enhanced_octets = line.enhanced.size();
  // A line of nothing but the code has no separator (RFC 5321, 4.2: to be coped with).
  const bool bare = held_.ends_line && piece.size() == head_octets - 1 + crlf.size();
  held_.text_at = bare ? head_octets - 1 : head_octets;
  return true;
}

ReplyPiece ReplyReader::again(const InputBuffer& input) const {
  const std::string_view text = input.unread().substr(held_.text_at, held_.text_octets);
  return {ReplyPiece::Kind::text, code_,           text,      text.substr(0, held_.enhanced_octets),
          held_.begins_line,      held_.ends_line, last_line_};
}

void ReplyReader::drop(InputBuffer& input) {
  if (held_.octets == 0) return;
  input.consume(held_.octets);
  scanned_ = 0;
  held_ = {};
}

}  // namespace heloport::engine
