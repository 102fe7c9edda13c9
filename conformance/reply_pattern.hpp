#pragma once
// Replies by class: `5yz`, `250 ...`, `503|554`. For files that play against any server.

#include <cstddef>
#include <cstdint>
#include <optional>
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

/// How many octets at the beginning of `octets` match; nothing when they do not. Only complete
/// lines match.
std::optional<std::size_t> match_pattern(std::string_view pattern, std::string_view octets);

}  // namespace heloport::conformance
