#pragma once
// What is said when a transcript does not hold, or is none.

#include <cstddef>
#include <optional>
#include <string>

namespace heloport::conformance {

/// Where a transcript broke, and how. Every text is printable: octets are escaped.
struct Failure {
  std::string file{};
  std::size_t line = 0;    // from 1; 0: the file itself
  std::string what{};      // one sentence
  std::string expected{};  // a line of the transcript; empty for silence
  std::string came{};      // the same for what came; empty for silence
  std::string exchange{};  // all that came between this act and the next, as transcript lines
  std::string sent{};      // the last octets that were sent before
};

/// Nothing: the transcript holds.
using Result = std::optional<Failure>;

/// `file:line: what` or `file: what`, then the rest, indented. The form that editors jump to.
std::string describe(const Failure& failure);

}  // namespace heloport::conformance
