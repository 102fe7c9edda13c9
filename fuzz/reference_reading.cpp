// See reference_reading.hpp. Simple on purpose: slow and copying, so that it can be read as the
// RFC is read.

#include "fuzz/reference_reading.hpp"

#include "fuzz/scenario.hpp"

namespace heloport::fuzz {
namespace {

std::string verb_of(std::string_view line) {
  std::string verb;
  for (const char c : line) {
    const bool lower = c >= 'a' && c <= 'z';
    if (!lower && !(c >= 'A' && c <= 'Z')) break;
    verb += lower ? static_cast<char>(c - 32) : c;
  }
  return verb;
}

// Where TLS begins, if the octets from `at` on wait for it.
std::size_t after_handshake(std::string_view octets, std::size_t at) {
  const std::size_t mark = octets.find(tls_mark, at);
  return mark == std::string_view::npos ? octets.size() : mark + tls_mark.size();
}

// Where the data that begin at `begin` end: the index of the `.` of CRLF.CRLF, whose first CRLF
// may be the one of the DATA line.
std::size_t end_of_data(std::string_view octets, std::size_t begin) {
  const std::size_t end = octets.find("\r\n.\r\n", begin - 2);
  return end == std::string_view::npos ? end : end + 2;
}

}  // namespace

std::optional<std::vector<WireReply>> replies_on_wire(std::string_view octets) {
  std::vector<WireReply> replies;
  bool open = false;
  while (!octets.empty()) {
    const std::size_t end = octets.find("\r\n");
    if (end == std::string_view::npos || end < 3) return std::nullopt;
    const std::string_view line = octets.substr(0, end);
    octets.remove_prefix(end + 2);
    int code = 0;
    for (const char c : line.substr(0, 3)) {
      if (c < '0' || c > '9') return std::nullopt;
      code = 10 * code + (c - '0');
    }
    if (!open) replies.push_back({code, {}});
    if (replies.back().code != code) return std::nullopt;
    replies.back().lines.push_back(line);
    open = line.size() > 3 && line[3] == '-';
    if (!open && line.size() > 3 && line[3] != ' ') return std::nullopt;
  }
  if (open) return std::nullopt;
  return replies;
}

WireReading read_wire(std::string_view octets, const std::vector<WireReply>& replies) {
  WireReading reading;
  std::size_t at = 0;
  bool challenged = false;
  while (true) {
    const std::size_t line_end = octets.find("\r\n", at);
    if (line_end == std::string_view::npos) return reading;
    reading.reply_missing = reading.replies_used == replies.size();
    if (reading.reply_missing) return reading;
    WireCommand command;
    command.verb = challenged ? "(response)" : verb_of(octets.substr(at, line_end - at));
    command.code = replies[reading.replies_used++].code;
    at = line_end + 2;
    challenged = command.code == 334;
    if (command.verb == "STARTTLS" && command.code == 220) at = after_handshake(octets, at);
    const std::size_t dot = command.code == 354 ? end_of_data(octets, at) : at;
    if (command.code == 354 && dot != std::string_view::npos) {
      command.data = octets.substr(at, dot - at);
      at = dot + 3;
      reading.reply_missing = reading.replies_used == replies.size();
      if (!reading.reply_missing) command.data_code = replies[reading.replies_used++].code;
    }
    reading.commands.push_back(command);
    if (dot == std::string_view::npos || reading.reply_missing) return reading;
  }
}

std::optional<std::string> content_of(std::string_view data, engine::LineEndings policy) {
  std::string content;
  while (!data.empty()) {
    // One line up to its CRLF; without its first dot.
    const std::size_t end = data.find("\r\n");
    std::string_view line = data.substr(0, end);
    data.remove_prefix(end == std::string_view::npos ? data.size() : end + 2);
    if (line.starts_with('.')) line.remove_prefix(1);
    for (const char c : line) {
      const bool bare = c == '\r' || c == '\n';
      if (c == '\0' || (bare && policy == engine::LineEndings::refuse)) return std::nullopt;
      content += bare ? "\r\n" : std::string(1, c);
    }
    content += "\r\n";
  }
  return content;
}

}  // namespace heloport::fuzz
