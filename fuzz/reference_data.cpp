// See reference_data.hpp.

#include "fuzz/reference_data.hpp"

namespace heloport::fuzz {
namespace {

using engine::LineEndings;

// The octet at `at` is the first of a line: of the first one, or behind CR LF and nothing less.
bool begins_line(std::string_view wire, std::size_t at) {
  return at == 0 || (at >= 2 && wire[at - 2] == '\r' && wire[at - 1] == '\n');
}

bool is_bare(std::string_view wire, std::size_t at) {
  if (wire[at] == '\r') return at + 1 == wire.size() || wire[at + 1] != '\n';
  return wire[at] == '\n' && (at == 0 || wire[at - 1] != '\r');
}

// The octet at `at`, which is no dot that goes.
void take(std::string_view wire, std::size_t at, LineEndings policy, ReferenceText& text) {
  const bool bare = is_bare(wire, at);
  if (wire[at] == '\0' || (bare && policy == LineEndings::refuse)) {
    text.foul = true;
  } else if (bare) {
    text.content += "\r\n";
  } else {
    text.content += wire[at];
  }
}

void begin(ReferenceText& text) {
  text.content.clear();
  text.ended = text.foul = false;
}

}  // namespace

void read_data(std::string_view wire, LineEndings policy, ReferenceText& text) {
  constexpr std::string_view end = ".\r\n";
  begin(text);
  std::size_t at = 0;
  for (; at < wire.size(); ++at) {
    const std::string_view ahead = wire.substr(at, end.size());
    if (begins_line(wire, at) && wire[at] == '.') {
      text.ended = ahead == end;
      if (text.ended) at += end.size();
      if (text.ended || end.starts_with(ahead)) break;
      continue;
    }
    if (ahead == "\r") break;
    take(wire, at, policy, text);
  }
  text.consumed = at;
}

void read_chunks(std::string_view octets, LineEndings policy, bool complete, ReferenceText& text) {
  begin(text);
  text.ended = complete;
  text.consumed = octets.size();
  const bool waits = !complete && octets.ends_with('\r');
  if (waits) --text.consumed;
  for (std::size_t at = 0; at < text.consumed; ++at) take(octets, at, policy, text);
}

void write_data(std::string_view content, ReferenceText& text) {
  begin(text);
  text.consumed = content.size();
  for (std::size_t at = 0; at < content.size(); ++at) {
    const char octet = content[at];
    const bool bare = is_bare(content, at);
    text.foul = text.foul || octet == '\0' || (bare && octet == '\r');
    const bool after_lf = at == 0 || content[at - 1] == '\n';
    if (octet == '.' && after_lf) text.content += '.';
    if (octet == '\n' && bare) text.content += '\r';
    text.content += octet;
  }
  if (!text.content.empty() && !text.content.ends_with("\r\n")) text.content += "\r\n";
  text.content += ".\r\n";
  text.ended = true;
  if (text.foul) text.content.clear();
}

}  // namespace heloport::fuzz
