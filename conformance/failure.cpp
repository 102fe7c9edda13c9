// See failure.hpp.

#include "conformance/failure.hpp"

#include <string_view>

namespace heloport::conformance {
namespace {

// Each line of `text` under a title, or the title with "(nothing)".
void add(std::string& out, std::string_view title, std::string_view text) {
  out += "\n  ";
  out += title;
  if (text.empty()) {
    out += " (nothing)";
    return;
  }
  while (!text.empty()) {
    const std::string_view line = text.substr(0, text.find('\n'));
    out += "\n    ";
    out += line;
    text.remove_prefix(line.size() == text.size() ? line.size() : line.size() + 1);
  }
}

}  // namespace

std::string describe(const Failure& failure) {
  std::string out = failure.file;
  if (failure.line != 0) out += ":" + std::to_string(failure.line);
  out += ": " + failure.what;
  if (!failure.expected.empty() || !failure.came.empty()) {
    add(out, "expected:", failure.expected);
    add(out, "came:", failure.came);
  }
  if (!failure.exchange.empty()) add(out, "all that came here:", failure.exchange);
  if (!failure.sent.empty()) add(out, "sent until then, the last octets:", failure.sent);
  return out;
}

}  // namespace heloport::conformance
