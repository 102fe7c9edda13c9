#pragma once
// Replies by class: `5yz`, `250 ...`, `503|554`. For files that play against any server.

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace heloport::conformance {

enum class PatternForm : std::uint8_t {
  none,       // a literal reply line
  pattern,    // see below
  malformed,  // looks like a pattern and is none
};

/// What the text of an `S: ` line is.
///
/// Shape: `2yz`, `55z`, `250 ...`, `503|554`, `4yz|5yz`: one whole reply, however many lines it
///        has, with a code that fits one of the alternatives; y is any of 0-5, z any of 0-9.
///        ` ...` behind such codes may stand or not, but a plain code needs it.
///        `250-mx.example.org ...`, `250 2.1.0 ...`: one line that begins like this.
PatternForm pattern_form(std::string_view text);

struct PatternMatch {
  enum class Kind : std::uint8_t {
    fits,
    unfinished,  // a beginning of what would fit
    differs,
  };
  Kind kind = Kind::differs;
  std::size_t octets = 0;  // that fit; only complete lines do
};

/// Matches the beginning of `octets` with a pattern.
PatternMatch match_pattern(std::string_view pattern, std::string_view octets);

}  // namespace heloport::conformance
