// See reply_oracles.hpp.

#include "fuzz/reply_oracles.hpp"

#include <algorithm>
#include <cstring>

#include "engine/block_pool.hpp"
#include "engine/input_buffer.hpp"
#include "fuzz/reference_reply.hpp"

namespace heloport::fuzz {
namespace {

using namespace engine;

constexpr std::size_t reply_line_octets_max = 512;  // RFC 5321, 4.5.3.1.5

void add_line_head(std::string& lines, std::uint16_t code, bool last, std::size_t enhanced_octets) {
  lines += static_cast<char>('0' + code / 100);
  lines += static_cast<char>('0' + code / 10 % 10);
  lines += static_cast<char>('0' + code % 10);
  lines += last ? ' ' : '-';
  lines += static_cast<char>('0' + enhanced_octets);
}

void note(const ReplyPiece& piece, ReplyReading& out) {
  if (piece.begins_line) {
    add_line_head(out.lines, piece.code, piece.last_line, piece.enhanced.size());
  }
  out.lines += piece.text;
  if (!piece.ends_line) return;
  out.lines += '\n';
  out.whole_octets = out.lines.size();
}

// Every piece that there is by now.
void take_pieces(ReplyReader& reader, InputBuffer& input, const ReplyBounds& bounds,
                 ReplyReading& out) {
  while (!out.broken && out.fault == nullptr) {
    ++out.steps;
    const ReplyPiece piece = reader.next(input, bounds);
    if (piece.kind == ReplyPiece::Kind::hungry) return;
    out.broken = piece.kind == ReplyPiece::Kind::broken;
    if (out.broken) return;
    note(piece, out);
    const ReplyPiece again = reader.again(input);
    if (again.text != piece.text || again.code != piece.code)
      out.fault = "again() is another piece";
  }
}

// The first parts of a line that is longer than a block, as far as they are cut off by now: the
// block is full each time, less a CR at its end.
std::size_t cut_off(std::string_view line_begin) {
  std::size_t cut = 0;
  while (line_begin.size() - cut >= reply_block_octets) {
    const bool keeps_cr = line_begin[cut + reply_block_octets - 1] == '\r';
    cut += reply_block_octets - (keeps_cr ? 1 : 0);
  }
  return cut;
}

/// Goes through lines by hand.
struct ByHand {
  const ReplyBounds& bounds;
  ReplyReading& out;
  std::size_t lines = 0;
  std::uint16_t code = 0;

  // `line` has its CRLF unless it did not come.
  void take(std::string_view line, bool ended) {
    if (line.size() > bounds.line_octets_max) return fail();
    const std::size_t seen = ended ? line.size() : cut_off(line);
    if (seen == 0) return;
    const grammar::ReplyLine reply = judged(line, ended && line.size() <= reply_block_octets);
    if (!reply.well_formed || (lines > 0 && reply.code != code)) return fail();
    if (++lines > bounds.lines_max) return fail();
    code = reply.code;
    add_line_head(out.lines, reply.code, reply.last, reply.enhanced.size());
    const std::size_t head = ended && line.size() == 5 ? 3 : 4;
    out.lines += line.substr(head, seen - head - (ended ? 2 : 0));
    if (ended) {
      out.lines += '\n';
      out.whole_octets = out.lines.size();
    }
    if (ended && reply.last) lines = 0;
  }

  grammar::ReplyLine judged(std::string_view line, bool whole) const {
    const grammar::ReplyLine all = whole ? reference_reply_line(line) : grammar::ReplyLine{};
    if (all.well_formed || (whole && !bounds.verbatim)) return all;
    if (line.size() < 4) return {};
    return reference_reply_line(std::string(line.substr(0, 4)) + "\r\n");
  }

