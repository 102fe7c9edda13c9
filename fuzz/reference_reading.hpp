#pragma once
// An independent reading of a conversation, written from the RFC and sharing no code with the
// engine: where commands and messages begin and end, and what a message's content is.

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
  std::vector<std::string_view> lines;  // without CRLF
};

/// Cuts the replies apart (RFC 5321, 4.2). Nothing if they are no sequence of complete replies.
std::optional<std::vector<WireReply>> replies_on_wire(std::string_view octets);

/// One command and its reply, as a tokenizer that knows only CRLF and CRLF.CRLF finds them.
struct WireCommand {
  std::string verb;  // upper case
  int code = 0;
  // After 354: what stands between the DATA line and the end of the data, stuffed dots and the
  // last CRLF included; nothing when the end did not come. And the reply to it.
  std::optional<std::string_view> data;
  int data_code = 0;
};

/// What the octets mean, given the replies (the greeting excepted): a line, then its reply, and
/// after a 354 everything up to the end of the data. A line after 334 is a response, whose verb is
/// "(response)"; after the 220 of STARTTLS everything up to tls_mark is nothing.
struct WireReading {
  std::vector<WireCommand> commands;
  std::size_t replies_used = 0;
  bool reply_missing = false;  // a command or message is complete and drew nothing
};
WireReading read_wire(std::string_view octets, const std::vector<WireReply>& replies);

/// The content that some data stand for; nothing when it must be refused: RFC 5321, 4.5.2 for the
/// dots, RFC 5321, 2.3.8 for everything that is no CRLF.
std::optional<std::string> content_of(std::string_view data, engine::LineEndings policy);

}  // namespace heloport::fuzz
