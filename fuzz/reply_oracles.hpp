#pragma once
// What must be true of whatever reads a server's replies (oracles O2, O3, O4 and O11).

#include <cstddef>
#include <string>
#include <string_view>

#include "engine/client_reply.hpp"
#include "engine/reply.hpp"
#include "fuzz/complaint.hpp"
#include "fuzz/splitting.hpp"
#include "grammar/reply.hpp"

namespace heloport::fuzz {

/// What a reader made of the octets of a server. Filled again and again, so that its memory is
/// kept.
struct ReplyReading {
  /// One line a reply line: code, `-` or a space, octets of the enhanced code, text, which may hold
  /// a bare LF.
  std::string lines;
  std::size_t whole_octets = 0;  // of `lines`: of the lines that came to their end
  bool broken = false;
  std::size_t steps = 0;
  const char* fault = nullptr;  // a promise of the interface that was not kept
};

/// Reads with the engine's reader, in the reads of `splitting`, off blocks of
/// reply_block_octets.
inline constexpr std::size_t reply_block_octets = 64;
void read_replies(std::string_view wire, const engine::ReplyBounds& bounds,
                  const Splitting& splitting, ReplyReading& out);
/// The same by hand, whole.
void reference_replies(std::string_view wire, const engine::ReplyBounds& bounds, ReplyReading& out);

/// Both came to the same, and the reader took few steps: linear in the octets.
Complaint readings_agree(const ReplyReading& ours, const ReplyReading& theirs, std::size_t octets);

/// Both parsers say the same of one line, every view is inside it.
Complaint reply_line_agrees(std::string_view line, const grammar::ReplyLine& ours);
Complaint ehlo_line_agrees(std::string_view text, const grammar::EhloLine& ours);

/// `written` is what ReplyWriter made of the reply, `$` words aside: one line, its code and its
/// enhanced code as they were given, at most 512 octets, printable ASCII only.
Complaint reply_is_said(const engine::Reply& reply, std::string_view written);

}  // namespace heloport::fuzz
