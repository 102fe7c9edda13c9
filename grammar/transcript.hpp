#pragma once
// The notation of transcripts: `C: `, `S: `, `S? `, `C| `, `S| `, `E: `, `! `, `#`, blank.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace heloport::grammar {

enum class TranscriptKind : std::uint8_t {
  client,           // C: a line, CRLF added
  client_raw,       // C| octets with escapes
  server,           // S: a line, CRLF added
  server_supposed,  // S? in a case: a reply that it needs and does not judge
  server_raw,       // S| octets with escapes
  event,            // E: what the application sees
  world,            // ! the world acts
  prose,            // #
  blank,            // ends a write
  malformed,
};

/// One line of a transcript file, without its line end.
/// Lifetime: a view into the parsed line.
struct TranscriptLine {
  TranscriptKind kind = TranscriptKind::malformed;
  std::string_view text;  // after the marker and its one space
};

/// Parses one line of a transcript, line end excluded. `C:` without the space is an empty line.
TranscriptLine parse_transcript_line(std::string_view line);

/// True if every backslash begins an escape, and no line ends: what may stand after `C| `.
bool is_raw_text(std::string_view text);

/// The octets that a raw text stands for: \r \n \t \\ \xHH; nothing for any other escape.
std::optional<std::string> unescape(std::string_view raw);

/// The inverse: printable ASCII as it is, backslash doubled, everything else as an escape.
std::string escape(std::string_view octets);

}  // namespace heloport::grammar
