#pragma once
// A transcript in memory: the acts of each exchange, and what must come of them.

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "conformance/failure.hpp"
#include "conformance/settings.hpp"
#include "conformance/world_line.hpp"

namespace heloport::conformance {

/// An event as it is shown. The octets of body chunks that follow each other are one event: how
/// a message was split must not show.
struct ShownEvent {
  std::string text;                 // "sender <a@b>"; empty for a body
  std::optional<std::string> body;  // the octets of a body
  std::size_t line = 0;             // where it is expected; 0 for one that came
};

/// Appends `event`, or joins it to the last one when both are bodies.
void append(std::vector<ShownEvent>& events, ShownEvent event);
/// `E: ` lines, a body as a line for each of its lines. Without line ends.
std::vector<std::string> event_lines(const ShownEvent& event);

/// One line that the played side must say.
struct Speech {
  std::string octets;  // CRLF included; of a pattern the text of the line
  bool exact = true;   // false: a pattern, see reply_pattern.hpp
  std::size_t line = 0;
};

/// An act with the line where it begins.
struct PlacedAct {
  Act act;
  std::size_t line = 0;
};

/// Acts, and everything that must follow from them before the next ones.
struct Exchange {
  std::vector<PlacedAct> acts;  // none in the first exchange of a server: it greets
  /// For the first, second, ... question that is shown; nothing: accept.
  std::vector<std::optional<Verdict>> verdicts;
  std::vector<Verdict> silent_verdicts;
  std::vector<ShownEvent> events;
  std::vector<Speech> speech;
  // Where events and speech are written, `times` included; what an update replaces.
  std::vector<std::size_t> event_source_lines;
  std::vector<std::size_t> speech_source_lines;
  std::size_t first_line = 0;
  std::size_t acts_end_line = 0;  // the last line of an act; 0 where there is none
  std::size_t last_line = 0;      // the last line of an act or an expectation
};

/// One file. Views into it live as long as it does.
///
/// A file is: prose, settings (`! dialect simple`), then exchanges. Consecutive lines of the
/// driving side are one write; a blank line, or an expectation, ends it. Acts that follow each
/// other are performed one after the other, and what comes of all of them is compared once.
///
/// Within an exchange, events (E:) are compared in their order and replies in theirs. Which of
/// the two kinds stands first is the author's choice: nothing is claimed about the order of an
/// event and a reply, except that both belong to this exchange. What is not said is silence, and
/// silence is compared too.
///
/// A verdict stands before the E: line of the question that it answers; verdicts about questions
/// that are not shown name them. Every verdict must be used in its exchange.
struct Transcript {
  std::string file;
  Settings settings;
  std::vector<Exchange> exchanges;
  std::vector<std::string> source;  // every line as it was written
  /// The first `! limit` or `! line-endings`: what only a server of ours can be told. 0: none.
  std::size_t limits_line = 0;
};

std::variant<Transcript, Failure> parse_transcript(std::string file, std::string_view text);
/// Reads and parses; a file that cannot be read is a failure at line 0.
std::variant<Transcript, Failure> load_transcript(const std::string& path);

}  // namespace heloport::conformance
