#pragma once
// How a text becomes a transcript or a case: line by line, until one of them is complained about.

#include <string>
#include <string_view>
#include <utility>
#include <variant>

#include "conformance/failure.hpp"

namespace heloport::conformance {

/// Gives each line of the text to `parser.take()`, without its LF, then asks `parser.finish()`.
/// Both return a complaint or nothing. The answer is `parser.result()`, or the first complaint
/// with the line of it, `parser.number()`, in the file of this name.
template <class Parser>
auto parse_lines(Parser parser, std::string file, std::string_view text)
    -> std::variant<decltype(parser.result()), Failure> {
  decltype(parser.finish()) complaint;
  while (!text.empty() && !complaint) {
    const std::size_t end = text.find('\n');
    complaint = parser.take(text.substr(0, end));
    text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
  }
  if (!complaint) complaint = parser.finish();
  if (complaint) {
    return Failure{.file = std::move(file), .line = parser.number(), .what = std::move(*complaint)};
  }
  return parser.result();
}

}  // namespace heloport::conformance
