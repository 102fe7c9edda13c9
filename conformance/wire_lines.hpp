#pragma once
// Octets of the wire as the lines of a transcript that stand for them.

#include <string>
#include <string_view>
#include <vector>

namespace heloport::conformance {

/// `C: `/`S: ` lines, or `C| `/`S| ` where a line does not end in CRLF, is not printable ASCII,
/// ends in a space, or would be read as a pattern. Without line ends.
std::vector<std::string> wire_lines(char side, std::string_view octets);

/// The same with `! times N` before what repeats more than three times.
std::vector<std::string> folded(const std::vector<std::string>& lines);

/// One string, a line end after each.
std::string joined(const std::vector<std::string>& lines);

}  // namespace heloport::conformance
