// See reference_reading.hpp. Simple on purpose: slow and copying, so that it can be read as the
// RFC is read.

#include "fuzz/reference_reading.hpp"

#include <utility>

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

std::optional<std::vector<WireReply>> replies_on_wire(std::string_view octets, bool cut_off) {
  std::vector<WireReply> replies;
  bool open = false;
  while (!octets.empty()) {
    const std::size_t end = octets.find("\r\n");
    if (end == std::string_view::npos && cut_off) break;
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
  if (open && !cut_off) return std::nullopt;
  if (open) replies.pop_back();
  return replies;
}

namespace {

bool is_alphanumeric(char c) {
  return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
}

bool is_chunk_line(std::string_view line) {
  return verb_of(line.substr(0, 4)) == "BDAT" && (line.size() == 4 || !is_alphanumeric(line[4]));
}

/// `BDAT 5` or `BDAT 5 LAST`, read by hand. Nothing for anything else.
std::optional<WireChunk> announced(std::string_view line) {
  while (line.ends_with(' ') || line.ends_with('\t')) line.remove_suffix(1);
  line.remove_prefix(4);
  if (!line.starts_with(' ')) return std::nullopt;
  line.remove_prefix(1);
  WireChunk chunk;
  std::size_t digits = 0;
  while (digits < line.size() && line[digits] >= '0' && line[digits] <= '9') {
    const unsigned digit = static_cast<unsigned>(line[digits++] - '0');
    if (chunk.announced > (UINT64_MAX - digit) / 10) return std::nullopt;
    chunk.announced = 10 * chunk.announced + digit;
  }
  if (digits == 0 || digits > 20) return std::nullopt;
  line.remove_prefix(digits);
  chunk.last = line.size() == 5 && line[0] == ' ' && verb_of(line.substr(1)) == "LAST";
  if (!chunk.last && !line.empty()) return std::nullopt;
  return chunk;
}

/// Goes through the octets once.
class Reader {
 public:
  Reader(std::string_view octets, const std::vector<WireReply>& replies, const WireRules& rules)
      : octets_(octets), replies_(replies), rules_(rules) {}

  WireReading read() {
    while (next()) {
    }
    return std::move(reading_);
  }

 private:
  // One command with all that follows it; false when there is no more to be read.
  bool next() {
    const std::size_t line_end = octets_.find("\r\n", at_);
    if (line_end == std::string_view::npos) return false;
    WireCommand command;
    command.line = octets_.substr(at_, line_end - at_);
    command.verb = challenged_ ? "(response)" : verb_of(command.line);
    at_ = line_end + 2;
    const bool is_chunk = rules_.chunking && !challenged_ && is_chunk_line(command.line);
    const bool more = is_chunk ? read_chunk(command) : read_other(command);
    const bool ended = command.code == 421 || (!command.verdicts.empty() && last_code_ == 421);
    if (command.code != 0 || command.chunk) reading_.commands.push_back(std::move(command));
    return more && !ended;
  }

  bool read_chunk(WireCommand& command) {
    command.verb = "BDAT";
    const bool too_long = command.line.size() + 2 > rules_.line_octets_max;
    if (!too_long) command.chunk = announced(command.line);
    command.lost = !command.chunk;
    if (command.lost) {
      take(command.code);
      return false;
    }
    WireChunk& chunk = *command.chunk;
    chunk.complete = octets_.size() - at_ >= chunk.announced;
    chunk.octets = octets_.substr(at_, chunk.complete ? chunk.announced : octets_.size() - at_);
    at_ += chunk.octets.size();
    if (!chunk.complete) return false;
    if (chunk.last) {
      const bool answered = read_verdicts(command);
      if (answered) command.code = command.verdicts.front();
      return answered;
    }
    if (!take(command.code)) return false;
    if (command.code >= 400) recipients_ = 0;
    return true;
  }

  bool read_other(WireCommand& command) {
    if (!take(command.code)) return false;
    note(command);
    challenged_ = command.code == 334;
    if (command.verb == "STARTTLS" && command.code == 220) at_ = after_handshake(octets_, at_);
    if (command.code != 354) return true;
    const std::size_t dot = end_of_data(octets_, at_);
    if (dot == std::string_view::npos) return false;
    command.data = octets_.substr(at_, dot - at_);
    at_ = dot + 3;
    return read_verdicts(command);
  }

  // RFC 2033, 4.2 and 4.3.
  bool read_verdicts(WireCommand& command) {
    const std::size_t wanted = rules_.lmtp && recipients_ > 0 ? recipients_ : 1;
    recipients_ = 0;
    for (std::size_t i = 0; i < wanted && last_code_ != 421; ++i) {
      int code = 0;
      if (!take(code)) return false;
      command.verdicts.push_back(code);
    }
    return true;
  }

  void note(const WireCommand& command) {
    if (command.code >= 300) return;
    if (command.verb == "RCPT") ++recipients_;
    const bool resets = command.verb == "MAIL" || command.verb == "RSET" ||
                        command.verb == "EHLO" || command.verb == "HELO" ||
                        command.verb == "LHLO" || command.verb == "QUIT";
    if (resets) recipients_ = 0;
  }

  bool take(int& code) {
    reading_.reply_missing = reading_.replies_used == replies_.size();
    if (reading_.reply_missing) return false;
    code = last_code_ = replies_[reading_.replies_used++].code;
    return true;
  }

  std::string_view octets_;
  const std::vector<WireReply>& replies_;
  const WireRules& rules_;
  WireReading reading_;
  std::size_t at_ = 0;
  std::size_t recipients_ = 0;  // accepted ones of the transaction that is open
  int last_code_ = 0;
  bool challenged_ = false;  // the next line is a response
};

}  // namespace

WireReading read_wire(std::string_view octets, const std::vector<WireReply>& replies,
                      const WireRules& rules) {
  return Reader(octets, replies, rules).read();
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
      content += bare ? '\r' : c;
      if (bare) content += '\n';
    }
    content += "\r\n";
  }
  return content;
}

std::optional<std::string> content_of_chunks(std::string_view text, engine::LineEndings policy,
                                             bool complete) {
  std::string content;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const bool waits = text[i] == '\r' && i + 1 == text.size() && !complete;
    if (waits) break;
    const bool pair = text[i] == '\r' && i + 1 < text.size() && text[i + 1] == '\n';
    const bool bare = !pair && (text[i] == '\r' || text[i] == '\n');
    if (text[i] == '\0' || (bare && policy == engine::LineEndings::refuse)) return std::nullopt;
    content += pair || bare ? '\r' : text[i];
    if (pair || bare) content += '\n';
    if (pair) ++i;
  }
  return content;
}

}  // namespace heloport::fuzz