  void fail() { out.broken = true; }
};

bool is_inside(std::string_view whole, std::string_view part) {
  return part.empty() ||
         (part.data() >= whole.data() && part.data() + part.size() <= whole.data() + whole.size());
}

}  // namespace

void read_replies(std::string_view wire, const ReplyBounds& bounds, const Splitting& splitting,
                  ReplyReading& out) {
  static BlockPool pool(reply_block_octets, 1);
  out.lines.clear();
  out.whole_octets = 0;
  out.steps = 0;
  out.broken = false;
  out.fault = nullptr;
  InputBuffer input(pool);
  ReplyReader reader(reply_block_octets);
  std::size_t at = 0;
  while (at < wire.size() && !out.broken && out.fault == nullptr) {
    const std::span<char> room = input.room();
    const std::size_t end = std::min(splitting.end_after(at, wire), at + room.size());
    if (end == at) {
      out.fault = "is hungry and has no room";
      break;
    }
    std::memcpy(room.data(), wire.data() + at, end - at);
    input.received(end - at);
    at = end;
    take_pieces(reader, input, bounds, out);
  }
}

void reference_replies(std::string_view wire, const ReplyBounds& bounds, ReplyReading& out) {
  out.lines.clear();
  out.whole_octets = 0;
  out.broken = false;
  ByHand by_hand{bounds, out};
  while (!wire.empty() && !out.broken) {
    const std::size_t line_feed = wire.find("\r\n");
    const bool ended = line_feed != std::string_view::npos;
    const std::string_view line = wire.substr(0, ended ? line_feed + 2 : wire.size());
    by_hand.take(line, ended);
    wire.remove_prefix(line.size());
  }
}

Complaint readings_agree(const ReplyReading& ours, const ReplyReading& theirs, std::size_t octets) {
  if (ours.fault != nullptr) return "a reader " + std::string(ours.fault);
  if (ours.steps > 2 * octets + 2) return "a reader takes too many steps";
  if (ours.broken != theirs.broken) {
    return theirs.broken ? "what is no reply was read as one" : "a reply was taken for none";
  }
  // What came before the end of a line that broke depends on how it came.
  std::string_view one = ours.lines;
  std::string_view other = theirs.lines;
  if (ours.broken) {
    one = one.substr(0, ours.whole_octets);
    other = other.substr(0, theirs.whole_octets);
  }
  if (one != other) return "the replies are others:\n" + ours.lines + "\n" + theirs.lines;
  return std::nullopt;
}

Complaint reply_line_agrees(std::string_view line, const grammar::ReplyLine& ours) {
  const grammar::ReplyLine theirs = reference_reply_line(line);
  if (ours.well_formed != theirs.well_formed) return "it is a reply line for one of two only";
  if (!ours.well_formed) return std::nullopt;
  if (ours.code != theirs.code || ours.last != theirs.last) return "the code is another";
  if (ours.text != theirs.text) return "the text is another";
  if (ours.enhanced != theirs.enhanced) return "the enhanced code is another";
  if (!is_inside(line, ours.text) || !is_inside(line, ours.enhanced)) return "a view leads outside";
  return std::nullopt;
}

Complaint ehlo_line_agrees(std::string_view text, const grammar::EhloLine& ours) {
  const grammar::EhloLine theirs = reference_ehlo_line(text);
  if (ours.keyword != theirs.keyword) return "the keyword is another";
  if (ours.parameters != theirs.parameters) return "the parameters are others";
  const bool inside = is_inside(text, ours.keyword) && is_inside(text, ours.parameters);
  return inside ? std::nullopt : Complaint("a view leads outside");
}

Complaint reply_is_said(const Reply& reply, std::string_view written) {
  const grammar::ReplyLine line = reference_reply_line(written);
  if (written.size() > reply_line_octets_max) return "a line of over 512 octets";
  const std::string_view said = written.substr(0, written.find('\r'));
  const bool printable =
      std::all_of(said.begin(), said.end(), [](char c) { return c >= ' ' && c <= '~'; });
  if (!line.well_formed || !printable) return "no reply line was written";
  if (line.code != reply.code || !line.last) return "another code was written";
  if (!reply.enhanced.empty() && line.enhanced != reply.enhanced) {
    return "another enhanced code was written";
  }
  return std::nullopt;
}

}  // namespace heloport::fuzz
