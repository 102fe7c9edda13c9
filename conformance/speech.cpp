// See speech.hpp.

#include "conformance/speech.hpp"

#include "conformance/reply_pattern.hpp"

namespace heloport::conformance {
namespace {

PatternMatch match_line(const Speech& line, std::string_view rest) {
  if (!line.exact) return match_pattern(line.octets, rest);
  using Kind = PatternMatch::Kind;
  if (rest.starts_with(line.octets)) return {Kind::fits, line.octets.size()};
  const bool beginning = line.octets.starts_with(rest);
  return {beginning ? Kind::unfinished : Kind::differs, 0};
}

}  // namespace

SpeechMatch match_speech(const std::vector<Speech>& speech, std::string_view octets) {
  SpeechMatch match;
  for (const Speech& line : speech) {
    const PatternMatch step = match_line(line, octets.substr(match.octets));
    if (step.kind != PatternMatch::Kind::fits) {
      const bool unfinished = step.kind == PatternMatch::Kind::unfinished;
      match.kind = unfinished ? SpeechMatch::Kind::unfinished : SpeechMatch::Kind::differs;
      return match;
    }
    ++match.lines;
    match.octets += step.octets;
  }
  return match;
}

}  // namespace heloport::conformance
