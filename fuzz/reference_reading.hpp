#pragma once
// An independent reading of a conversation, written from the RFCs and sharing no code with the
// engine: where commands, chunks and messages begin and end, and what a message's content is.

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "engine/body_decoder.hpp"

namespace heloport::fuzz {

/// One reply as it stands on the wire.
struct WireReply {
  int code = 0;
};

/// Cuts the replies apart (RFC 5321, 4.2). Nothing if they are no sequence of complete replies.
/// With `cut_off` the last one may have lost its end, and is left out then.
std::optional<std::vector<WireReply>> replies_on_wire(std::string_view octets,
                                                      bool cut_off = false);

/// What must be known of a server to read its conversations.
struct WireRules {
  bool chunking = false;               // BDAT is followed by the octets that it counts
  bool lmtp = false;                   // a message has a reply for each accepted recipient
  std::size_t line_octets_max = 4096;  // a BDAT line beyond it has no count
};

/// What follows a BDAT line (RFC 3030, 2).
struct WireChunk {
  std::string_view octets;  // as many as came
  bool complete = true;     // as many as were announced
  std::uint64_t announced = 0;
  bool last = false;
};

/// One command and its reply, as a tokenizer finds them that knows only CRLF, CRLF.CRLF and the
/// counts of BDAT.
struct WireCommand {
  std::string verb;       // upper case
  std::string_view line;  // without CRLF
  int code = 0;           // 0: none was due, the chunk is not complete
  // After 354: what stands between the DATA line and the end of the data, stuffed dots and the
  // last CRLF included; nothing when the end did not come.
  std::optional<std::string_view> data;
  std::optional<WireChunk> chunk;
  bool lost = false;  // a BDAT without a usable count: nothing behind it has a meaning
  /// The replies to a complete message: behind the end of the data or the last chunk.
  std::vector<int> verdicts;
};

/// What the octets mean, given the replies (the greeting excepted): a line, then its reply; after
/// a 354 everything up to the end of the data, after BDAT as many octets as it says. A line after
/// 334 is a response, whose verb is "(response)"; after the 220 of STARTTLS everything up to
/// tls_mark is nothing.
struct WireReading {
  std::vector<WireCommand> commands;
  std::size_t replies_used = 0;
  bool reply_missing = false;  // a command or message is complete and drew nothing
};
WireReading read_wire(std::string_view octets, const std::vector<WireReply>& replies,
                      const WireRules& rules = {});

/// The content that some data stand for; nothing when it must be refused: RFC 5321, 4.5.2 for the
/// dots, RFC 5321, 2.3.8 for everything that is no CRLF.
std::optional<std::string> content_of(std::string_view data, engine::LineEndings policy);

/// The content that the text of chunks stands for; nothing when it must be refused. Without
/// `complete` more follows, and a CR at its end may still find its LF.
std::optional<std::string> content_of_chunks(std::string_view text, engine::LineEndings policy,
                                             bool complete);

}  // namespace heloport::fuzz
