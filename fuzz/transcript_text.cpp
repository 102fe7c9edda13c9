// Fuzz target: a line of a transcript, which findings, tests and recordings are written in, and
// the octets that one stands for. Oracles:
//
//   1  a line is malformed exactly when the grammar without actions refuses it; its text is in it
//   2  octets, escaped, are a raw text that stands for them (O4)
//   3  a raw text, unescaped and escaped, is its canonical spelling, and stands for the same (O4)
//
// That nothing outside the line is read is AddressSanitizer's to say: see ExactRoom.

#include <cstdint>
#include <string>

#include "fuzz/complaint.hpp"
#include "fuzz/exact_room.hpp"
#include "grammar/transcript.hpp"
#include "tests/grammar/pure_recogniser.hpp"

namespace {

using namespace heloport;

constexpr std::size_t octets_max = 4096;
fuzz::ExactRoom room(octets_max);

void demand(bool fact, const char* oracle, std::string_view input) {
  if (!fact) fuzz::stop_on(oracle, "transcript text", input);
}

void check_line(std::string_view line) {
  const grammar::TranscriptLine parsed = grammar::parse_transcript_line(line);
  const bool well_formed = parsed.kind != grammar::TranscriptKind::malformed;
  demand(well_formed == test::pure_transcript_line(line), "a line for one of two only", line);
  const std::string_view text = parsed.text;
  demand(text.empty() || (text.data() >= line.data() && line.ends_with(text)),
         "the text is not the end of the line", line);
}

void check_raw(std::string_view raw) {
  const std::optional<std::string> octets = grammar::unescape(raw);
  demand(octets.has_value() == grammar::is_raw_text(raw), "raw text for one of two only", raw);
  if (!octets) return;
  const std::string canonical = grammar::escape(*octets);
  demand(grammar::escape(*grammar::unescape(canonical)) == canonical, "not canonical", raw);
}

void check_octets(std::string_view octets) {
  const std::optional<std::string> again = grammar::unescape(grammar::escape(octets));
  demand(again == octets, "escaped it stands for other octets", octets);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view input(reinterpret_cast<const char*>(data), std::min(size, octets_max));
  const std::string_view text = room.put(input);
  check_line(text);
  check_raw(text);
  check_octets(text);
  return 0;
}
