#pragma once
// Cuts the input into lines. Only CRLF ends one (RFC 5321, 2.3.8).

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "engine/input_buffer.hpp"
#include "engine/limits.hpp"

namespace heloport::engine {

/// One step: a line, or why there is none.
struct LineStep {
  enum class Kind : std::uint8_t {
    none,      // no line end yet
    line,      // consumed; the view includes CRLF
    too_long,  // a line over the limit ended, and was thrown away but for how it began
    flood,     // an over-long line went on for too long: give up
  };
  Kind kind = Kind::none;
  std::string_view line;
};

/// How much is kept of the beginning of an over-long line: a verb of four letters, and the octet
/// that ends it.
inline constexpr std::size_t line_beginning_octets = 5;

/// A limit that LineReader can hold: a line over it has a beginning to keep, and one within it
/// fits a block.
constexpr bool takes_lines_of(std::size_t octets_max) {
  return octets_max >= line_beginning_octets && octets_max < input_block_octets;
}

/// Cuts lines off an InputBuffer, each octet looked at once, and skips over-long ones in constant
/// memory. What a line is judged to be never depends on how its octets came.
/// Lifetime: the view dies with the next room() or release of the buffer.
class LineReader {
 public:
  /// octets_max must be one that takes_lines_of() takes; both limits count CRLF.
  LineStep next(InputBuffer& input, std::size_t octets_max, std::size_t skipped_octets_max);
  /// Octets of an unfinished line were thrown away: it is over-long.
  bool skipping() const { return skipped_ > 0; }

 private:
  LineStep ended(InputBuffer& input, std::size_t octets, std::size_t octets_max,
                 std::size_t skipped_octets_max);
  LineStep unended(InputBuffer& input, std::size_t octets_max, std::size_t skipped_octets_max);

  void keep_beginning(std::string_view text);

  std::size_t scanned_ = 0;  // octets of unread() in which no line ends
  std::size_t skipped_ = 0;  // octets of this line that were thrown away
  std::array<char, line_beginning_octets> beginning_{};  // of an over-long line
};

}  // namespace heloport::engine
